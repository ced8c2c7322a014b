"""Who may find what, at each instant, and the same on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.recordings.models import Recording
from mediahub.search.content import key_of
from mediahub.search.documents import Key, Part
from mediahub.search.stamps import stamps
from mediahub.search.visible import Audience, visible_to
from mediahub.webcasts.models import Access
from tests.conftest import NOON
from tests.factories import make_episode, make_show
from tests.mediahub.search.archive import HOUR, add_recording

NOBODY, PAGE, ALL = Part.NONE, Part.PAGE, Part.ALL


def parts(db: Session, key: Key, audience: Audience, at: timedelta = timedelta()) -> Part:
    return visible_to(db, audience, NOON + at)([key]).get(key, Part.NONE)


@pytest.mark.parametrize(
    ("opens", "closes", "visitor"),
    [
        (None, None, NOBODY),
        (1, None, NOBODY),
        (0, None, ALL),
        (-1, 1, ALL),
        (-1, 0, NOBODY),
    ],
)
def test_an_episode_is_found_while_it_is_published(
    db: Session, opens: int | None, closes: int | None, visitor: Part
) -> None:
    times = {
        "opens_at": None if opens is None else NOON + opens * HOUR,
        "closes_at": None if closes is None else NOON + closes * HOUR,
    }
    key = key_of(make_episode(db, make_show(db), **times))
    assert parts(db, key, Audience.VISITOR) == visitor
    assert parts(db, key, Audience.STAFF) == ALL


@pytest.mark.parametrize(
    ("access", "listed", "opens", "closes", "visitor"),
    [
        (Access.REGISTERED, None, -1, 1, NOBODY),
        (Access.REGISTERED, -1, -1, 1, PAGE),
        (Access.PUBLIC, 1, -1, None, NOBODY),
        (Access.PUBLIC, -1, 1, None, PAGE),
        (Access.PUBLIC, -1, -1, None, ALL),
        (Access.PUBLIC, -1, -1, 0, PAGE),
    ],
)
def test_of_a_webcast_its_page_and_an_open_replay(
    db: Session, access: Access, listed: int | None, opens: int, closes: int | None, visitor: Part
) -> None:
    recording = add_recording(
        db,
        access=access,
        listed_at=None if listed is None else NOON + listed * HOUR,
        opens_at=NOON + opens * HOUR,
        closes_at=None if closes is None else NOON + closes * HOUR,
    )
    key = key_of(recording.webcast)
    assert parts(db, key, Audience.VISITOR) == visitor
    assert parts(db, key, Audience.STAFF) == ALL


def test_a_replay_opens_closes_pauses_and_is_deleted(db: Session) -> None:
    times: dict[str, Any] = {"opens_at": NOON, "closes_at": NOON + HOUR}
    recording = add_recording(db, access=Access.PUBLIC, listed_at=NOON - HOUR, **times)
    key = key_of(recording.webcast)
    second = timedelta(seconds=1)
    seen = [
        parts(db, key, Audience.VISITOR, at) for at in (-second, 0 * second, HOUR - second, HOUR)
    ]
    assert seen == [PAGE, ALL, ALL, PAGE]
    recording.paused_at = NOON
    db.flush()
    assert parts(db, key, Audience.VISITOR) == PAGE
    recording.paused_at, recording.deleted_at = None, NOON
    db.flush()
    assert parts(db, key, Audience.VISITOR) == PAGE


def test_what_is_not_in_the_database_nobody_sees(db: Session) -> None:
    gone = Key("episode", "00000000-0000-0000-0000-000000000001")
    assert visible_to(db, Audience.STAFF, NOON)([gone]) == {}
    assert visible_to(db, Audience.VISITOR, NOON)([gone]) == {}


def test_a_stamp_is_another_when_something_that_is_searched_is(db: Session) -> None:
    key = key_of(add_recording(db, "Hej.").webcast)
    before = stamps(db)
    assert list(before) == [key]
    recording = db.scalars(select(Recording)).one()
    recording.documents[0].title = "Handbok"
    db.flush()
    assert stamps(db)[key] != before[key]
