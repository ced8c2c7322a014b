"""What locks a row on PostgreSQL, where writers are not one after the other."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mediahub.accounts import users
from mediahub.accounts.audit import Decision
from mediahub.accounts.login.password_links import password_link, user_of
from mediahub.accounts.login.sign_in import hold_unchanged
from mediahub.accounts.models import Role
from mediahub.db import Base, ContentRevision
from mediahub.hub import Hub
from mediahub.mail import claims
from mediahub.mail.models import Mail, MailState
from mediahub.mail.outbox import NewMail, enqueue_mail
from mediahub.media.uploads.service import get_upload
from mediahub.participants import members, seats
from mediahub.participants.details import Details
from mediahub.recordings import window_actions
from mediahub.recordings.retention import deletion
from mediahub.webcasts import changes, rules
from tests.conftest import NOON
from tests.factories import make_network, make_recording, make_user, make_webcast
from tests.mediahub.sending import make_upload

Lock = Callable[[Hub, Session, Any], object]
Make = Callable[[Session], Any]


def add_member(_: Hub, db: Session, network: Any) -> None:
    who = Details(name="Anna Ek", email="anna@boras.se", organisation="Borås stad")
    members.add_member(db, network, who, year=NOON.year, actor="test", now=NOON)


def open_password_link(hub: Hub, db: Session, user: Any) -> None:
    link = password_link(hub.settings, user, NOON + timedelta(hours=1))
    user_of(db, hub.settings.secret_keys, link.rpartition("/")[2], NOON, hold=True)


def an_administrator(db: Session) -> Any:
    return make_user(db, Role.ADMINISTRATOR)


def an_upload(db: Session) -> Any:
    return make_upload(db, make_user(db))


def a_mail(db: Session) -> Any:
    key = f"notice:{uuid4()}"
    enqueue_mail(db, NewMail(key=key, template="notice", email="anna@boras.se"), NOON)
    return db.scalars(select(Mail).where(Mail.key == key)).one()


def claim_what_has_moved(_: Hub, db: Session, mail: Any) -> None:
    """What is not as it was seen is locked and left as it is, so that the lock alone is seen."""
    seen: Any = SimpleNamespace(id=mail.id, state=MailState.RETRY, attempts=1, revision=0)
    assert claims.claim(db, [(seen, b"", "")], NOON) == []


def a_recording(db: Session) -> Any:
    return make_recording(db, make_webcast(db))


LOCKS: dict[str, tuple[Make, Lock]] = {
    "capacity": (make_webcast, lambda _, db, row: seats.lock_capacity(db, row)),
    "places of an organisation": (make_network, add_member),
    "recording": (a_recording, lambda _, db, row: deletion.lock_recording(db, row)),
    "window": (a_recording, lambda _, db, row: window_actions.lock_webcast_and_recording(db, row)),
    "end of a webcast": (make_webcast, lambda _, db, row: rules.refuse_fixed(db, row)),
    "what was told": (make_webcast, lambda _, db, row: changes.settle(db, row)),
    "password link": (make_user, open_password_link),
    "sign-in": (make_user, lambda _, db, row: hold_unchanged(db, row.id, row.version)),
    "mail": (a_mail, claim_what_has_moved),
    "upload": (an_upload, lambda _, db, row: get_upload(db, row.id, row.actor, lock=True)),
}


def is_locked(hub: Hub, row: Base) -> bool:
    """Whether another transaction that changes the row would have to wait.

    A row that refers to it keeps only its key, and makes nobody wait who changes the rest.
    """
    kind = type(row)
    wanted = select(kind.id).where(kind.id == row.id)
    with hub.engine.connect() as other:
        try:
            other.execute(wanted.with_for_update(nowait=True, key_share=True))
        except OperationalError:
            return True
        return False


@pytest.mark.parametrize("name", LOCKS)
def test_row_is_locked_and_its_neighbour_is_not(hub_on_postgresql: Hub, name: str) -> None:
    hub, (make, lock) = hub_on_postgresql, LOCKS[name]
    with hub.writing() as db:
        one, other = make(db), make(db)
    with hub.writing() as db:
        one = db.get_one(type(one), one.id)
        assert not is_locked(hub, one)
        lock(hub, db, one)
        assert is_locked(hub, one)
        assert not is_locked(hub, other)


DECISION = Decision("anna", NOON, "Fler vill se den")
LATER = NOON + timedelta(days=40)


@pytest.mark.parametrize(
    ("act", "opens_at"),
    [
        (window_actions.lock_webcast_and_recording, None),
        (lambda db, row: window_actions.open_recording(db, row, DECISION), None),
        (lambda db, row: window_actions.extend(db, row, LATER, DECISION), NOON),
    ],
    ids=["locked", "opened", "extended"],
)
def test_webcast_is_locked_with_its_recording(
    hub_on_postgresql: Hub, act: Callable[[Session, Any], None], opens_at: datetime | None
) -> None:
    hub, closes_at = hub_on_postgresql, opens_at and opens_at + timedelta(days=14)
    with hub.writing() as db:
        ended = make_webcast(db, starts_at=NOON - timedelta(days=2))
        one = make_recording(db, ended, opens_at=opens_at, closes_at=closes_at)
    with hub.writing() as db:
        one = db.get_one(type(one), one.id)
        act(db, one)
        db.expire_all()
        assert is_locked(hub, one.webcast)
        assert is_locked(hub, one)


def test_link_that_is_only_looked_at_locks_nobody_out(hub_on_postgresql: Hub) -> None:
    hub = hub_on_postgresql
    with hub.writing() as db:
        one = make_user(db)
    with hub.writing() as db:
        one = db.get_one(type(one), one.id)
        link = password_link(hub.settings, one, NOON + timedelta(hours=1))
        user_of(db, hub.settings.secret_keys, link.rpartition("/")[2], NOON)
        assert not is_locked(hub, one)


def test_administrators_leave_one_after_the_other(hub_on_postgresql: Hub) -> None:
    hub = hub_on_postgresql
    with hub.writing() as db:
        one, _ = an_administrator(db), an_administrator(db)
    with hub.writing() as db:
        users.disable(db, db.get_one(type(one), one.id), actor="test", now=NOON)
        with hub.engine.connect() as other, pytest.raises(OperationalError):
            other.execute(select(ContentRevision).with_for_update(nowait=True))
