"""Replays that are everyone's: pressing play writes nothing, and thirty watched seconds count."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from sqlalchemy import select as query
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.errors import NotFound
from mediahub.hub import Hub
from mediahub.recordings.models import PublicViews, Recording, Viewing
from mediahub.recordings.watching.public_views import (
    MOST_VIEWS,
    ViewLimit,
    add_view,
    begin,
    count_views,
    count_views_between,
    read_token,
    to_token,
)
from mediahub.recordings.watching.views import MOST_OPENS, Counts, counts
from mediahub.webcasts.models import Access, Webcast
from tests.conftest import NOON, Clock
from tests.factories import make_recording, make_webcast
from tests.mediahub.recordings.gate import JSON, Given, beat, now_counted, open_gate, play
from tests.mediahub.visitor import Visitor, visiting

SECRETS = ["a key for tests"]
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def given(hub: Hub, clock: Clock) -> Given:
    """A replay that is everyone's."""
    gate = open_gate(hub, clock)
    with hub.writing() as db:
        db.scalars(query(Webcast)).one().access = Access.PUBLIC
    return gate


@pytest.fixture
def visitor(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as visitor:
        yield visitor


def press(visitor: Visitor, given: Given, viewing: str = "") -> str:
    got = visitor.post(f"{given.path}/spela", {"viewing": viewing}, **JSON)
    assert got.status_code == 200
    return str(got.json()["viewing"])


def tell(visitor: Visitor, given: Given, viewing: str, seconds: int) -> str:
    got = visitor.post(f"{given.path}/puls", {"viewing": viewing, "seconds": str(seconds)})
    assert got.status_code == 200
    return str(got.json()["viewing"])


def rows(hub: Hub) -> int:
    with hub.reading() as db:
        return len(db.scalars(query(Viewing)).all()) + len(db.scalars(query(PublicViews)).all())


def test_pressing_play_writes_nothing(hub: Hub, visitor: Visitor, given: Given) -> None:
    for _ in range(20):
        press(visitor, given)
    assert visitor.post(f"{given.path}/spela", {}).status_code == 303
    assert (rows(hub), now_counted(hub)) == (0, Counts(0, 0, 0))
    with hub.reading() as db:
        assert db.scalars(query(Webcast.end_fixed_at)).one() is not None


def test_thirty_seconds_that_have_passed_are_one_view(
    hub: Hub, visitor: Visitor, clock: Clock, given: Given
) -> None:
    viewing = press(visitor, given)
    viewing = tell(visitor, given, viewing, 3600)
    for seconds, views in ((20, 0), (9, 0), (1, 1), (30, 1), (600, 1)):
        clock.advance(seconds * SECOND)
        viewing = tell(visitor, given, viewing, seconds)
        assert now_counted(hub) == Counts(0, 0, views)
    assert press(visitor, given, viewing) == viewing
    assert rows(hub) == 1


def test_it_goes_on_in_another_process(
    hub: Hub, visitor: Visitor, clock: Clock, given: Given
) -> None:
    viewing = press(visitor, given)
    clock.advance(20 * SECOND)
    with visiting(hub) as other:
        viewing = tell(other, given, viewing, 20)
    clock.advance(20 * SECOND)
    viewing = tell(visitor, given, viewing, 20)
    with visiting(hub) as other:
        clock.advance(30 * SECOND)
        tell(other, given, viewing, 30)
    assert now_counted(hub) == Counts(0, 0, 1)


def test_one_network_counts_so_often_in_a_day(
    hub: Hub, visitor: Visitor, clock: Clock, given: Given
) -> None:
    viewing = press(visitor, given)
    clock.advance(30 * SECOND)
    for _ in range(MOST_VIEWS + 5):
        tell(visitor, given, viewing, 30)
    assert now_counted(hub) == Counts(0, 0, MOST_VIEWS)
    viewing = press(visitor, given)
    clock.advance(DAY - 30 * SECOND)
    tell(visitor, given, viewing, 30)
    assert now_counted(hub) == Counts(0, 0, MOST_VIEWS + 1)


def test_a_text_that_is_not_ours_counts_nothing(
    hub: Hub, visitor: Visitor, clock: Clock, given: Given
) -> None:
    viewing = press(visitor, given)
    clock.advance(30 * SECOND)
    at, seconds, signature = viewing.split(".")
    for wrong in ("", "x", f"{int(at) - 60}.{seconds}.{signature}", str(uuid4())):
        got = visitor.post(f"{given.path}/puls", {"viewing": wrong, "seconds": "30"})
        assert got.status_code == 404
    assert rows(hub) == 0


def test_who_comes_with_a_link_is_counted_as_before(
    hub: Hub, visitor: Visitor, clock: Clock, given: Given
) -> None:
    viewing = play(visitor, given).json()["viewing"]
    public = press(visitor, given)
    clock.advance(30 * SECOND)
    assert beat(visitor, given, viewing, 30) == 204
    assert beat(visitor, given, public, 30) == 404
    assert now_counted(hub) == Counts(1, 1, 0)


def test_one_link_opens_so_often_in_a_day(
    hub: Hub, visitor: Visitor, clock: Clock, given: Given
) -> None:
    for _ in range(MOST_OPENS):
        clock.advance(SECOND)
        last = play(visitor, given).json()["viewing"]
    assert play(visitor, given).json()["viewing"] == last
    assert now_counted(hub) == Counts(MOST_OPENS, 0)
    clock.advance(DAY)
    assert play(visitor, given).json()["viewing"] != last
    assert now_counted(hub) == Counts(MOST_OPENS + 1, 0)


def test_counters_are_each_recordings_and_days_own(db: Session) -> None:
    one, other = (make_recording(db, make_webcast(db)) for _ in range(2))
    before_midnight = parse_instant("2026-03-04T23:59:59")
    midnight = before_midnight + SECOND
    for recording, at in (
        (one, before_midnight),
        (one, midnight),
        (one, NOON + DAY),
        (other, before_midnight),
    ):
        add_view(db, recording.id, at)
    assert [count_views(db, row.id) for row in (one, other)] == [3, 1]
    days = db.execute(
        query(PublicViews.day, PublicViews.views).where(PublicViews.recording_id == one.id)
    )
    assert sorted(tuple(day) for day in days) == [(date(2026, 3, 4), 1), (date(2026, 3, 5), 2)]
    begin, end = parse_instant("2026-03-05T00:00"), parse_instant("2026-03-06T00:00")
    assert count_views_between(db, begin - DAY, begin) == 2
    assert count_views_between(db, begin, end) == 2
    assert count_views_between(db, end, end + DAY) == 0


def test_what_was_counted_before_stays(db: Session) -> None:
    one, other = (make_recording(db, make_webcast(db)) for _ in range(2))
    db.add(Viewing(recording_id=one.id, opened_at=NOON, watched_seconds=30))
    db.add(Viewing(recording_id=one.id, opened_at=NOON))
    add_view(db, one.id, NOON)
    assert counts(db, one) == Counts(2, 1, 1)
    assert counts(db, other) == Counts(0, 0, 0)


def test_processes_add_to_one_counter(hub: Hub, given: Given) -> None:
    with hub.reading() as db:
        recording = db.scalars(query(Recording.id)).one()
    for _ in range(2):
        with hub.writing() as db:
            add_view(db, recording, NOON)
    assert now_counted(hub) == Counts(0, 0, 2)


def test_a_process_remembers_so_many_networks_and_forgets_them_at_midnight() -> None:
    limit, day = ViewLimit(most=2, most_networks=3), date(2026, 3, 4)
    assert [limit.is_allowed("a", day) for _ in range(3)] == [True, True, False]
    assert [limit.is_allowed(name, day) for name in "bcd"] == [True, True, False]
    assert limit.is_allowed("b", day)
    assert [limit.is_allowed(name, day + DAY) for name in "abc"] == [True, True, True]


def test_text_is_good_for_its_recording_for_a_day() -> None:
    recording = uuid4()
    text = to_token(SECRETS, begin(recording, NOON))
    assert read_token(SECRETS, recording, text, NOON + DAY) == begin(recording, NOON)
    for secrets, other, now in (
        (SECRETS, recording, NOON + DAY + SECOND),
        (SECRETS, uuid4(), NOON),
        (["another"], recording, NOON),
    ):
        with pytest.raises(NotFound):
            read_token(secrets, other, text, now)


@drawn(st.integers(), st.integers(-10, 10**7), st.integers(0, 999_999))
def test_nothing_is_added_but_what_has_passed(told: int, passed: int, before: int) -> None:
    viewing = replace(begin(uuid4(), NOON), seconds=before)
    after = viewing.went_on(told, NOON + passed * SECOND)
    assert before <= after.seconds <= before + max(passed, 0)
    assert read_token(SECRETS, after.recording_id, to_token(SECRETS, after), after.at) == after
