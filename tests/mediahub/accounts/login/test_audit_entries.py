"""Signing in is in the log, and so is what failed: who, from where, and never what was typed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from mediahub.accounts.models import AuditEntry, SignInAttempt, User
from mediahub.hub import Hub
from tests.factories import make_user
from tests.mediahub.studio import CHEAP, PASSWORD, Member, at_work

DOOR = "/studio/logga-in"


@pytest.fixture
def user(studio: Hub) -> User:
    with studio.writing() as db:
        return make_user(db, password_hash=CHEAP.hash(PASSWORD))


@pytest.fixture
def stranger(studio: Hub) -> Iterator[Member]:
    with at_work(studio) as opened:
        yield opened


def noted(hub: Hub) -> list[AuditEntry]:
    with hub.reading() as db:
        wanted = select(AuditEntry).where(AuditEntry.action.startswith("user.sign_in"))
        return list(db.scalars(wanted.order_by(AuditEntry.action, AuditEntry.subject_kind)))


def attempt(stranger: Member, email: str, password: str = PASSWORD) -> int:
    return stranger.fill_in(DOOR, {"email": email, "password": password}).status_code


def test_who_signs_in_from_where(studio: Hub, user: User, stranger: Member) -> None:
    assert attempt(stranger, user.email) == 303
    (entry,) = noted(studio)
    assert (entry.action, entry.actor) == ("user.sign_in", str(user.id))
    assert (entry.subject_kind, entry.subject_id) == ("user", user.id)
    assert entry.sender is not None
    assert entry.sender.address == "127.0.0.1"


def test_wrong_password_of_a_user(studio: Hub, user: User, stranger: Member) -> None:
    assert attempt(stranger, user.email, "fel") == 422
    (entry,) = noted(studio)
    assert (entry.action, entry.actor) == ("user.sign_in_failed", "unknown")
    assert (entry.subject_kind, entry.subject_id) == ("user", user.id)
    assert entry.sender is not None
    assert (entry.reason, entry.before, entry.after) == (None, None, None)


def test_right_password_of_one_who_is_shut_out(studio: Hub, user: User, stranger: Member) -> None:
    with studio.writing() as db:
        db.get_one(User, user.id).disabled_at = studio.now()
    assert attempt(stranger, user.email) == 422
    (entry,) = noted(studio)
    assert (entry.action, entry.subject_id) == ("user.sign_in_failed", user.id)


def test_what_is_no_users_address_is_not_kept(studio: Hub, user: User, stranger: Member) -> None:
    typed = ["hemligt lösenord", "nobody@skr.example"]
    for email in (typed[0], typed[0], typed[1]):
        assert attempt(stranger, email) == 422
    entries = noted(studio)
    assert {entry.subject_kind for entry in entries} == {"sign_in"}
    assert len({entry.subject_id for entry in entries}) == 2
    assert user.id not in {entry.subject_id for entry in entries}
    kept = str([vars(entry) for entry in entries])
    assert [text for text in typed if text in kept] == []


def test_attempts_that_are_too_soon_fill_nothing(studio: Hub, user: User, stranger: Member) -> None:
    answers = [attempt(stranger, user.email, "fel") for _ in range(12)]
    assert answers[-1] == 429
    with studio.reading() as db:
        counted = len(db.scalars(select(SignInAttempt)).all())
    assert len(noted(studio)) == counted < 12
