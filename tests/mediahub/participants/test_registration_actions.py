"""What becomes of a registration: cancelled, revoked, transferred; each noted without names."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry
from mediahub.errors import Conflict, Forbidden, MediaHubError, NotFound
from mediahub.mail.models import Mail, MailMention
from mediahub.participants import seats
from mediahub.participants.details import Details
from mediahub.participants.links import registration_of, token
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.registration_actions import cancel, reissue, revoke, seat, transfer
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
        {"state": "active", "version": 1, "place": held.queue_position},
        {"state": "active", "version": 2, "place": held.queue_position},
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

    assert (new.participant.name, new.state, new.queue_position) == (
        "Bo Alm",
        state,
        held.queue_position,
    )
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


Change = Callable[[Session, Registration], object]
WAITING = RegistrationState.WAITING
CHANGES: dict[str, Change] = {
    "cancel": lambda db, held: cancel(db, held, actor="x", now=NOON, reason="Ja"),
    "revoke": lambda db, held: revoke(db, held, actor="x", now=NOON, reason="Ja"),
    "reissue": lambda db, held: reissue(db, held, actor="x", now=NOON, reason="Ja"),
    "seat": lambda db, held: seat(db, held, actor="x", now=NOON, reason="Ja"),
    "transfer": lambda db, held: transfer(db, held, BO, actor="x", now=NOON),
}


def mailed(db: Session) -> dict[tuple[str, str], dict[str, Any]]:
    return {(mail.template, mail.email): mail.data for mail in db.scalars(select(Mail))}


@pytest.mark.parametrize(
    ("name", "state", "mails"),
    [
        ("cancel", "active", {("registration.cancelled", "old"): {"had_seat": True}}),
        ("cancel", "waiting", {("registration.cancelled", "old"): {"had_seat": False}}),
        ("revoke", "active", {}),
        ("reissue", "active", {("link.reissued", "old"): {"version": 2}}),
        ("reissue", "waiting", {}),
        ("seat", "waiting", {("seat.given", "old"): {}}),
        (
            "transfer",
            "active",
            {
                ("registration.transferred", "old"): {"had_seat": True},
                ("registration.taken_over", "new"): {"giver": "Anna Ek"},
            },
        ),
        (
            "transfer",
            "waiting",
            {
                ("registration.transferred", "old"): {"had_seat": False},
                ("registration.waiting", "new"): {"giver": "Anna Ek"},
            },
        ),
    ],
)
def test_those_whom_a_change_concerns_are_mailed_and_nobody_else(
    db: Session, name: str, state: str, mails: dict[tuple[str, str], dict[str, Any]]
) -> None:
    webcast = make_webcast(db, capacity=1)
    neighbour = make_registration(db, webcast)
    before = (neighbour.state, neighbour.version, neighbour.ended_at)
    anna = make_participant(db, name="Anna Ek", email="anna.ek@boras.se")
    held = make_registration(db, webcast, participant=anna, state=RegistrationState(state))
    CHANGES[name](db, held)
    emails = {"old": anna.email, "new": BO.email}
    assert mailed(db) == {(kind, emails[whose]): data for (kind, whose), data in mails.items()}
    assert (neighbour.state, neighbour.version, neighbour.ended_at) == before


@pytest.mark.parametrize("name", ["cancel", "revoke", "reissue", "seat"])
def test_every_change_is_noted_with_who_and_why(rows: Session, name: str) -> None:
    state = WAITING if name == "seat" else RegistrationState.ACTIVE
    held = make_registration(rows, make_webcast(rows), state=state)
    CHANGES[name](rows, held)
    entry = rows.scalars(select(AuditEntry).where(AuditEntry.subject_id == held.id)).one()
    assert (entry.actor, entry.reason, entry.at) == ("x", "Ja", NOON)
    assert (entry.subject_kind, entry.action) == (
        "registration",
        f"registration.{'revoke' if name == 'reissue' else name}",
    )


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("state", ["cancelled", "transferred"])
def test_what_has_ended_is_changed_no_more(rows: Session, name: str, state: str) -> None:
    held = make_registration(rows, make_webcast(rows), state=RegistrationState(state))
    with pytest.raises(Conflict):
        CHANGES[name](rows, held)
    assert (held.version, mailed(rows)) == (1, {})


def test_one_who_has_a_seat_is_given_none(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows))
    with pytest.raises(Conflict, match="has a seat already"):
        seat(rows, held, actor="x", now=NOON)


@pytest.mark.parametrize("name", ["cancel", "revoke", "reissue", "transfer"])
def test_old_links_are_dead_by_their_version_too(rows: Session, name: str) -> None:
    held = make_registration(rows, make_webcast(rows))
    CHANGES[name](rows, held)
    assert held.version == 2


def test_place_that_goes_over_keeps_language_and_what_it_let_pass(rows: Session) -> None:
    webcast = make_webcast(rows, capacity=1)
    make_registration(rows, webcast)
    held = make_registration(rows, webcast, state=WAITING, passed_at=NOON, language="en")
    new = give(rows, held, BO)
    assert (new.passed_at, new.language, new.queue_position) == (NOON, "en", held.queue_position)
    entry = select(AuditEntry).where(AuditEntry.action == "registration.transfer")
    assert (rows.scalars(entry).one().after or {})["transferred_to"] == str(new.id)


def test_offer_goes_over_as_an_offer_and_a_place_does_not(db: Session) -> None:
    webcast = make_webcast(db, capacity=1)
    offered = make_registration(db, webcast, state=WAITING)
    waiting = make_registration(db, webcast, state=WAITING)
    seats.reallocate(db, webcast, NOON)
    assert give(db, waiting, BO).offered_until is None
    eva = Details("Eva Ek", "eva.ek@boras.se", "Borås stad")
    assert give(db, offered, eva).offered_until == NOON + OFFERED_FOR


@pytest.mark.parametrize("name", ["cancel", "transfer"])
def test_what_a_registration_was_and_became_is_noted(rows: Session, name: str) -> None:
    held = make_registration(rows, make_webcast(rows))
    CHANGES[name](rows, held)
    entry = rows.scalars(select(AuditEntry).where(AuditEntry.subject_id == held.id)).one()
    assert entry.before is not None
    assert entry.after is not None
    became = {"cancel": "cancelled", "transfer": "transferred"}[name]
    assert (entry.before["state"], entry.after["state"]) == ("active", became)


def test_reason_for_a_seat_names_nobody(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows), state=RegistrationState.WAITING)
    with pytest.raises(MediaHubError):
        seat(rows, held, actor="command", now=NOON, reason=f"För {held.participant.email}")
    assert held.state is RegistrationState.WAITING


def test_mails_of_a_transfer_name_the_other_one(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows), participant=make_participant(rows))
    taken_over = give(rows, held, replace(BO, organisation=held.participant.organisation))
    named = select(Mail.recipient_id, MailMention.person_id).join(
        MailMention, MailMention.mail_id == Mail.id
    )
    assert {tuple(row) for row in rows.execute(named)} == {
        (held.participant_id, taken_over.participant_id),
        (taken_over.participant_id, held.participant_id),
    }


def test_what_somebody_has_just_changed_is_seen(rows: Session) -> None:
    held = make_registration(rows, make_webcast(rows))
    elsewhere = update(Registration).execution_options(synchronize_session=False)
    rows.execute(elsewhere.values(state=RegistrationState.CANCELLED))
    assert held.state is RegistrationState.ACTIVE
    with pytest.raises(Conflict):
        revoke(rows, held, actor="command", now=NOON)
