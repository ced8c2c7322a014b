"""Who may find what, at each instant, and the same on both databases."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode
from mediahub.episodes.service import set_credits
from mediahub.people.service import credit, parse_credit
from mediahub.recordings.models import Recording, RecordingDocument
from mediahub.search.content.search_items import Key, Part
from mediahub.search.content.source import key_of
from mediahub.search.content.visibility import Audience, visible_to
from mediahub.search.index.fingerprints import fingerprints
from mediahub.shows.service import set_hosts
from mediahub.transcripts.models import TranscriptState
from mediahub.webcasts.models import Access, Webcast, WebcastCredit
from mediahub.webcasts.programme import parse_programme, set_programme
from tests.conftest import NOON, Clock
from tests.factories import (
    make_captions,
    make_episode,
    make_media_file,
    make_recording,
    make_show,
    make_webcast,
)
from tests.mediahub.search.archive import HOUR, add_episode, add_recording

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
        (Access.REGISTERED, 0, -1, 1, PAGE),
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
    before = fingerprints(db)
    assert list(before) == [key]
    recording = db.scalars(select(Recording)).one()
    recording.documents[0].title = "Handbok"
    db.flush()
    assert fingerprints(db)[key] != before[key]


@pytest.mark.parametrize("audience", Audience)
def test_only_what_was_found_is_told_of_each_for_itself(db: Session, audience: Audience) -> None:
    times: dict[str, Any] = {"listed_at": NOON - HOUR, "opens_at": NOON - HOUR}
    show = make_show(db)
    rows: list[Episode | Webcast] = [
        make_episode(db, show, opens_at=NOON),
        make_episode(db, show),
        add_recording(db, access=Access.PUBLIC, **times).webcast,
        add_recording(db, access=Access.REGISTERED, **times).webcast,
        make_webcast(db, opens_at=NOON + HOUR),
        make_webcast(db),  # found by nobody
    ]
    keys = [key_of(row) for row in rows]
    seen = visible_to(db, audience, NOON)(keys[:-1])
    if audience is Audience.STAFF:
        assert seen == dict.fromkeys(keys[:-1], ALL)
    else:
        assert seen == {keys[0]: ALL, keys[2]: ALL, keys[3]: PAGE}


@pytest.mark.parametrize(
    "values",
    [
        {"playable": None},
        {"deleted_at": NOON},
        {"paused_at": NOON},
        {"opens_at": NOON + HOUR},
        {"opens_at": None},
        {"closes_at": NOON},
    ],
)
def test_a_replay_that_is_not_open_is_hidden_beside_one_that_is(
    db: Session, values: dict[str, Any]
) -> None:
    times: dict[str, Any] = {"opens_at": NOON - HOUR, "closes_at": NOON + HOUR}
    hidden, shown = (make_webcast(db, access=Access.PUBLIC) for _ in range(2))
    make_recording(db, hidden, **times | values)
    make_recording(db, shown, **times)
    assert parts(db, key_of(hidden), Audience.VISITOR) == PAGE
    assert parts(db, key_of(shown), Audience.VISITOR) == ALL


@pytest.fixture
def searched(db: Session, clock: Clock) -> list[Episode | Webcast]:
    """An episode and a webcast with all that is searched in them, and then another of each."""
    rows: list[Episode | Webcast] = []
    for number in (1, 2):
        show = make_show(db)
        set_hosts(db, show, [parse_credit(f"Värd {number}, Region {number}", "host")])
        episode = add_episode(db, show, "Hej.")
        set_credits(db, episode, [parse_credit(f"Gäst {number}, Kommun {number}", "guest")])
        webcast = add_recording(db, "Hej.").webcast
        host = parse_credit(f"Ledare {number}, Förening {number}", "host")
        webcast.credits = [credit(db, WebcastCredit, host, 0)]
        set_programme(db, webcast, parse_programme(f"09.15 Hej | Talare {number}"))
        rows += [episode, webcast]
    db.flush()
    clock.advance(HOUR)
    return rows


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (lambda episode: setattr(episode, "title", "Nytt"), 0),
        (lambda episode: setattr(episode.show, "title", "Nytt"), 0),
        (lambda episode: setattr(episode.show.credits[0].person, "name", "Ny"), 0),
        (lambda episode: setattr(episode.show.credits[0].organisation, "name", "Ny"), 0),
        (lambda episode: setattr(episode.credits[0].person, "name", "Ny"), 0),
        (lambda episode: setattr(episode.credits[0].organisation, "name", "Ny"), 0),
        (lambda episode: setattr(episode.transcripts[0].transcript, "revision", 7), 0),
        (lambda webcast: setattr(webcast, "title", "Nytt"), 1),
        (lambda webcast: setattr(webcast.credits[0].person, "name", "Ny"), 1),
        (lambda webcast: setattr(webcast.credits[0].organisation, "name", "Ny"), 1),
        (lambda webcast: setattr(webcast.programme[0].speakers[0].person, "name", "Ny"), 1),
    ],
)
def test_a_stamp_changes_with_its_own_item_alone(
    db: Session,
    searched: list[Episode | Webcast],
    change: Callable[[Episode | Webcast], None],
    changed: int,
) -> None:
    before = fingerprints(db)
    change(searched[changed])
    db.flush()
    after = fingerprints(db)
    assert before.keys() == after.keys() == {key_of(row) for row in searched}
    others = [key for key in before if before[key] != after[key]]
    assert others == [key_of(searched[changed])]


@pytest.mark.parametrize(
    "change",
    [
        lambda recording: setattr(recording, "deleted_at", NOON),
        lambda recording: setattr(recording.captions[0].transcript, "revision", 7),
        lambda recording: setattr(
            recording.captions[0].transcript, "state", TranscriptState.FAILED
        ),
        lambda recording: setattr(recording.documents[0], "title", "Handbok"),
        lambda recording: recording.documents.clear(),
        lambda recording: recording.captions.clear(),
    ],
)
def test_a_stamp_changes_with_its_own_recording_alone(
    db: Session,
    clock: Clock,
    searched: list[Episode | Webcast],
    change: Callable[[Recording], None],
) -> None:
    webcast = searched[1]
    before = fingerprints(db)
    clock.advance(HOUR)
    change(db.scalars(select(Recording).where(Recording.webcast_id == webcast.id)).one())
    db.flush()
    after = fingerprints(db)
    assert [key for key in before if before[key] != after.get(key)] == [key_of(webcast)]


def test_a_stamp_tells_in_which_order_captions_and_documents_stand(rows: Session) -> None:
    recording = add_recording(rows, "Hej.")
    recording.captions.append(make_captions(rows, language="en"))
    media = make_media_file(rows)
    recording.documents.append(RecordingDocument(media=media, title="Mer"))
    recording.captions[1].position = recording.documents[1].position = 1
    told = []
    for held in ([], recording.captions, recording.documents):
        for row in held:
            row.position = 1 - row.position
        rows.flush()
        told.append(fingerprints(rows)[key_of(recording.webcast)])
    assert len(set(told)) == 3
