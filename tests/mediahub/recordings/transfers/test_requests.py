"""Questions about seats: one at a time, answered by staff, and gone when they come to nothing."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry
from mediahub.errors import Conflict, NotFound
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.participants import privacy, retention
from mediahub.participants.details import Details
from mediahub.participants.models import Registration, RegistrationState, TransferRequest
from mediahub.participants.registration_actions import cancel, transfer
from mediahub.recordings.transfers.requests import (
    CHORES,
    LONGEST_WAIT,
    approve,
    ask,
    decline,
    find_request,
    get_request,
    list_requests,
    remove_expired,
    withdraw,
)
from mediahub.webcasts.models import Access, Webcast
from tests.conftest import NOON, Clock
from tests.factories import (
    make_member,
    make_network,
    make_participant,
    make_recording,
    make_registration,
    make_series,
    make_webcast,
)

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
BO = Details("Bo Alm", "bo@goteborg.se", "Borås stad")
EVA = Details("Eva Ek", "eva@goteborg.se", None)


def closing(db: Session, days: int = 3) -> Registration:
    """A seat at a webcast whose recording closes in so many days."""
    webcast = make_webcast(db, starts_at=NOON - 2 * DAY)
    make_recording(db, webcast, opens_at=NOON - DAY, closes_at=NOON + days * DAY)
    return make_registration(db, webcast)


def log(db: Session) -> list[tuple[str, str]]:
    entries = db.execute(select(AuditEntry.action, AuditEntry.actor))
    return sorted((action, actor) for action, actor in entries)


def mailed(db: Session) -> list[tuple[str, str]]:
    return sorted((mail.template, mail.email) for mail in db.scalars(select(Mail)))


def test_until_it_is_answered_nothing_changes(db: Session) -> None:
    held, other = closing(db), closing(db)
    asked = ask(db, held, BO, NOON)
    assert (held.state, held.version) == (RegistrationState.ACTIVE, 1)
    assert [find_request(db, one, NOON) for one in (held, other)] == [asked, None]
    assert (log(db), mailed(db)) == ([("registration.transfer_ask", "participant")], [])


def test_a_yes_gives_the_seat_and_mails_both(db: Session) -> None:
    held, other = closing(db), closing(db)
    held.is_notified = False
    approve(db, ask(db, held, BO, NOON), actor="staff", now=NOON)
    left = ask(db, other, EVA, NOON)
    assert (held.state, other.state) == (RegistrationState.TRANSFERRED, RegistrationState.ACTIVE)
    taken_over = db.get_one(Registration, held.transferred_to_id)
    assert taken_over.participant.email == BO.email
    assert list_requests(db, NOON) == [left]
    assert mailed(db) == [
        ("registration.taken_over", BO.email),
        ("transfer.approved", held.participant.email),
    ]
    assert ("registration.transfer_approve", "staff") in log(db)
    assert ("registration.transfer", "staff") in log(db)


def test_a_no_leaves_the_seat_and_tells_the_giver(db: Session) -> None:
    held, other = closing(db), closing(db)
    left = ask(db, other, BO, NOON)
    held.is_notified = False
    decline(db, ask(db, held, BO, NOON), actor="staff", now=NOON)
    assert (held.state, held.version) == (RegistrationState.ACTIVE, 1)
    assert list_requests(db, NOON) == [left]
    assert mailed(db) == [("transfer.declined", held.participant.email)]
    assert ("registration.transfer_decline", "staff") in log(db)
    decline(db, ask(db, held, BO, NOON), actor="staff", now=NOON)
    assert len(mailed(db)) == 2


def test_asked_twice_it_is_one_question(rows: Session) -> None:
    held = closing(rows)
    assert ask(rows, held, BO, NOON) is ask(rows, held, BO, NOON + SECOND)
    assert len(log(rows)) == 1


def test_asked_about_another_a_yes_to_the_first_is_none(rows: Session) -> None:
    held = closing(rows)
    first = ask(rows, held, BO, NOON).id
    second = ask(rows, held, EVA, NOON)
    assert list_requests(rows, NOON) == [second]
    with pytest.raises(NotFound) as refusal:
        get_request(rows, first, NOON)
    assert str(refusal.value) == "The question has been answered already, or has come to nothing."
    assert get_request(rows, second.id, NOON) is second
    with pytest.raises(NotFound):
        get_request(rows, uuid4(), NOON)


@pytest.mark.parametrize("answer", [approve, decline])
def test_an_answer_to_what_was_asked_anew_meanwhile_is_none(
    hub_on_postgresql: Hub, answer: Callable[..., object]
) -> None:
    hub = hub_on_postgresql
    with hub.writing() as db:
        held, other = closing(db), closing(db)
        ids, first = (held.id, other.id), ask(db, held, BO, NOON).id
        left = ask(db, other, BO, NOON).id
    with hub.writers() as staff:
        read = get_request(staff, first, NOON)
        assert read.registration.participant.email
        with hub.writers.begin() as db:
            second = ask(db, db.get_one(Registration, ids[0]), EVA, NOON).id
        with pytest.raises(NotFound, match="has been answered already"):
            answer(staff, read, actor="staff", now=NOON)
    with hub.reading() as db:
        assert {one.id for one in list_requests(db, NOON)} == {second, left}
        states = {db.get_one(Registration, one).state for one in ids}
        assert (states, mailed(db)) == ({RegistrationState.ACTIVE}, [])


def test_one_who_is_registered_is_not_asked_about(db: Session) -> None:
    held = closing(db)
    assert held.webcast is not None
    bo = make_participant(db, email=BO.email)
    make_registration(db, make_webcast(db), participant=bo)
    asked = ask(db, held, BO, NOON)
    make_registration(db, held.webcast, participant=bo)
    with pytest.raises(Conflict, match="is already registered"):
        ask(db, held, BO, NOON)
    with pytest.raises(Conflict, match="is already registered"):
        approve(db, asked, actor="staff", now=NOON)


def test_it_ends_when_the_window_closes(db: Session) -> None:
    held, other = closing(db), closing(db, days=4)
    first, second = ask(db, held, BO, NOON), ask(db, other, BO, NOON + SECOND)
    end = NOON + 3 * DAY
    assert list_requests(db, end - SECOND) == [first, second]
    assert list_requests(db, end) == [second]
    assert find_request(db, held, end) is None
    with pytest.raises(NotFound):
        get_request(db, first.id, end)
    assert (remove_expired(db, end), db.scalars(select(TransferRequest)).all()) == (1, [second])
    assert mailed(db) == [("transfer.expired", held.participant.email)]
    assert remove_expired(db, end) == 0


def test_it_can_be_taken_back(db: Session) -> None:
    held, other = closing(db), closing(db)
    left = ask(db, other, BO, NOON)
    ask(db, held, BO, NOON)
    for _ in range(2):
        withdraw(db, held, NOON)
    assert (list_requests(db, NOON), mailed(db)) == ([left], [])
    assert (held.state, held.version) == (RegistrationState.ACTIVE, 1)
    assert log(db).count(("registration.transfer_withdraw", "participant")) == 1


def test_where_nothing_closes_it_ends_after_a_month(db: Session) -> None:
    webcast = make_webcast(db, starts_at=NOON - DAY, access=Access.PUBLIC)
    make_recording(db, webcast, opens_at=NOON)
    held = make_registration(db, webcast)
    first = ask(db, held, BO, NOON)
    assert list_requests(db, NOON + LONGEST_WAIT - SECOND) == [first]
    assert list_requests(db, NOON + LONGEST_WAIT) == []
    again = ask(db, held, BO, NOON + LONGEST_WAIT)
    assert list_requests(db, NOON + LONGEST_WAIT) == [again]


def test_of_what_is_cancelled_nothing_is_asked(db: Session) -> None:
    held, other = closing(db), closing(db)
    assert held.webcast is not None
    ask(db, held, BO, NOON)
    left = ask(db, other, BO, NOON)
    held.webcast.cancelled_at = NOON
    assert list_requests(db, NOON) == [left]
    with pytest.raises(Conflict, match="of no use"):
        ask(db, held, EVA, NOON)


def test_it_ends_with_the_registration(db: Session) -> None:
    cancelled, given, other = closing(db), closing(db), closing(db)
    for held in (cancelled, given, other):
        ask(db, held, BO, NOON)
    cancel(db, cancelled, actor="staff", now=NOON)
    transfer(db, given, EVA, actor="staff", now=NOON, is_forced=True)
    db.expire_all()
    assert [one.registration_id for one in db.scalars(select(TransferRequest))] == [other.id]


def test_they_are_told_by_what_they_are_about(db: Session) -> None:
    held, other = closing(db), closing(db)
    course = make_registration(db, make_series(db))
    asked = [ask(db, one, BO, NOON + SECOND * n) for n, one in enumerate((held, other, course))]
    assert list_requests(db, NOON) == asked
    assert held.webcast is not None
    assert course.series is not None
    assert list_requests(db, NOON, held.webcast) == asked[:1]
    assert list_requests(db, NOON, course.series) == asked[2:]


def test_whoever_asks_or_is_named_is_told_and_erased(db: Session) -> None:
    held, other, third = closing(db), closing(db), closing(db)
    bo = make_member(db, make_network(db), participant=make_participant(db, email=BO.email))
    ask(db, held, BO, NOON)
    ask(db, other, BO, NOON)
    ask(db, third, EVA, NOON)

    def told(person: Registration) -> list[str]:
        data = privacy.data_of(db, person.participant, lambda _: None)
        return [row["to_email"] for row in data["transfer_requests"]]

    assert [told(one) for one in (held, third)] == [[BO.email], [EVA.email]]
    data = privacy.data_of(db, bo.participant, lambda _: None)
    assert len(data["transfer_requests"]) == 2
    privacy.erase(db, held.participant, actor="x", now=NOON)
    db.expire_all()
    assert len(db.scalars(select(TransferRequest)).all()) == 2
    privacy.erase(db, bo.participant, actor="x", now=NOON)
    db.expire_all()
    assert [one.email for one in db.scalars(select(TransferRequest))] == [EVA.email]


def test_whoever_is_purged_is_named_no_more(db: Session) -> None:
    held, other = closing(db, days=30), closing(db, days=30)
    make_participant(db, email=BO.email)
    ask(db, held, BO, NOON)
    ask(db, other, EVA, NOON)
    retention.purge(db, NOON, lambda _: None)
    db.expire_all()
    assert [one.email for one in db.scalars(select(TransferRequest))] == [EVA.email]


def test_a_chore_removes_what_is_over(hub: Hub, clock: Clock) -> None:
    with hub.writing() as db:
        ask(db, closing(db), BO, hub.now())
        ask(db, closing(db, days=20), EVA, hub.now())
    clock.advance(3 * DAY)
    (chore,) = CHORES
    chore.run(hub)
    with hub.reading() as db:
        assert list(db.scalars(select(TransferRequest.email))) == [EVA.email]
        assert len(db.scalars(select(Webcast)).all()) == 2
