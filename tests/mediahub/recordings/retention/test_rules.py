"""How long participants are kept by the windows as they are, and what is told and forgotten."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.participants import privacy
from mediahub.participants.models import NetworkMember, Participant
from mediahub.participants.retention import kept_until
from mediahub.participants.retention import purge as purge_participants
from mediahub.portal.privacy import data_of
from mediahub.recordings.models import Viewing
from mediahub.recordings.retention.rules import closings, purge
from mediahub.terminal import _json
from mediahub.webcasts.models import Access
from tests.conftest import NOON, Clock
from tests.factories import (
    CREATED_AT,
    make_member,
    make_network,
    make_recording,
    make_registration,
    make_webcast,
)

BY_RULE = parse_instant("2026-09-25T12:00")
EXTENDED = parse_instant("2026-04-25T12:00")


@pytest.mark.parametrize(
    ("times", "access", "until"),
    [
        ({"closes_at": EXTENDED}, Access.REGISTERED, parse_instant("2026-10-25T12:00")),
        ({"closes_at": NOON}, Access.REGISTERED, parse_instant("2026-09-04T13:00")),
        ({"opens_at": None}, Access.REGISTERED, BY_RULE),
        ({"closes_at": None}, Access.PUBLIC, BY_RULE),
        ({"closes_at": EXTENDED}, Access.PUBLIC, BY_RULE),
    ],
)
def test_registrations_are_kept_from_when_it_really_closes(
    rows: Session, times: dict[str, Any], access: Access, until: datetime
) -> None:
    webcast = make_webcast(rows, access=access)
    make_recording(rows, webcast, **{"opens_at": CREATED_AT} | times)
    assert kept_until(webcast, closings(rows)) == until


def test_the_recording_that_closed_last_counts(rows: Session) -> None:
    webcast = make_webcast(rows)
    make_recording(rows, webcast, opens_at=NOON, closes_at=EXTENDED, deleted_at=EXTENDED)
    make_recording(rows, webcast, opens_at=NOON, closes_at=NOON)
    assert closings(rows)(webcast) == EXTENDED


def test_another_webcast_has_a_window_of_its_own(rows: Session) -> None:
    make_recording(rows, make_webcast(rows), opens_at=NOON, closes_at=EXTENDED)
    assert closings(rows)(make_webcast(rows)) is None


def test_those_whose_window_was_extended_stay_as_long(hub: Hub, clock: Clock) -> None:
    with hub.writing() as db:
        webcast = make_webcast(db)
        make_registration(db, webcast)
        make_recording(db, webcast, opens_at=NOON, closes_at=EXTENDED)
    for moment, count in ((BY_RULE, 1), (parse_instant("2026-10-25T12:00"), 0)):
        clock.now = moment
        purge(hub)
        with hub.reading() as db:
            assert len(db.scalars(select(Participant)).all()) == count


def fill(db: Session) -> tuple[Participant, list[Viewing]]:
    """Somebody who has watched with a seat and as a member, and a stranger who has, too."""
    webcast = make_webcast(db, title="Om råd")
    recording = make_recording(db, webcast, opens_at=CREATED_AT, closes_at=EXTENDED)
    seat, other = make_registration(db, webcast), make_registration(db, webcast)
    member = NetworkMember(year=2026, version=1, created_at=CREATED_AT)
    member.network, member.participant = make_network(db), seat.participant
    viewings = [
        Viewing(recording=recording, opened_at=NOON, registration=seat),
        Viewing(recording=recording, opened_at=NOON + timedelta(minutes=1), member=member),
        Viewing(recording=recording, opened_at=NOON, registration=other),
    ]
    db.add_all(viewings)
    db.flush()
    return seat.participant, viewings


def test_a_person_is_told_what_they_watched(rows: Session) -> None:
    person, _ = fill(rows)
    told = json.loads(json.dumps(data_of(rows, person), default=_json))
    assert told["participant"]["email"] == person.email
    assert [(row["title"], row["opened_at"]) for row in told["viewings"]] == [
        ("Om råd", "2026-03-04T12:00:00+00:00"),
        ("Om råd", "2026-03-04T12:01:00+00:00"),
    ]
    assert told["registrations"][0]["kept_until"] == "2026-10-25T12:00:00+01:00"


def test_erasing_a_person_leaves_viewings_that_are_nobodys(db: Session) -> None:
    person, viewings = fill(db)
    privacy.erase(db, person, actor="command", now=NOON)
    db.expire_all()
    assert [holders(viewing) for viewing in viewings[:2]] == [(None, None)] * 2
    assert viewings[2].registration_id is not None


def test_viewings_of_those_past_their_time_are_nobodys(db: Session) -> None:
    _, viewings = fill(db)
    purge_participants(db, parse_instant("2027-07-01T00:00"), closings(db))
    db.expire_all()
    assert [holders(viewing) for viewing in viewings] == [(None, None)] * 3


def holders(viewing: Viewing) -> tuple[object, object]:
    return viewing.registration_id, viewing.member_id


def test_nobody_elses_viewings_are_told(rows: Session) -> None:
    recording = make_recording(rows, make_webcast(rows, title="Den ena"))
    other = make_recording(rows, make_webcast(rows, title="Den andra"))
    seat, strangers_seat = (make_registration(rows, make_webcast(rows)) for _ in range(2))
    member = make_member(rows, make_network(rows), participant=seat.participant)
    strangers = make_member(rows, make_network(rows), participant=strangers_seat.participant)
    for at, holder in (
        (2, {"registration_id": seat.id, "recording_id": recording.id}),
        (1, {"member_id": member.id, "recording_id": other.id}),
        (0, {"registration_id": strangers_seat.id, "recording_id": recording.id}),
        (3, {"member_id": strangers.id, "recording_id": recording.id}),
        (4, {"recording_id": recording.id}),
    ):
        rows.add(Viewing(opened_at=NOON + timedelta(hours=at), **holder))
    rows.flush()
    told = data_of(rows, seat.participant)["viewings"]
    assert [(one["title"], one["opened_at"] - NOON) for one in told] == [
        ("Den andra", timedelta(hours=1)),
        ("Den ena", timedelta(hours=2)),
    ]
