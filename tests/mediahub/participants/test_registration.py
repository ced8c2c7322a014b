"""Registering: once each, in time, with a seat or a place in line."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry
from mediahub.clock import parse_instant
from mediahub.errors import Conflict, Gone, MediaHubError, NotFound
from mediahub.mail.models import Mail
from mediahub.participants.details import Details
from mediahub.participants.models import Participant, Registration, RegistrationState, Source
from mediahub.participants.registration import add_by_hand, register, register_by_form, require_open
from mediahub.participants.registration_actions import cancel
from mediahub.participants.service import (
    Target,
    get_participant,
    get_registration,
    list_registrations,
)
from tests.conftest import NOON
from tests.factories import make_participant, make_series, make_webcast

ANNA = Details("Anna Ek", "anna.ek@boras.se", "Borås stad")


def person(number: int) -> Details:
    return Details(f"Deltagare {number}", f"{number}@boras.se", "Borås stad")


def registered(db: Session, target: Target, number: int, source: Source = Source.FORM) -> str:
    return register(db, target, person(number), source, NOON).state.value


def order(db: Session, target: Target) -> list[tuple[str, str]]:
    found = list_registrations(db, target)
    return [(held.participant.email.partition("@")[0], standing(held)) for held in found]


def standing(held: Registration) -> str:
    return "offered" if held.offered_until else held.state.value


def test_form_registers_in_the_language_that_it_is_in(rows: Session) -> None:
    webcast = make_webcast(rows, is_form_open=True)
    register_by_form(rows, webcast, ANNA, NOON, language="en")
    (held,) = list_registrations(rows, webcast)
    assert (held.language, held.is_notified, held.source) == ("en", True, Source.FORM)


def test_form_that_is_not_open_registers_nobody(rows: Session) -> None:
    webcast = make_webcast(rows, is_form_open=False)
    with pytest.raises(MediaHubError):
        register_by_form(rows, webcast, ANNA, NOON, language="sv")
    assert list_registrations(rows, webcast) == []


def test_registration_holds_a_seat(rows: Session) -> None:
    webcast = make_webcast(rows, is_form_open=True)
    held = register(rows, webcast, ANNA, Source.FORM, NOON)
    assert (
        held.webcast,
        held.series,
        held.source,
        held.state,
        held.queue_position,
        held.version,
    ) == (
        webcast,
        None,
        Source.FORM,
        RegistrationState.ACTIVE,
        1,
        1,
    )
    assert (held.participant.name, held.participant.email, held.participant.organisation) == (
        "Anna Ek",
        "anna.ek@boras.se",
        "Borås stad",
    )


def test_registering_twice_changes_nothing(db: Session) -> None:
    webcast = make_webcast(db, is_form_open=True)
    first = register(db, webcast, ANNA, Source.FORM, NOON)
    again = register(db, webcast, ANNA, Source.IMPORT, NOON + timedelta(hours=1))
    assert again is first
    assert db.scalar(select(func.count()).select_from(Registration)) == 1


def test_one_person_can_be_registered_for_two_webcasts(rows: Session) -> None:
    held = [register(rows, make_webcast(rows), ANNA, Source.COMMAND, NOON) for _ in range(2)]
    assert held[0] is not held[1]
    assert held[0].participant is held[1].participant


def test_form_leaves_a_known_name_alone(rows: Session) -> None:
    make_participant(rows, email=ANNA.email, name="Anna Ek", organisation="Borås stad")
    webcast = make_webcast(rows, is_form_open=True)
    register(rows, webcast, Details("Någon Annan", ANNA.email, "Annat"), Source.FORM, NOON)
    found = get_participant(rows, ANNA.email)
    assert (found.name, found.organisation) == ("Anna Ek", "Borås stad")


def test_staff_correct_a_name_and_keep_what_they_leave_out(rows: Session) -> None:
    make_participant(rows, email=ANNA.email, name="Ana Ek", organisation="Borås stad")
    register(rows, make_webcast(rows), Details("Anna Ek", ANNA.email, None), Source.COMMAND, NOON)
    found = get_participant(rows, ANNA.email)
    assert (found.name, found.organisation) == ("Anna Ek", "Borås stad")


def test_those_above_the_capacity_wait_in_order(db: Session) -> None:
    webcast = make_webcast(db, is_form_open=True, capacity=2)
    for number in (3, 1, 4, 2):
        registered(db, webcast, number)
    assert order(db, webcast) == [
        ("3", "active"),
        ("1", "active"),
        ("4", "waiting"),
        ("2", "waiting"),
    ]


def test_seat_that_is_given_up_is_offered_to_the_one_who_waited_longest(db: Session) -> None:
    webcast = make_webcast(db, is_form_open=True, capacity=1)
    for number in (1, 2, 3):
        registered(db, webcast, number)
    cancel(db, get_registration(db, webcast, "1@boras.se"), actor="x", now=NOON)
    assert order(db, webcast) == [("2", "offered"), ("3", "waiting")]


def test_nobody_passes_those_who_wait_when_the_capacity_is_raised(db: Session) -> None:
    webcast = make_webcast(db, is_form_open=True, capacity=1)
    for number in (1, 2, 3):
        registered(db, webcast, number)
    webcast.capacity = 3
    assert registered(db, webcast, 4) == "waiting"
    assert [state for _, state in order(db, webcast)] == [
        *("active", "offered", "offered", "waiting")
    ]


def test_nobody_is_unseated_when_the_capacity_is_lowered(rows: Session) -> None:
    webcast = make_webcast(rows, is_form_open=True, capacity=2)
    for number in (1, 2):
        registered(rows, webcast, number)
    webcast.capacity = 1
    assert registered(rows, webcast, 3) == "waiting"
    assert [state for _, state in order(rows, webcast)] == ["active", "active", "waiting"]


def test_capacity_taken_away_seats_everyone(rows: Session) -> None:
    webcast = make_webcast(rows, is_form_open=True, capacity=1)
    for number in (1, 2):
        registered(rows, webcast, number)
    webcast.capacity = None
    assert registered(rows, webcast, 3) == "active"
    assert [state for _, state in order(rows, webcast)] == ["active"] * 3


def test_one_who_cancelled_comes_last(db: Session) -> None:
    webcast = make_webcast(db, is_form_open=True, capacity=1)
    for number in (1, 2):
        registered(db, webcast, number)
    cancel(db, get_registration(db, webcast, "1@boras.se"), actor="x", now=NOON)
    assert registered(db, webcast, 1) == "waiting"
    assert order(db, webcast) == [("2", "offered"), ("1", "waiting")]


def test_registration_for_a_series_covers_its_webcasts(db: Session) -> None:
    series = make_series(db)
    webcast = make_webcast(db, series=series)
    held = register(db, series, ANNA, Source.COMMAND, NOON)
    assert register(db, webcast, ANNA, Source.COMMAND, NOON) is held


def test_webcast_and_series_have_seats_of_their_own(rows: Session) -> None:
    series = make_series(rows, capacity=1)
    webcast = make_webcast(rows, series=series, capacity=1, is_form_open=True)
    states = [registered(rows, series, 1, Source.COMMAND), registered(rows, webcast, 2)]
    assert states == ["active", "active"]


LAST_MOMENT = parse_instant("2026-03-08T23:59:59")


@pytest.mark.parametrize(
    ("fields", "now", "refusal"),
    [
        ({"register_by": date(2026, 3, 8)}, LAST_MOMENT, None),
        ({"register_by": date(2026, 3, 8)}, LAST_MOMENT + timedelta(seconds=1), Gone),
        ({}, parse_instant("2026-03-11T11:59:59"), None),
        ({}, parse_instant("2026-03-11T12:00"), Gone),
        ({"is_form_open": False}, NOON, NotFound),
        ({"opens_at": None}, NOON, NotFound),
        ({"opens_at": NOON + timedelta(seconds=1)}, NOON, NotFound),
        ({"opens_at": NOON}, NOON, None),
        ({"cancelled_at": NOON}, NOON, Conflict),
    ],
)
def test_form_is_open_through_the_last_day_in_sweden(
    rows: Session, fields: dict[str, Any], now: datetime, refusal: type[MediaHubError] | None
) -> None:
    webcast = make_webcast(rows, **{"is_form_open": True} | fields)
    if refusal is None:
        require_open(webcast, now)
        return
    with pytest.raises(refusal):
        register(rows, webcast, ANNA, Source.FORM, now)
    assert rows.scalars(select(Participant)).all() == []


def test_the_last_day_is_named(rows: Session) -> None:
    webcast = make_webcast(rows, is_form_open=True, register_by=date(2026, 3, 3))
    with pytest.raises(Gone) as refusal:
        require_open(webcast, NOON)
    assert refusal.value.values["day"] == {
        "sv": "3\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2026"
    } | {"en": "3\N{NO-BREAK SPACE}March\N{NO-BREAK SPACE}2026"}


def test_staff_may_register_after_the_last_day(rows: Session) -> None:
    webcast = make_webcast(rows, register_by=date(2026, 3, 3))
    assert registered(rows, webcast, 1, Source.COMMAND) == "active"


def test_series_takes_registrations_until_its_last_webcast_is_over(rows: Session) -> None:
    series = make_series(rows, is_form_open=True)
    for day in ("2026-03-11", "2026-03-18"):
        make_webcast(rows, series=series, starts_at=parse_instant(f"{day}T09:00"))
    rows.expire(series)
    require_open(series, parse_instant("2026-03-18T11:59"))
    with pytest.raises(Gone):
        require_open(series, parse_instant("2026-03-18T12:00"))


def test_series_without_webcasts_has_no_form(rows: Session) -> None:
    with pytest.raises(NotFound):
        require_open(make_series(rows, is_form_open=True), NOON)


@pytest.mark.parametrize("target", ["webcast", "series"])
def test_unknown_registration_is_told_with_the_title(db: Session, target: str) -> None:
    made: Target = make_webcast(db) if target == "webcast" else make_series(db)
    with pytest.raises(NotFound) as refusal:
        get_registration(db, made, "Anna.Ek@boras.se")
    assert str(refusal.value) == f"“anna.ek@boras.se” is not registered for “{made.title}”."


@pytest.mark.parametrize("with_confirmation", [False, True])
def test_confirmation_is_mailed_when_it_is_asked_for(
    rows: Session, *, with_confirmation: bool
) -> None:
    webcast = make_webcast(rows)
    source = Source.COMMAND
    register(rows, webcast, ANNA, source, NOON, with_confirmation=with_confirmation)
    assert rows.scalars(select(Mail.email)).all() == [ANNA.email] * with_confirmation


def test_one_added_by_hand_is_noted_when_new_here(rows: Session) -> None:
    """Known from another webcast is not known here, and twice is as once."""
    first, second = make_webcast(rows), make_webcast(rows)
    wanted = select(AuditEntry).where(AuditEntry.action == "registration.add")
    for target, is_new, number in (
        (first, True, 1),
        (first, False, 1),
        (second, True, 2),
        (second, False, 2),
    ):
        held, told = add_by_hand(
            rows, target, ANNA, NOON, actor="x", language="en", with_confirmation=False
        )
        assert told is is_new
        assert (held.webcast, held.language, held.is_notified) == (target, "en", True)
        noted = rows.scalars(wanted).all()
        assert len(noted) == number
    assert [(one.actor, one.subject_kind, one.after) for one in noted] == [
        ("x", "registration", {"state": "active", "place": 1})
    ] * 2


@pytest.mark.parametrize("own", [None, date(2026, 3, 5)])
def test_form_is_open_until_its_own_last_day_or_that_of_the_course(
    rows: Session, own: date | None
) -> None:
    series = make_series(rows, register_by=date(2026, 3, 3))
    webcast = make_webcast(
        rows, series=series, register_by=own, is_form_open=True, opens_at=NOON - timedelta(days=9)
    )
    if own is None:
        with pytest.raises(Gone, match="The last day to register was"):
            require_open(webcast, NOON)
    else:
        require_open(webcast, NOON)
