"""The reminder at nine the day before: to those who knew by then, and wherever the day moves."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.participants import registration_actions
from mediahub.participants.details import Details
from mediahub.participants.mail.change_notices import notify_of_change
from mediahub.participants.mail.reminders import remind, reminder_at
from mediahub.participants.models import Registration, RegistrationState, Source
from mediahub.participants.registration import register
from mediahub.webcasts.decisions import cancel_webcast
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.service import edit_webcast
from tests.conftest import NOON, Clock
from tests.factories import make_registration, make_series, make_webcast
from tests.mediahub.mailbox import letters, only_letter

NINE = parse_instant("2026-03-10T09:00")
SECOND = timedelta(seconds=1)
TEMPLATE = "webcast.tomorrow"


def add(hub: Hub) -> tuple[Webcast, Registration]:
    with hub.writing() as db:
        webcast = make_webcast(db, title="Om råd")
        return webcast, make_registration(db, webcast)


def reminded(hub: Hub) -> list[str]:
    """Whom the reminders that would be sent are for, and withheld ones with their reason."""
    return [one.withheld or one.mail.email for one in letters(hub, TEMPLATE)]


def at(hub: Hub, clock: Clock, moment: datetime) -> list[str]:
    clock.now = moment
    remind(hub)
    return reminded(hub)


@pytest.mark.parametrize(
    ("starts_at", "moment"),
    [
        ("2026-03-11T09:00", "2026-03-10T09:00"),
        ("2026-03-11T23:59", "2026-03-10T09:00"),
        ("2026-03-29T10:00", "2026-03-28T09:00"),
        ("2026-03-30T10:00", "2026-03-29T09:00"),
        ("2026-10-26T00:30", "2026-10-25T09:00"),
    ],
)
def test_it_is_nine_in_sweden_the_day_before(starts_at: str, moment: str) -> None:
    assert reminder_at(Webcast(starts_at=parse_instant(starts_at))) == parse_instant(moment)


def test_it_goes_at_its_second_and_once(hub: Hub, clock: Clock) -> None:
    _, held = add(hub)
    assert at(hub, clock, NINE - SECOND) == []
    assert at(hub, clock, NINE) == [held.participant.email]
    assert at(hub, clock, NINE + timedelta(hours=1)) == [held.participant.email]
    letter = only_letter(hub, TEMPLATE)
    assert letter.subject == "I morgon: Om råd"
    assert "börjar onsdag 11\xa0mars 2026 kl.\xa009.00." in letter.text


def test_it_is_late_rather_than_not_at_all_but_not_after_the_start(hub: Hub, clock: Clock) -> None:
    webcast, held = add(hub)
    assert at(hub, clock, webcast.starts_at - SECOND) == [held.participant.email]
    clock.now = webcast.starts_at
    assert only_letter(hub, TEMPLATE).withheld is not None


def test_not_to_those_who_came_after_it(hub: Hub, clock: Clock) -> None:
    webcast, early = add(hub)
    clock.now = NINE
    with hub.writing() as db:
        anna = Details("Anna Ek", "anna.ek@boras.se", None)
        register(db, db.get_one(Webcast, webcast.id), anna, Source.COMMAND, NINE)
        make_registration(db, webcast, is_notified=False)
        make_registration(db, webcast, state=RegistrationState.WAITING)
    assert at(hub, clock, NINE + SECOND) == [early.participant.email]


def test_it_moves_along_with_the_broadcast(hub: Hub, clock: Clock) -> None:
    webcast, held = add(hub)
    move(hub, webcast, timedelta(days=7))
    notify_of_change(hub, webcast.id)
    assert at(hub, clock, NINE) == []
    assert at(hub, clock, NINE + timedelta(days=7)) == [held.participant.email]


def test_who_was_reminded_of_the_old_day_is_reminded_of_the_new(hub: Hub, clock: Clock) -> None:
    webcast, held = add(hub)
    at(hub, clock, NINE)
    move(hub, webcast, timedelta(days=7))
    notify_of_change(hub, webcast.id)
    gone, new = at(hub, clock, NINE + timedelta(days=7))
    assert (gone, new) == ("Det som det skulle berätta gäller inte längre.", held.participant.email)


def test_one_who_was_told_of_the_new_time_today_is_not_reminded_of_it(
    hub: Hub, clock: Clock
) -> None:
    webcast, _ = add(hub)
    clock.now = NINE - timedelta(hours=20)
    move(hub, webcast, -timedelta(hours=20))
    notify_of_change(hub, webcast.id)
    assert at(hub, clock, clock.now + SECOND) == []


def test_it_is_withheld_when_the_webcast_is_cancelled(hub: Hub, clock: Clock) -> None:
    webcast, _ = add(hub)
    at(hub, clock, NINE)
    with hub.writing() as db:
        cancel_webcast(db, db.get_one(Webcast, webcast.id), actor=COMMAND, now=NINE)
    assert only_letter(hub, TEMPLATE).withheld is not None
    assert at(hub, clock, NINE + SECOND) != []


def test_it_is_withheld_from_one_who_cancelled(hub: Hub, clock: Clock) -> None:
    _, held = add(hub)
    at(hub, clock, NINE)
    with hub.writing() as db:
        registration_actions.cancel(db, db.get_one(Registration, held.id), actor=COMMAND, now=NINE)
    assert only_letter(hub, TEMPLATE).withheld is not None


def test_each_part_of_a_course_has_its_own(hub: Hub, clock: Clock) -> None:
    with hub.writing() as db:
        series = make_series(db, title="Kursen")
        for day in ("2026-03-11", "2026-03-18"):
            make_webcast(db, title=f"Del {day}", series=series,
                         starts_at=parse_instant(f"{day}T09:00"))  # fmt: skip
        make_registration(db, series)
    at(hub, clock, NINE)
    assert only_letter(hub, TEMPLATE).subject == "I morgon: Del 2026-03-11"
    clock.now = NINE + timedelta(days=7)
    remind(hub)
    assert [one.subject for one in letters(hub, TEMPLATE)][-1] == "I morgon: Del 2026-03-18"


def move(hub: Hub, webcast: Webcast, step: timedelta) -> None:
    with hub.writing() as db:
        row = db.get_one(Webcast, webcast.id)
        edit_webcast(db, row, starts_at=row.starts_at + step, ends_at=row.ends_at + step)


def test_nothing_is_due_far_ahead(rows: Session, hub: Hub) -> None:
    make_registration(rows, make_webcast(rows, starts_at=NOON + timedelta(days=60)))
    rows.commit()
    remind(hub)
    assert reminded(hub) == []
