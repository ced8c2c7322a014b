"""What becomes of a registration: cancelled, revoked, transferred; each noted without names."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry
from mediahub.errors import Conflict, Forbidden, NotFound
from mediahub.participants.changing import cancel, revoke, transfer
from mediahub.participants.details import Details
from mediahub.participants.links import registration_of, token
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.seats import OFFERED_FOR
from mediahub.participants.service import list_registrations
from tests.conftest import NOON
from tests.factories import make_participant, make_registration, make_series, make_webcast

SECRETS = ["a key for tests"]
BO = Details("Bo Alm", "bo.alm@boras.se", "Borås stad")


def give(db: Session, held: Registration, to: Details, **options: Any) -> Registration:
    return transfer(db, held, to, actor="command", now=NOON, **options)


def log(db: Session) -> Sequence[tuple[str, str]]:
    entries = db.scalars(select(AuditEntry).order_by(AuditEntry.action)).all()
    return [(entry.action, str(entry.subject_id)) for entry in entries]


def is_dead(db: Session, text: str) -> bool:
    try:
        registration_of(db, SECRETS, text)
    except NotFound:
        return True
    return False


def test_cancelled_registration_has_no_seat_and_no_link(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows))
    link = token(SECRETS, held)
    cancel(rows, held, actor="command", now=NOON, reason="Förhinder")
    assert (held.state, held.ended_at) == (RegistrationState.CANCELLED, NOON)
    assert is_dead(rows, link)
    assert is_dead(rows, token(SECRETS, held))
    assert log(rows) == [("registration.cancel", str(held.id))]


def test_cancelling_twice_is_refused(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows))
    cancel(rows, held, actor="command", now=NOON)
    with pytest.raises(Conflict) as refusal:
        cancel(rows, held, actor="command", now=NOON)
    assert str(refusal.value) == "The registration is cancelled already."


def test_one_who_is_offered_the_seat_is_noted(db: Session) -> None:
    webcast = make_webcast(db, capacity=1)
    first = make_registration(db, webcast)
    second = make_registration(db, webcast, state=RegistrationState.WAITING)
    cancel(db, first, actor="command", now=NOON)
    assert second.offered_until == NOON + OFFERED_FOR
    assert log(db) == [
        ("registration.cancel", str(first.id)),
        ("registration.offer", str(second.id)),
    ]


def test_revoking_kills_the_link_and_keeps_the_seat(db: Session) -> None:
    held = make_registration(db, make_webcast(db))
    old = token(SECRETS, held)
    revoke(db, held, actor="command", now=NOON)
    assert is_dead(db, old)
    assert registration_of(db, SECRETS, token(SECRETS, held)) is held
    (entry,) = db.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.before, entry.after) == (
        "registration.revoke",
        {"state": "active", "version": 1, "place": held.place},
        {"state": "active", "version": 2, "place": held.place},
    )


@pytest.mark.parametrize("state", [RegistrationState.ACTIVE, RegistrationState.WAITING])
def test_transfer_keeps_the_place_and_kills_the_old_link(
    db: Session, state: RegistrationState
) -> None:
    webcast = make_webcast(db, capacity=1)
    if state is RegistrationState.WAITING:
        make_registration(db, webcast)
    held = make_registration(db, webcast, state=state)
    make_registration(db, webcast, state=RegistrationState.WAITING)
    old = token(SECRETS, held)

    new = give(db, held, BO)

    assert (new.participant.name, new.state, new.place) == ("Bo Alm", state, held.place)
    assert (held.state, held.ended_at, held.transferred_to_id) == (
        RegistrationState.TRANSFERRED,
        NOON,
        new.id,
    )
    assert is_dead(db, old)
    assert list_registrations(db, webcast)[-2] is new
    assert log(db) == [
        ("registration.take_over", str(new.id)),
        ("registration.transfer", str(held.id)),
    ]


def test_seat_in_a_series_can_be_transferred(rows: Session) -> None:
    series = make_series(rows)
    new = give(rows, make_registration(rows, series), BO)
    assert (new.series, new.webcast) == (series, None)


def test_log_names_rows_and_no_persons(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows))
    give(rows, held, BO)
    for entry in rows.scalars(select(AuditEntry)):
        text = f"{entry.before} {entry.after} {entry.reason}"
        for name in (BO.name, BO.email, "Borås", held.participant.name, held.participant.email):
            assert name not in text


def test_transferred_registration_cannot_be_given_again(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows))
    give(rows, held, BO)
    with pytest.raises(Conflict) as refusal:
        give(rows, held, Details("Eva Ek", "eva.ek@boras.se", None))
    assert str(refusal.value) == "The registration has gone over to somebody else."


def test_seat_cannot_go_to_one_who_has_one(rows: Session) -> None:
    webcast = make_webcast(rows, title="Om råd")
    held = make_registration(rows, webcast)
    make_registration(rows, webcast, participant=make_participant(rows, email=BO.email))
    with pytest.raises(Conflict) as refusal:
        give(rows, held, BO)
    assert str(refusal.value) == "“bo.alm@boras.se” is already registered for “Om råd”."
    assert held.state is RegistrationState.ACTIVE


def test_seat_can_come_back(rows: Session) -> None:
    webcast = make_webcast(rows)
    held = make_registration(rows, webcast)
    first = held.participant
    back = give(rows, give(rows, held, BO), Details(first.name, first.email, first.organisation))
    assert back is not held
    assert (back.participant, back.state) == (first, RegistrationState.ACTIVE)


ELSEWHERE = Details("Eva Ek", "eva.ek@goteborg.se", "Göteborgs Stad")


def test_seat_stays_in_the_organisation(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows))
    with pytest.raises(Forbidden) as refusal:
        give(rows, held, ELSEWHERE)
    assert str(refusal.value) == (
        "The seat can only go to somebody in the same organisation: Borås stad."
    )
    assert rows.scalars(select(AuditEntry)).all() == []


def test_staff_can_let_it_leave_the_organisation(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows))
    assert give(rows, held, ELSEWHERE, is_forced=True).participant.email == ELSEWHERE.email
