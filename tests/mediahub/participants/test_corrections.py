"""A participant's details corrected: everywhere, told at both addresses, and links stay."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision
from mediahub.accounts.models import AuditEntry
from mediahub.errors import Conflict, Invalid
from mediahub.mail import outbox
from mediahub.mail.models import BouncedAddress, Mail, MailMessage, MailState
from mediahub.mail.outbox import NewMail, enqueue_mail
from mediahub.participants.corrections import correct_participant
from mediahub.participants.details import Details
from tests.conftest import NOON
from tests.factories import make_participant, make_registration, make_webcast

RIGHT = Details("Anna Ek", "anna.ek@boras.se", "Borås stad")
BY = Decision("eva", NOON)


def mails(db: Session) -> list[tuple[str, str]]:
    found = db.execute(select(Mail.template, Mail.email).order_by(Mail.template, Mail.email))
    return [(template, email) for template, email in found]


def test_corrected_everywhere_and_told_at_both_addresses(db: Session) -> None:
    wrong = make_participant(db, name="Ana Ek", email="ana.ek@boras.se", organisation=None)
    held = make_registration(db, make_webcast(db), participant=wrong)
    other = make_registration(db, make_webcast(db), participant=wrong)
    neighbour = make_registration(db, make_webcast(db))
    before = (neighbour.participant.name, neighbour.participant.email, held.version)
    for who, email in ((wrong, wrong.email), (neighbour.participant, neighbour.participant.email)):
        mail = NewMail(key=email, template="waits", email=email, recipient_id=who.id)
        enqueue_mail(db, mail, NOON)
    correct_participant(db, held, RIGHT, BY)
    db.expire_all()
    person = other.participant
    assert (person.name, person.email, person.organisation) == (
        RIGHT.name,
        RIGHT.email,
        RIGHT.organisation,
    )
    assert (neighbour.participant.name, neighbour.participant.email, held.version) == before
    assert mails(db) == [
        ("address.changed", "ana.ek@boras.se"),
        ("details.corrected", "anna.ek@boras.se"),
        *sorted([("waits", "anna.ek@boras.se"), ("waits", neighbour.participant.email)]),
    ]
    (entry,) = db.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.actor, entry.subject_id) == ("participant.correct", "eva", wrong.id)
    assert entry.after == {"fields": ["name", "email", "organisation"]}
    assert "ana" not in str((entry.before, entry.after, entry.reason)).casefold()


def test_what_was_sent_to_the_old_address_stays_as_it_was(db: Session) -> None:
    held = make_registration(db, make_webcast(db))
    old = held.participant.email
    enqueue_mail(
        db, NewMail(key="x", template="x", email=old, recipient_id=held.participant_id), NOON
    )
    db.scalars(select(Mail)).one().state = MailState.SENT
    db.flush()
    correct_participant(db, held, RIGHT, BY)
    assert ("x", old) in mails(db)


def test_name_alone_is_told_at_the_one_address(db: Session) -> None:
    held = make_registration(db, make_webcast(db), is_notified=False)
    person = held.participant
    correct_participant(db, held, Details("Anna", person.email, person.organisation), BY)
    assert mails(db) == [("details.corrected", person.email)]


def test_address_of_somebody_else_and_no_change_are_refused(db: Session) -> None:
    held = make_registration(db, make_webcast(db))
    other, person = make_participant(db, name="Bo"), held.participant
    with pytest.raises(Conflict, match="is the address of Bo"):
        correct_participant(db, held, Details("Anna", other.email, None), BY)
    same = Details(person.name, person.email, person.organisation)
    with pytest.raises(Conflict, match="Nothing was changed"):
        correct_participant(db, held, same, BY)
    assert mails(db) == []


def test_reason_names_the_person_neither_as_they_were_nor_as_they_are(db: Session) -> None:
    held = make_registration(db, make_webcast(db))
    for reason in ("Anna Ek heter så", f"{held.participant.name} hette fel"):
        with pytest.raises(Invalid, match="stays in the log"):
            correct_participant(db, held, RIGHT, Decision("eva", NOON, reason))


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.RETRY])
def test_what_did_not_reach_the_old_address_goes_to_the_new_one_made_anew(
    db: Session, state: MailState
) -> None:
    held, other = (make_registration(db, make_webcast(db)) for _ in range(2))
    for one in (held, other):
        email, who = one.participant.email, one.participant_id
        enqueue_mail(db, NewMail(key=email, template="x", email=email, recipient_id=who), NOON)
    for mail in db.scalars(select(Mail)):
        mail.state, mail.tried_at = state, NOON
        db.add(MailMessage(id=mail.id, message=b"To: old"))
    db.flush()
    correct_participant(db, held, RIGHT, BY)
    db.expire_all()
    mine = db.scalars(select(Mail).where(Mail.template == "x", Mail.email == RIGHT.email)).one()
    wanted = MailState.QUEUED if state is MailState.RETRY else state
    assert (mine.state, mine.domain, mine.tried_at) == (wanted, "boras.se", None)
    theirs = db.scalars(select(Mail).where(Mail.recipient_id == other.participant_id)).one()
    assert (theirs.state, theirs.email) == (state, other.participant.email)
    assert db.get(MailMessage, theirs.id) is not None
    if state is MailState.RETRY:
        assert db.get(MailMessage, mine.id) is None


def test_erasing_removes_what_was_sent_to_an_address_of_before(db: Session) -> None:
    held, other = (make_registration(db, make_webcast(db)) for _ in range(2))
    old, neighbour = held.participant.email, other.participant
    for who, email in ((held.participant, old), (neighbour, neighbour.email)):
        mail = NewMail(key=email, template="x", email=email, recipient_id=who.id)
        enqueue_mail(db, mail, NOON)
        db.add(BouncedAddress(email=email, status="5.1.1", at=NOON))
    for sent in db.scalars(select(Mail)):
        sent.state = MailState.SENT
    db.flush()
    correct_participant(db, held, RIGHT, BY)
    assert outbox.remove_mails_to(db, RIGHT.email, held.participant_id) == 3
    assert db.scalars(select(Mail.email)).all() == [neighbour.email]
    assert db.scalars(select(BouncedAddress.email)).all() == [neighbour.email]
