"""What a person may ask for: all that is held about them, and that it goes."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.accounts.models import AuditEntry, User
from mediahub.db import Base
from mediahub.errors import Invalid, NotFound
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.mail.outbox import NewMail, enqueue_mail, enqueue_mails
from mediahub.media.models import Purpose, UploadState
from mediahub.participants import privacy
from mediahub.participants.details import Details
from mediahub.participants.members import add_member, end_member
from mediahub.participants.models import (
    NetworkMember,
    OptOut,
    Participant,
    Registration,
    RegistrationState,
    Source,
    TransferRequest,
)
from mediahub.participants.privacy import data_of, erase
from mediahub.participants.registration import register
from mediahub.participants.registration_actions import cancel, revoke, transfer
from mediahub.participants.seats import OFFERED_FOR
from mediahub.participants.service import get_participant
from mediahub.terminal import _json
from tests.conftest import NOON
from tests.factories import (
    make_member,
    make_network,
    make_participant,
    make_registration,
    make_upload,
    make_user,
    make_webcast,
)
from tests.mediahub.mail.conftest import new_mail
from tests.mediahub.mailbox import letters

ANNA = Details("Anna Ek", "anna.ek@boras.se", "Borås stad")


def fill(db: Session) -> Participant:
    webcast = make_webcast(db, title="Om råd", capacity=1)
    held = register(db, webcast, ANNA, Source.IMPORT, NOON)
    revoke(db, held, actor="command", now=NOON)
    add_member(db, make_network(db, title="Nätverket"), ANNA, year=2026, actor="x", now=NOON)
    return get_participant(db, ANNA.email)


def test_everything_that_is_held_is_told(rows: Session) -> None:
    person = fill(rows)
    rows.add(OptOut(participant_id=person.id, kind="last_chance", at=NOON))
    told = json.loads(json.dumps(data_of(rows, person, lambda _: None), default=_json))
    assert [choice["kind"] for choice in told["opt_outs"]] == ["last_chance"]
    assert told["participant"]["name"] == "Anna Ek"
    assert told["participant"]["organisation"] == "Borås stad"
    (registration,) = told["registrations"]
    assert (registration["title"], registration["source"], registration["kept_until"]) == (
        "Om råd",
        "import",
        "2026-09-25T12:00:00+02:00",
    )
    (membership,) = told["memberships"]
    assert (membership["network"], membership["year"]) == ("Nätverket", 2026)
    assert sorted(entry["action"] for entry in told["log"]) == [
        "member.add",
        "registration.revoke",
    ]


def test_nobody_elses_data_is_told(rows: Session) -> None:
    person = fill(rows)
    other = make_registration(rows, make_webcast(rows)).participant
    text = json.dumps(data_of(rows, person, lambda _: None), default=_json)
    assert (other.email in text, other.name in text) == (False, False)


def test_erased_person_leaves_nothing_but_ids_in_the_log(db: Session) -> None:
    person = fill(db)
    before = [entry.id for entry in db.scalars(select(AuditEntry))]
    assert erase(db, person, actor="command", now=NOON, reason="Begäran") == 1
    db.flush()
    db.expire_all()
    for model in (Participant, Registration, NetworkMember):
        assert db.scalars(select(model)).all() == []
    entries = db.scalars(select(AuditEntry)).all()
    assert set(before) < {entry.id for entry in entries}
    assert [entry.action for entry in entries if entry.id not in before] == ["participant.erase"]


def test_seat_of_one_who_is_erased_goes_on(db: Session) -> None:
    person = fill(db)
    webcast = db.scalars(select(Registration)).one().webcast
    assert webcast is not None
    waiting = make_registration(db, webcast, state=RegistrationState.WAITING)
    erase(db, person, actor="command", now=NOON)
    assert waiting.offered_until == NOON + OFFERED_FOR


def test_one_who_took_over_from_the_erased_keeps_the_seat(db: Session) -> None:
    held = make_registration(db, make_webcast(db))
    new = transfer(db, held, ANNA, actor="x", now=NOON)
    erase(db, new.participant, actor="command", now=NOON)
    db.expire_all()
    assert (held.state, held.transferred_to_id) == (RegistrationState.TRANSFERRED, None)


def test_mails_to_others_that_name_the_person_are_told_without_whom_they_are_to(
    db: Session,
) -> None:
    taken = transfer(db, make_registration(db, make_webcast(db)), ANNA, actor="x", now=NOON)
    bo = Details("Bo Alm", "bo.alm@boras.se", "Borås stad")
    given = transfer(db, taken, bo, actor="x", now=NOON)
    person = taken.participant
    text = json.dumps(held := data_of(db, person, lambda _: None), default=_json)
    assert [mail["template"] for mail in held["mails_to_others"]] == [
        "registration.taken_over",
        "registration.transferred",
    ]
    assert [mail["template"] for mail in held["mails"]] == [
        "registration.taken_over",
        "registration.transferred",
    ]
    assert "bo.alm" not in text
    told = data_of(db, given.participant, lambda _: None)
    assert [mail["template"] for mail in told["mails_to_others"]] == ["registration.transferred"]


@pytest.mark.parametrize("who", ["giver", "taker"])
def test_name_goes_from_the_mails_of_who_gave_and_who_took(hub: Hub, who: str) -> None:
    with hub.writing() as db:
        held = make_registration(db, make_webcast(db))
        held.participant.name = "Cecilia Sjö"
        taken = transfer(db, held, ANNA, actor="x", now=NOON)
        other = make_registration(db, make_webcast(db))
        transfer(db, other, Details("Bo Alm", "bo@boras.se", None), actor="x", now=NOON)
    said = {one.mail.email: one.text for one in letters(hub)}
    assert "Anna Ek" in said[held.participant.email]
    assert "Cecilia Sjö" in said[ANNA.email]
    with hub.writing() as db:
        erased = held if who == "giver" else taken
        erase(db, db.merge(erased.participant), actor="x", now=NOON)
    said = {one.mail.email: one.text for one in letters(hub)}
    assert erased.participant.email not in said
    assert not any(erased.participant.name in text for text in said.values())
    assert "Bo Alm" in said[other.participant.email]


def test_user_with_the_same_address_keeps_theirs(db: Session) -> None:
    person = fill(db)
    user = make_user(db, email=person.email)
    enqueue_mail(db, new_mail(email=person.email, recipient_id=user.id), NOON)
    enqueue_mail(db, new_mail(2, email=person.email, recipient_id=person.id), NOON)
    held = data_of(db, person, lambda _: None)
    assert [mail["template"] for mail in held["mails"]].count("notice") == 1
    erase(db, person, actor="x", now=NOON)
    assert db.scalars(select(Mail.key)).all() == ["notice:1"]
    assert db.scalars(select(User)).one() is user


def test_reason_that_names_the_person_is_refused(db: Session) -> None:
    person = fill(db)
    with pytest.raises(Invalid, match="Write it without"):
        erase(db, person, actor="x", now=NOON, reason="Anna Ek bad om det")
    for change in (revoke, cancel):
        held = db.scalars(select(Registration)).first()
        assert held is not None
        with pytest.raises(Invalid):
            change(db, held, actor="x", now=NOON, reason="anna.ek@boras.se")
    member = db.scalars(select(NetworkMember)).one()
    with pytest.raises(Invalid):
        end_member(db, member, actor="x", now=NOON, reason="Anna Ek")


def held_by_somebody(db: Session) -> Participant:
    """Somebody with a registration, a membership, a choice, a mail, and an entry in the log."""
    person = make_participant(db)
    make_registration(db, make_webcast(db), participant=person)
    make_member(db, make_network(db), participant=person)
    db.add(OptOut(participant_id=person.id, kind="last_chance", at=NOON))
    mail = NewMail(
        key=f"notice:{person.id}", template="notice", email=person.email, name=person.name
    )
    enqueue_mail(db, mail, NOON)
    log_audit(db, Decision("x", NOON), "x", person)
    db.flush()
    return person


@pytest.mark.parametrize("what", ["registrations", "memberships", "opt_outs", "mails", "log"])
def test_nobody_elses_rows_are_told(rows: Session, what: str) -> None:
    person, _other = held_by_somebody(rows), held_by_somebody(rows)
    assert len(data_of(rows, person, lambda _: None)[what]) == 1


def test_an_offer_is_told(rows: Session) -> None:
    person = held_by_somebody(rows)
    rows.scalars(select(Registration)).one().offered_until = NOON
    (told,) = data_of(rows, person, lambda _: None)["registrations"]
    assert told["offered_until"] == NOON


@pytest.mark.parametrize("model", [Participant, Registration, NetworkMember, OptOut, Mail])
def test_erasing_one_keeps_what_is_held_of_another(rows: Session, model: type[Base]) -> None:
    person, other = held_by_somebody(rows), held_by_somebody(rows)
    kept = data_of(rows, other, lambda _: None)
    erase(rows, person, actor="x", now=NOON)
    assert len(rows.scalars(select(model)).all()) == 1
    assert data_of(rows, other, lambda _: None) == kept


def test_one_with_two_registrations_is_erased_from_both(db: Session) -> None:
    webcasts = [make_webcast(db, capacity=1), make_webcast(db, capacity=1)]
    person = make_participant(db)
    for webcast in webcasts:
        make_registration(db, webcast, participant=person)
    waiting = [make_registration(db, one, state=RegistrationState.WAITING) for one in webcasts]
    assert erase(db, person, actor="x", now=NOON) == 2
    assert [held.offered_until for held in waiting] == [NOON + OFFERED_FOR] * 2
    assert set(db.scalars(select(Registration))) == set(waiting)


def test_what_is_told_stands_in_the_order_of_time(rows: Session) -> None:
    person = make_participant(rows)
    later, earlier = NOON, NOON - timedelta(days=1)
    for at in (later, earlier):
        make_registration(rows, make_webcast(rows), participant=person, created_at=at)
        make_member(rows, make_network(rows), participant=person, year=at.year - (at == earlier))
        log_audit(rows, Decision("x", at), "x", person)
    told = data_of(rows, person, lambda _: None)
    assert [one["created_at"] for one in told["registrations"]] == [earlier, later]
    assert [one["year"] for one in told["memberships"]] == [2025, 2026]
    assert [one["at"] for one in told["log"]] == [earlier, later]


def test_mails_are_told_by_what_they_were(rows: Session) -> None:
    person = held_by_somebody(rows)
    (told,) = data_of(rows, person, lambda _: None)["mails"]
    assert told == {
        "template": "notice",
        "state": "queued",
        "created_at": NOON,
        "ended_at": None,
    }


def ask(db: Session, name: str, email: str, giver: Participant) -> TransferRequest:
    seat = make_registration(db, make_webcast(db), participant=giver)
    asked = TransferRequest(registration=seat, name=name, email=email, asked_at=NOON)
    db.add(asked)
    db.flush()
    return asked


def test_one_whom_only_a_question_names_is_found_told_and_erased_alone(rows: Session) -> None:
    giver, other = make_participant(rows), make_participant(rows)
    eva = ask(rows, "Eva Ek", "eva.ek@boras.se", giver)
    bo = ask(rows, "Bo Alm", "bo.alm@boras.se", other)
    assert privacy.get_person(rows, " Eva.Ek@boras.se ") is eva
    assert privacy.get_person_by_id(rows, eva.id) is eva
    assert (
        privacy.get_person(rows, giver.email) is privacy.get_person_by_id(rows, giver.id) is giver
    )
    assert privacy.known_since(eva) == NOON
    assert privacy.known_since(giver) == giver.created_at
    with pytest.raises(NotFound):
        privacy.get_person(rows, "nils@boras.se")
    with pytest.raises(NotFound):
        privacy.get_person_by_id(rows, uuid4())
    told = [
        [
            question["to_email"]
            for question in data_of(rows, one, lambda _: None)["transfer_requests"]
        ]
        for one in (eva, giver, other)
    ]
    assert told == [["eva.ek@boras.se"], ["eva.ek@boras.se"], ["bo.alm@boras.se"]]
    assert erase(rows, eva, actor="x", now=NOON) == 0
    assert rows.scalars(select(TransferRequest)).all() == [bo]
    with pytest.raises(Invalid, match="Write it without"):
        erase(rows, bo, actor="x", now=NOON, reason="Bo Alm bad om det")


def test_lists_that_wait_go_but_for_the_harmless(rows: Session) -> None:
    person, ready = make_participant(rows), UploadState.READY
    kept, gone = (make_upload(rows, purpose=Purpose.FILE, state=ready) for _ in range(2))
    erase(rows, person, actor="x", now=NOON, harmless_lists=[kept.id])
    assert (kept.state, gone.state) == (UploadState.READY, UploadState.ABORTED)


def test_questions_are_told_and_found_in_the_order_they_were_asked(rows: Session) -> None:
    giver = make_participant(rows)
    late, early = (ask(rows, "Eva Ek", "eva.ek@boras.se", giver) for _ in range(2))
    late.asked_at = NOON + timedelta(hours=1)
    rows.flush()
    assert privacy.get_person(rows, "eva.ek@boras.se") is early
    told = data_of(rows, giver, lambda _: None)["transfer_requests"]
    assert [question["asked_at"] for question in told] == [early.asked_at, late.asked_at]


def test_more_mails_are_told_than_a_page_lists(rows: Session) -> None:
    person = make_participant(rows, email="anna@boras.se")
    mails = [NewMail(key=f"a:{n}", template="a", email=person.email) for n in range(101)]
    enqueue_mails(rows, mails, NOON)
    assert len(data_of(rows, person, lambda _: None)["mails"]) == 101
