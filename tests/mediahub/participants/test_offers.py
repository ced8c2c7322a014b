"""Offers: a free seat is kept for who is first in line, and goes on when it is not taken."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry
from mediahub.clock import parse_instant
from mediahub.errors import Conflict, Gone
from mediahub.hub import Hub
from mediahub.mail.models import Mail, MailState
from mediahub.participants import registration_actions, seats
from mediahub.participants.details import Details
from mediahub.participants.models import Registration, RegistrationState, Source
from mediahub.participants.registration import register
from mediahub.participants.seats import OFFERED_FOR, reallocate, take
from mediahub.webcasts.models import Webcast
from tests.conftest import NOON, Clock
from tests.factories import make_registration, make_series, make_webcast
from tests.mediahub.mailbox import send_all, told

WAITING = RegistrationState.WAITING
SECOND = timedelta(seconds=1)


def line(db: Session, webcast: Webcast, waiting: int) -> list[Registration]:
    """So many who wait at a webcast where nobody has a seat yet."""
    return [make_registration(db, webcast, state=WAITING) for _ in range(waiting)]


def standing(held: list[Registration]) -> list[str]:
    return [
        "offered" if one.offered_until else "passed" if one.passed_at else one.state.value
        for one in held
    ]


def all_were_sent(db: Session) -> None:
    for mail in db.query(Mail):
        mail.state = MailState.SENT


def test_offer_goes_on_at_its_second_when_it_is_not_taken(db: Session) -> None:
    webcast = make_webcast(db, capacity=1)
    held = line(db, webcast, 2)
    reallocate(db, webcast, NOON)
    all_were_sent(db)
    reallocate(db, webcast, NOON + OFFERED_FOR - SECOND)
    assert standing(held) == ["offered", "waiting"]
    reallocate(db, webcast, NOON + OFFERED_FOR)
    assert standing(held) == ["passed", "offered"]


def test_offered_seat_is_taken_meanwhile(db: Session) -> None:
    webcast = make_webcast(db, capacity=1)
    line(db, webcast, 1)
    assert reallocate(db, webcast, NOON).free == 0
    details = Details("Anna Ek", "anna.ek@boras.se", None)
    assert register(db, webcast, details, Source.COMMAND, NOON).state is WAITING


def test_as_many_are_offered_a_seat_as_there_are(rows: Session) -> None:
    webcast = make_webcast(rows, capacity=2)
    held = line(rows, webcast, 3)
    reallocate(rows, webcast, NOON)
    assert standing(held) == ["offered", "offered", "waiting"]


def test_taking_it_twice_is_as_once(rows: Session) -> None:
    webcast = make_webcast(rows, capacity=1)
    (held,) = line(rows, webcast, 1)
    reallocate(rows, webcast, NOON)
    for _ in range(2):
        take(rows, held, actor="participant", now=NOON)
    assert (held.state, held.offered_until) == (RegistrationState.ACTIVE, None)


def test_it_is_not_ones_turn_before_it_is(rows: Session) -> None:
    webcast = make_webcast(rows, capacity=1)
    held = line(rows, webcast, 2)
    reallocate(rows, webcast, NOON)
    with pytest.raises(Conflict) as refusal:
        take(rows, held[1], actor="participant", now=NOON)
    assert str(refusal.value).startswith("It is not your turn yet.")


def test_one_who_is_late_gets_what_nobody_else_wants(rows: Session) -> None:
    webcast = make_webcast(rows, capacity=1)
    (held,) = line(rows, webcast, 1)
    reallocate(rows, webcast, NOON)
    all_were_sent(rows)
    take(rows, held, actor="participant", now=NOON + OFFERED_FOR)
    assert held.state is RegistrationState.ACTIVE


def test_one_who_is_late_gets_nothing_that_is_somebody_elses(rows: Session) -> None:
    webcast = make_webcast(rows, capacity=1)
    held = line(rows, webcast, 2)
    reallocate(rows, webcast, NOON)
    all_were_sent(rows)
    with pytest.raises(Gone):
        take(rows, held[0], actor="participant", now=NOON + OFFERED_FOR)
    assert standing(held) == ["passed", "offered"]


def test_one_who_let_it_pass_does_not_keep_a_new_one_from_the_seat(rows: Session) -> None:
    webcast = make_webcast(rows, capacity=1)
    line(rows, webcast, 1)
    reallocate(rows, webcast, NOON)
    all_were_sent(rows)
    details = Details("Anna Ek", "anna.ek@boras.se", None)
    came = register(rows, webcast, details, Source.COMMAND, NOON + OFFERED_FOR)
    assert came.state is RegistrationState.ACTIVE


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.WITHHELD, MailState.RETRY])
def test_whom_the_mail_did_not_reach_loses_nothing(rows: Session, state: MailState) -> None:
    webcast = make_webcast(rows, capacity=1)
    (held,) = line(rows, webcast, 1)
    reallocate(rows, webcast, NOON)
    rows.query(Mail).one().state = state
    reallocate(rows, webcast, NOON + OFFERED_FOR)
    assert held.state is RegistrationState.ACTIVE


def test_without_a_mail_server_an_offer_lies_in_the_folder_and_counts(
    hub: Hub, clock: Clock
) -> None:
    with hub.writing() as db:
        webcast = make_webcast(db, capacity=1)
        (held,) = line(db, webcast, 1)
        reallocate(db, webcast, NOON)
    send_all(hub)
    clock.advance(OFFERED_FOR)
    with hub.writing() as db:
        reallocate(db, db.get_one(Webcast, webcast.id), hub.now())
        assert db.get_one(Registration, held.id).passed_at == hub.now()


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-10T20:59", "2026-03-11T08:59"),
        ("2026-03-10T21:01", "2026-03-11T09:00"),
        ("2026-03-11T08:00", "2026-03-11T09:00"),
    ],
)
def test_offer_ends_when_the_broadcast_begins(rows: Session, now: str, until: str) -> None:
    webcast = make_webcast(rows, capacity=1)
    (held,) = line(rows, webcast, 1)
    reallocate(rows, webcast, parse_instant(now))
    assert held.offered_until == parse_instant(until)


@pytest.mark.parametrize("now", ["2026-03-11T08:00:01", "2026-03-11T11:59:59"])
def test_nobody_is_asked_when_there_is_no_time_for_it(rows: Session, now: str) -> None:
    webcast = make_webcast(rows, capacity=1)
    (held,) = line(rows, webcast, 1)
    reallocate(rows, webcast, parse_instant(now))
    assert held.state is RegistrationState.ACTIVE


def test_nobody_is_seated_when_all_is_over_or_cancelled(rows: Session) -> None:
    over = make_webcast(rows, capacity=1)
    cancelled = make_webcast(rows, capacity=1, cancelled_at=NOON)
    held = [*line(rows, over, 1), *line(rows, cancelled, 1)]
    reallocate(rows, over, over.end)
    reallocate(rows, cancelled, NOON)
    assert standing(held) == ["waiting", "waiting"]


def test_course_is_offered_until_its_next_part(rows: Session) -> None:
    series = make_series(rows, capacity=1)
    for day in ("2026-03-04T09:00", "2026-03-11T09:00"):
        make_webcast(rows, series=series, starts_at=parse_instant(day))
    rows.expire(series)
    held = make_registration(rows, series, state=WAITING)
    reallocate(rows, series, parse_instant("2026-03-11T00:00"))
    assert held.offered_until == parse_instant("2026-03-11T09:00")


def test_staff_seat_out_of_turn_and_above_the_capacity(rows: Session) -> None:
    webcast = make_webcast(rows, capacity=1)
    make_registration(rows, webcast)
    held = line(rows, webcast, 2)
    registration_actions.seat(rows, held[1], actor="command", now=NOON)
    assert standing(held) == ["waiting", "active"]
    with pytest.raises(Conflict):
        registration_actions.seat(rows, held[1], actor="command", now=NOON)


def test_offer_is_made_anew_to_whoever_takes_over(hub: Hub) -> None:
    with hub.writing() as db:
        webcast = make_webcast(db, capacity=1)
        held = line(db, webcast, 2)
        reallocate(db, webcast, NOON)
        to = Details("Bo Alm", "bo.alm@boras.se", "Borås stad")
        new = registration_actions.transfer(db, held[0], to, actor="x", now=NOON)
        assert standing([new, held[1]]) == ["offered", "waiting"]
        assert seats.count(db, webcast).free == 0
    assert ("bo.alm", "seat.offered") in told(hub)


def test_mail_of_somebody_else_says_nothing_of_whether_an_offer_was_sent(db: Session) -> None:
    webcast = make_webcast(db, capacity=2)
    first, second = line(db, webcast, 2)
    reallocate(db, webcast, NOON)
    mails = {mail.email: mail for mail in db.query(Mail)}
    mails[first.participant.email].state = MailState.FAILED
    mails[second.participant.email].state = MailState.SENT
    reallocate(db, webcast, NOON + OFFERED_FOR)
    assert standing([first, second]) == ["active", "passed"]


def test_seats_that_nobody_waits_for_stay_free(db: Session) -> None:
    webcast = make_webcast(db, capacity=3)
    line(db, webcast, 1)
    left = reallocate(db, webcast, NOON)
    assert (left.free, seats.count(db, webcast).free) == (2, 2)


def test_where_there_is_room_for_any_number_all_who_wait_here_are_seated(db: Session) -> None:
    webcast, other = make_webcast(db), make_webcast(db, capacity=1)
    held, elsewhere = line(db, webcast, 2), line(db, other, 1)
    assert reallocate(db, webcast, NOON).free is None
    assert standing(held + elsewhere) == ["active", "active", "waiting"]


def test_one_who_is_seated_without_being_asked_gets_no_offer(db: Session) -> None:
    webcast = make_webcast(db, capacity=1)
    (held,) = line(db, webcast, 1)
    now = webcast.starts_at - seats.SHORTEST_OFFER + SECOND
    reallocate(db, webcast, now)
    assert (standing([held]), held.offered_until) == (["active"], None)
    assert [mail.template for mail in db.query(Mail)] == ["seat.given"]


def test_what_follows_by_itself_is_in_the_log(db: Session) -> None:
    webcast = make_webcast(db, capacity=1)
    held = line(db, webcast, 2)
    reallocate(db, webcast, NOON)
    all_were_sent(db)
    reallocate(db, webcast, NOON + OFFERED_FOR)
    take(db, held[1], actor="participant", now=NOON + OFFERED_FOR)
    entries = db.query(AuditEntry).order_by(AuditEntry.at, AuditEntry.action)
    assert [(one.action, one.actor, one.subject_id) for one in entries] == [
        ("registration.offer", "service", held[0].id),
        ("registration.offer", "service", held[1].id),
        ("registration.pass", "service", held[0].id),
        ("registration.seat", "participant", held[1].id),
    ]
