"""Password work waits in a queue of its own: others are told to come again, and lose nothing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from mediahub.accounts.login import password_links, passwords
from mediahub.accounts.login.passwords import Passwords
from mediahub.accounts.models import SignInAttempt, User
from mediahub.hub import Hub
from tests.conftest import NOON
from tests.factories import make_user
from tests.mediahub.studio import CHEAP, ORIGIN, PASSWORD, Member, at_work, said
from tests.mediahub.visitor import attributes, page_of

ANNA, BO = "anna.ek@skr.example", "bo@skr.example"
SIGN_IN, OWN = "/studio/logga-in", "/studio/konto"
SENTENCE = (
    "Many are signing in or choosing a password right now, and yours was not looked at. "
    "Try again in 5 seconds."
)


class Held(PasswordHasher):
    """Compares for as long as the test wants."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.begun, self.may_end = Event(), Event()

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.begun.set()
        self.may_end.wait(30)
        return super().verify(hash, password)


@pytest.fixture
def anna(studio: Hub) -> User:
    with studio.writing() as db:
        return make_user(db, email=ANNA, name="Anna Ek", password_hash=CHEAP.hash(PASSWORD))


@contextmanager
def while_somebody_signs_in(
    studio: Hub, monkeypatch: pytest.MonkeyPatch, user: User | None = None
) -> Iterator[Member]:
    """A visitor of a site where one sign-in is being looked at, for as long as it takes."""
    monkeypatch.setattr(passwords, "PATIENCE_SECONDS", 0.01)
    hasher = Held()
    with at_work(studio, user, Passwords(hasher)) as member, ThreadPoolExecutor(1) as beside:
        first = beside.submit(_fail, member, None if user is None else f"{OWN}/losenord")
        try:
            assert hasher.begun.wait(30)
            yield member
        finally:
            hasher.may_end.set()
        assert first.result(30) == 422


def _fail(member: Member, own: str | None) -> int:
    """Give a wrong password, signed in or not."""
    if own is not None:
        return member.post(own, {"current": "fel", "password": PASSWORD}).status_code
    return member.fill_in(SIGN_IN, {"email": BO, "password": PASSWORD}).status_code


def attempts(hub: Hub) -> int:
    with hub.reading() as db:
        return db.scalar(select(func.count(SignInAttempt.id))) or 0


def test_signing_in_is_told_to_come_again(
    studio: Hub, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with while_somebody_signs_in(studio, monkeypatch) as stranger:
        counted = attempts(studio)
        form = {"email": ANNA, "password": PASSWORD}
        answer = stranger.fill_in(f"{SIGN_IN}?next=/studio/avsnitt", form)
        assert attempts(studio) == counted
        assert stranger.get("/").status_code == 200
        assert stranger.get(SIGN_IN).status_code == 200
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert said(answer, ".wrong") == [SENTENCE]
    page = page_of(answer)
    assert attributes(page, "input[@name='email']", "value") == [ANNA]
    assert attributes(page, "input[@name='next']", "value") == ["/studio/avsnitt"]
    assert PASSWORD not in answer.text


def test_choosing_a_password_leaves_the_link_good(
    studio: Hub, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = password_links.password_link(studio.settings, anna, NOON + timedelta(hours=24))
    path = link.removeprefix(ORIGIN)
    form = {"password": "fyrkantig gurka i regn"}
    with while_somebody_signs_in(studio, monkeypatch) as stranger:
        answer = stranger.fill_in(path, form)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert said(answer, "#password-error") == [f"Error: {SENTENCE}"]
    with at_work(studio) as stranger:
        assert stranger.fill_in(path, form).status_code == 303


def test_the_first_administrator_keeps_what_they_wrote(
    studio: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = password_links.setup_link(studio.settings, NOON).removeprefix(ORIGIN)
    form = {"name": "Anna Ek", "email": ANNA, "password": PASSWORD}
    with while_somebody_signs_in(studio, monkeypatch) as stranger:
        answer = stranger.fill_in(path, form)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    page = page_of(answer)
    assert attributes(page, "input[@name='name']", "value") == ["Anna Ek"]
    assert attributes(page, "input[@name='email']", "value") == [ANNA]
    assert said(answer, "#password-error") == [f"Error: {SENTENCE}"]
    with studio.reading() as db:
        assert db.scalars(select(User)).all() == []


def test_changing_ones_own_password_keeps_the_session(
    studio: Hub, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with while_somebody_signs_in(studio, monkeypatch, anna) as member:
        form = {"current": PASSWORD, "password": "fyrkantig gurka i regn"}
        answer = member.post(f"{OWN}/losenord", form)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert said(answer, "#current-error") == [f"Error: {SENTENCE}"]
        assert member.get(OWN).status_code == 200


def test_nothing_is_locked_while_a_password_is_looked_at(
    studio: Hub, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with while_somebody_signs_in(studio, monkeypatch, anna), studio.writing() as db:
        make_user(db, email="neighbour@skr.example")


def test_a_password_that_changed_meanwhile_is_not_changed_again(
    studio: Hub, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = Held()
    form = {"current": PASSWORD, "password": "fyrkantig gurka i regn"}
    with at_work(studio, anna, Passwords(hasher)) as member, ThreadPoolExecutor(1) as beside:
        changing = beside.submit(member.post, f"{OWN}/losenord", form)
        assert hasher.begun.wait(30)
        with studio.writing() as db:
            user = db.scalars(select(User).where(User.email == ANNA)).one()
            user.version, user.password_hash = user.version + 1, "changed elsewhere"
        hasher.may_end.set()
        assert changing.result(30).status_code == 403
    with studio.reading() as db:
        assert db.scalars(select(User.password_hash)).one() == "changed elsewhere"
