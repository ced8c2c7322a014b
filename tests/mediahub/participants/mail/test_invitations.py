"""What is attached to mails: messages that calendars act on, read back by the library."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.mail.message import Attachment
from mediahub.participants.mail.invitations import invitation, webcasts_of, withdrawal
from mediahub.participants.models import Registration
from tests.conftest import NOON
from tests.factories import make_participant, make_registration, make_series, make_webcast


def held(hub: Hub, **fields: Any) -> Registration:
    with hub.writing() as db:
        person = make_participant(db, name="Anna ”Ann” Ek", email="anna.ek@boras.se")
        registration = make_registration(db, make_webcast(db, **fields), participant=person)
        assert registration.webcast is not None
        return registration


def attached(hub: Hub, registration: Registration, make: Any) -> Attachment:
    (file,) = make(hub.settings, registration, webcasts_of(registration), NOON)
    assert isinstance(file, Attachment)
    return file


def read(file: Attachment) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(file.data)
    (event,) = calendar.walk("VEVENT")
    assert event.errors == []
    return calendar, event


def test_invitation_comes_from_the_sender_and_asks_for_no_answer(hub: Hub) -> None:
    settings = hub.settings.model_copy(update={"mail_from": 'SKR "Podd" <podd@skr.example>'})
    registration = held(hub)
    (file,) = invitation(settings, registration, webcasts_of(registration), NOON)
    calendar, event = read(file)
    assert (file.method, str(calendar["METHOD"])) == ("REQUEST", "REQUEST")
    assert str(event["ORGANIZER"]) == "mailto:podd@skr.example"
    attendee = event["ATTENDEE"]
    assert (str(attendee), attendee.params["CN"]) == ("mailto:anna.ek@boras.se", "Anna ”Ann” Ek")
    assert (attendee.params["RSVP"], attendee.params["PARTSTAT"]) == ("FALSE", "ACCEPTED")
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [
        -timedelta(days=1),
        -timedelta(hours=1),
    ]


def test_withdrawal_has_the_same_uid_and_a_later_revision(hub: Hub) -> None:
    registration = held(hub, sequence=3)
    _, invited = read(attached(hub, registration, invitation))
    calendar, withdrawn = read(attached(hub, registration, withdrawal))
    assert str(calendar["METHOD"]) == "CANCEL"
    assert str(withdrawn["UID"]) == str(invited["UID"])
    assert (invited["SEQUENCE"], withdrawn["SEQUENCE"]) == (3, 4)
    assert (str(withdrawn["STATUS"]), withdrawn.walk("VALARM")) == ("CANCELLED", [])


def test_cancelled_webcast_is_withdrawn_with_its_own_revision(hub: Hub) -> None:
    registration = held(hub, sequence=4, cancelled_at=NOON)
    assert invitation(hub.settings, registration, webcasts_of(registration), NOON) == ()
    assert read(attached(hub, registration, withdrawal))[1]["SEQUENCE"] == 4


def test_what_is_over_is_in_nobodys_calendar(hub: Hub) -> None:
    registration = held(hub, starts_at=NOON - timedelta(days=2))
    assert invitation(hub.settings, registration, webcasts_of(registration), NOON) == ()
    assert withdrawal(hub.settings, registration, webcasts_of(registration), NOON) == ()


def test_course_is_a_file_without_a_method(hub: Hub) -> None:
    with hub.writing() as db:
        series = make_series(db)
        parts = [make_webcast(db, series=series) for _ in range(2)]
        registration = make_registration(db, series)
        file = attached(hub, registration, invitation)
    calendar = Calendar.from_ical(file.data)
    assert (file.method, "METHOD" in calendar) == (None, False)
    assert {str(event["UID"]) for event in calendar.walk("VEVENT")} == {
        f"{registration.id}-{part.id}@podd.example" for part in parts
    }


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
def test_its_zone_is_right_on_both_nights_that_the_clocks_change(hub: Hub, night: str) -> None:
    starts_at, ends_at = parse_instant(f"{night}T00:30"), parse_instant(f"{night}T09:00")
    calendar, event = read(
        attached(hub, held(hub, starts_at=starts_at, ends_at=ends_at), invitation)
    )
    (zone,) = calendar.walk("VTIMEZONE")
    own = zone.to_tz(lookup_tzid=False)
    assert [event[name].dt.replace(tzinfo=own) for name in ("DTSTART", "DTEND")] == [
        starts_at,
        ends_at,
    ]
