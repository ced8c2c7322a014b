"""Pressing play: a link, an open, and from thirty seconds on a view."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select as query
from sqlalchemy import update
from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.recordings.models import Viewing
from mediahub.recordings.watching.viewers import Viewer
from mediahub.recordings.watching.views import (
    MOST_OPENS,
    Counts,
    counts,
    fix_end,
    open_viewing,
    viewing_of,
)
from mediahub.recordings.watching.views import record_progress as count_beat
from mediahub.storage.local import LocalStore
from mediahub.webcasts.models import Webcast
from tests.conftest import NOON, Clock
from tests.factories import (
    VIDEO_BYTES,
    make_member,
    make_network,
    make_recording,
    make_registration,
    make_webcast,
)
from tests.mediahub.recordings.gate import (
    ENDS,
    SECOND,
    SIGNED,
    Given,
    beat,
    enter,
    now_counted,
    open_gate,
    play,
)
from tests.mediahub.visitor import Visitor, visiting


@pytest.fixture
def given(hub: Hub, clock: Clock) -> Given:
    return open_gate(hub, clock)


@pytest.fixture
def visitor(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as visitor:
        yield visitor


def test_play_without_script_leads_to_the_media(hub: Hub, visitor: Visitor, given: Given) -> None:
    got = visitor.post(f"{given.path}/spela", {}, cookie=enter(visitor, given))
    assert got.status_code == 303
    assert visitor.get(got.headers["location"]).content == VIDEO_BYTES
    assert now_counted(hub) == Counts(1, 0)


def test_play_by_script_tells_how_long(hub: Hub, visitor: Visitor, given: Given) -> None:
    got = play(visitor, given).json()
    assert visitor.get(got["url"]).content == VIDEO_BYTES
    assert (got["now"], got["expires_at"], got["closes_at"]) == (
        "2026-03-12T11:00:00+00:00",
        "2026-03-12T11:30:00+00:00",
        "2026-03-25T11:00:00+00:00",
    )
    with hub.reading() as db:
        viewing = db.scalars(query(Viewing)).one()
        assert (str(viewing.id), viewing.registration_id is not None) == (got["viewing"], True)


def test_new_link_for_the_same_viewing_is_no_new_open(
    hub: Hub, visitor: Visitor, given: Given
) -> None:
    first = play(visitor, given).json()
    assert play(visitor, given, {"viewing": first["viewing"]}).json() == first
    assert now_counted(hub) == Counts(1, 0)
    assert play(visitor, given, {"viewing": given.recording}).json() != first
    assert now_counted(hub) == Counts(2, 0)


def test_end_stands_from_the_first_link_on(hub: Hub, visitor: Visitor, given: Given) -> None:
    def fixed_at() -> datetime | None:
        with hub.reading() as db:
            return db.scalars(query(Webcast.end_fixed_at)).one()

    assert fixed_at() is None
    play(visitor, given)
    assert fixed_at() == ENDS + timedelta(days=1)


def test_end_that_another_link_has_fixed_meanwhile_stands(rows: Session) -> None:
    recording = make_recording(rows, make_webcast(rows))
    assert recording.webcast.end_fixed_at is None
    elsewhere = update(Webcast).execution_options(synchronize_session=False)
    rows.execute(elsewhere.values(end_fixed_at=NOON))
    fix_end(rows, recording, NOON + timedelta(hours=1))
    assert rows.scalars(query(Webcast.end_fixed_at)).one() == NOON


def test_view_is_thirty_seconds_that_have_passed(
    hub: Hub, visitor: Visitor, clock: Clock, given: Given
) -> None:
    viewing = play(visitor, given).json()["viewing"]
    for seconds in (15, 14.9, 99):
        clock.advance(timedelta(seconds=min(seconds, 14.9)))
        assert beat(visitor, given, viewing, round(seconds)) == 204
    assert beat(visitor, given, viewing, 3600) == 204
    with hub.reading() as db:
        # 14.9 s three times: 44.7 s, of which whole seconds count.
        assert db.scalars(query(Viewing.watched_seconds)).one() == 44
    assert now_counted(hub) == Counts(1, 1)


@pytest.mark.parametrize(("seconds", "views"), [(29, 0), (30, 1)])
def test_view_begins_at_thirty_seconds(
    hub: Hub, visitor: Visitor, clock: Clock, given: Given, seconds: int, views: int
) -> None:
    viewing = play(visitor, given).json()["viewing"]
    clock.advance(timedelta(minutes=1))
    assert beat(visitor, given, viewing, seconds) == 204
    assert now_counted(hub) == Counts(1, views)


def test_beat_that_makes_no_sense(hub: Hub, visitor: Visitor, given: Given) -> None:
    viewing = play(visitor, given).json()["viewing"]
    for unknown in ("", "x", "0" * 32, given.recording):
        assert beat(visitor, given, unknown, 15) == 404
    for nonsense in ("-1", "1e9", "²", "", "9" * 6):
        assert beat(visitor, given, viewing, nonsense) == 422
    assert now_counted(hub) == Counts(1, 0)


def test_beat_is_for_ones_own_viewing(hub: Hub, visitor: Visitor, given: Given) -> None:
    viewing = play(visitor, given).json()["viewing"]
    with hub.writing() as db:
        webcast = db.scalars(query(Webcast)).one()
        other = token(hub.settings.secret_keys, make_registration(db, webcast))
    assert beat(visitor, Given(other, given.path, ""), viewing, 15) == 404


class LateStore(LocalStore):
    """A folder as far away as a store with another idea of the time."""

    def clock_skew(self) -> timedelta:
        """More than is borne."""
        return timedelta(seconds=61)


def test_nothing_is_given_or_counted_while_the_clocks_disagree(
    hub: Hub, given: Given, tmp_path: Path
) -> None:
    late = LateStore(tmp_path, base_url="", secrets=["a key"], now=hub.now)
    with visiting(replace(hub, store=late)) as visitor:
        got = play(visitor, given)
    assert (got.status_code, got.headers["retry-after"]) == (503, "10")
    assert not SIGNED.search(got.text)
    assert now_counted(hub) == Counts(0, 0)


def test_playing_one_fixes_the_end_of_no_other_webcast(rows: Session) -> None:
    recording, other = (make_recording(rows, make_webcast(rows)) for _ in range(2))
    fix_end(rows, recording, NOON)
    rows.expire_all()
    assert (recording.webcast.end_fixed_at, other.webcast.end_fixed_at) == (NOON, None)
    fix_end(rows, recording, NOON + SECOND)
    rows.expire_all()
    assert recording.webcast.end_fixed_at == NOON


@pytest.mark.parametrize("own", ["registration", "membership"])
def test_a_viewing_goes_on_for_its_recording_and_viewer_alone(rows: Session, own: str) -> None:
    recording, other = (make_recording(rows, make_webcast(rows)) for _ in range(2))
    seat = make_registration(rows, make_webcast(rows))
    member = make_member(rows, make_network(rows))
    viewers = {
        "registration": Viewer(seat.participant, seat),
        "membership": Viewer(member.participant, member),
    }
    viewing = open_viewing(rows, recording, viewers[own], NOON)
    assert viewing_of(rows, recording, viewers[own], viewing.id) is viewing
    for whose in viewers.keys() - {own}:
        with pytest.raises(NotFound):
            viewing_of(rows, recording, viewers[whose], viewing.id)
    with pytest.raises(NotFound):
        viewing_of(rows, other, viewers[own], viewing.id)


def test_opens_and_views_of_other_recordings_are_not_counted(rows: Session) -> None:
    recording, other = (make_recording(rows, make_webcast(rows)) for _ in range(2))
    seat = make_registration(rows, make_webcast(rows))
    viewer = Viewer(seat.participant, seat)
    for of, seconds in ((recording, 30), (recording, 29), (other, 60)):
        open_viewing(rows, of, viewer, NOON).watched_seconds = seconds
    rows.flush()
    assert counts(rows, recording) == Counts(2, 1)


@pytest.mark.parametrize(("told", "counted"), [(-5, 0), (0, 0), (7, 7), (10, 10), (11, 10)])
def test_no_more_is_counted_than_has_passed(rows: Session, told: int, counted: int) -> None:
    recording = make_recording(rows, make_webcast(rows))
    seat = make_registration(rows, make_webcast(rows))
    viewing = open_viewing(rows, recording, Viewer(seat.participant, seat), NOON)
    count_beat(viewing, told, NOON + 10 * SECOND)
    assert viewing.watched_seconds == counted
    count_beat(viewing, 5, NOON)
    assert viewing.watched_seconds == counted


def test_one_link_has_so_many_opens_in_a_day_and_goes_on_with_the_last(rows: Session) -> None:
    recording, other = (make_recording(rows, make_webcast(rows)) for _ in range(2))
    seats = [make_registration(rows, make_webcast(rows)) for _ in range(2)]
    viewer, neighbour = (Viewer(seat.participant, seat) for seat in seats)
    opened = [
        open_viewing(rows, recording, viewer, NOON + number * SECOND)
        for number in range(MOST_OPENS)
    ]
    day = NOON + timedelta(days=1)
    assert open_viewing(rows, recording, viewer, day - SECOND) is opened[-1]
    assert open_viewing(rows, other, viewer, day - SECOND) not in opened
    assert open_viewing(rows, recording, neighbour, day - SECOND) not in opened
    assert open_viewing(rows, recording, viewer, day) not in opened
