"""Sessions: how long they live, what ends them, and what is stored of them."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from mediahub.accounts.login import sessions
from mediahub.accounts.models import StudioSession, User
from mediahub.hub import Hub
from mediahub.settings import Settings
from tests.conftest import NOON, Clock
from tests.factories import make_user

SECOND = timedelta(seconds=1)


@pytest.fixture
def user(rows: Session) -> User:
    return make_user(rows)


def test_token_is_not_stored(rows: Session, user: User) -> None:
    token = sessions.begin(rows, user, NOON)
    stored = rows.scalars(select(StudioSession)).one()
    assert len(token) == 43
    assert token not in [getattr(stored, column.key) for column in StudioSession.__table__.columns]
    assert sessions.find(rows, token, NOON) is stored


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "ö" * 43, "x" * 5000])
def test_other_text_is_no_session(rows: Session, user: User, token: str) -> None:
    sessions.begin(rows, user, NOON)
    assert sessions.find(rows, token, NOON) is None


def test_session_ends_when_it_is_not_used(rows: Session, user: User) -> None:
    token = sessions.begin(rows, user, NOON)
    assert sessions.find(rows, token, NOON + sessions.IDLE - SECOND) is not None
    assert sessions.find(rows, token, NOON + sessions.IDLE) is None


def test_session_ends_however_much_it_is_used(rows: Session, user: User) -> None:
    token = sessions.begin(rows, user, NOON)
    end = NOON + sessions.LONGEST
    rows.scalars(select(StudioSession)).one().seen_at = end - SECOND
    assert sessions.find(rows, token, end - SECOND) is not None
    assert sessions.find(rows, token, end) is None


def test_raised_version_and_shutting_out_end_it(rows: Session, user: User) -> None:
    token = sessions.begin(rows, user, NOON)
    user.version += 1
    assert sessions.find(rows, token, NOON) is None
    user.version -= 1
    user.disabled_at = NOON
    assert sessions.find(rows, token, NOON) is None
    user.disabled_at = None
    assert sessions.find(rows, token, NOON) is not None


def test_ended_one_and_all(rows: Session, user: User) -> None:
    first, second, third = (sessions.begin(rows, user, NOON) for _ in range(3))
    other = sessions.begin(rows, make_user(rows), NOON)
    sessions.end(rows, first)
    assert [sessions.find(rows, token, NOON) is None for token in (first, second)] == [True, False]
    sessions.end_all(rows, user)
    found = [sessions.find(rows, token, NOON) is None for token in (second, third, other)]
    assert found == [True, True, False]


def test_what_is_over_is_remembered_and_then_removed(rows: Session, user: User) -> None:
    left, used = (sessions.begin(rows, user, NOON) for _ in range(2))
    end = NOON + sessions.IDLE + sessions.REMEMBERED
    rows.scalars(
        select(StudioSession).where(StudioSession.digest == sessions.digest(used))
    ).one().seen_at = NOON + SECOND
    sessions.purge(rows, end - SECOND)
    assert [sessions.is_remembered(rows, token) for token in (left, used)] == [True, True]
    assert sessions.find(rows, left, end - SECOND) is None
    sessions.purge(rows, end)
    assert [sessions.is_remembered(rows, token) for token in (left, used)] == [False, True]
    sessions.purge(rows, NOON + sessions.LONGEST + sessions.REMEMBERED - SECOND)
    assert not sessions.is_remembered(rows, used)


def test_used_to_the_last_it_is_removed_too(rows: Session, user: User) -> None:
    old, new = (sessions.begin(rows, user, NOON + begun * SECOND) for begun in range(2))
    end = NOON + sessions.LONGEST + sessions.REMEMBERED
    for session in rows.scalars(select(StudioSession)):
        session.seen_at = end
    sessions.purge(rows, end)
    assert [sessions.is_remembered(rows, token) for token in (old, new)] == [False, True]


def test_who_has_signed_out_is_not_remembered(rows: Session, user: User) -> None:
    ended, other = (sessions.begin(rows, user, NOON) for _ in range(2))
    sessions.end(rows, ended)
    found = [sessions.is_remembered(rows, token) for token in (ended, other, "", "x" * 43)]
    assert found == [False, True, False, False]


@pytest.mark.parametrize(
    ("origin", "name", "is_secure"),
    [("https://podd.example", "__Host-studio", True), ("http://127.0.0.1:8000", "studio", False)],
)
def test_cookie(settings: Settings, origin: str, name: str, is_secure: bool) -> None:
    response = Response()
    sessions.set_cookie(response, settings.model_copy(update={"base_url": origin}), "t")
    cookie = SimpleCookie(response.headers["set-cookie"])[name]
    assert (cookie.value, bool(cookie["secure"]), cookie["httponly"]) == ("t", is_secure, True)
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("lax", "/", "")
    assert cookie["max-age"] == str(14 * 24 * 3600)


@pytest.mark.parametrize(
    ("user_agent", "told"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Firefox/128.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36", "Chrome, Linux"),
        ("curl/8.0", ""),
    ],
)
def test_browser_is_recognised(user_agent: str, told: str) -> None:
    assert sessions.describe(user_agent) == told


def test_touching_one_session_keeps_no_other_alive(hub: Hub, clock: Clock) -> None:
    with hub.writing() as db:
        user = make_user(db)
        used, left = (sessions.digest(sessions.begin(db, user, NOON)) for _ in range(2))
    clock.advance(timedelta(hours=1))
    sessions.touch(hub, used)
    with hub.reading() as db:
        seen = {one.digest: one.seen_at for one in db.scalars(select(StudioSession))}
    assert seen == {used: clock.now, left: NOON}


def test_the_last_used_session_is_listed_first(rows: Session, user: User) -> None:
    for hours in (0, 2, 1):
        sessions.begin(rows, user, NOON + timedelta(hours=hours))
    sessions.begin(rows, make_user(rows), NOON)
    listed = sessions.list_sessions(rows, user, NOON + timedelta(hours=2))
    assert [(one.seen_at - NOON) // timedelta(hours=1) for one in listed] == [2, 1, 0]


def test_sessions_that_are_over_are_not_listed(rows: Session, user: User) -> None:
    sessions.begin(rows, user, NOON)
    later = NOON + sessions.IDLE
    sessions.begin(rows, user, later)
    listed = sessions.list_sessions(rows, user, later)
    assert [one.seen_at for one in listed] == [later]


def test_times_are_what_they_were() -> None:
    days = timedelta(days=1)
    assert (timedelta(hours=8), 14 * days) == (sessions.IDLE, sessions.LONGEST)
    assert (timedelta(minutes=5), 3 * days) == (sessions.TOUCH, sessions.REMEMBERED)


@pytest.mark.parametrize("origin", ["https://podd.example", "http://podd.example"])
def test_the_cookie_that_forgets_is_like_the_one_that_was_set(hub: Hub, origin: str) -> None:
    settings = hub.settings.model_copy(update={"base_url": origin})
    given, taken = Response(), Response()
    sessions.set_cookie(given, settings, "token")
    sessions.delete_cookie(taken, settings)
    (old,), (new,) = (
        SimpleCookie(answer.headers["set-cookie"]).values() for answer in (given, taken)
    )
    assert (new.key, new.value, new["max-age"]) == (old.key, "", "0")
    for name in ("secure", "httponly", "samesite", "path"):
        assert new[name] == old[name]
    assert (new["httponly"], new["samesite"]) == (True, "lax")
    assert bool(new["secure"]) is origin.startswith("https")


def test_an_address_is_kept_as_long_as_the_longest_of_ipv6(rows: Session, user: User) -> None:
    sessions.begin(rows, user, NOON, address="x" * 50)
    assert rows.scalars(select(StudioSession.address)).one() == "x" * 45
