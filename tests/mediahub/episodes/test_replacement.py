"""Other sound by the services, on both databases: what is asked for, put aside and led on."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode, EpisodeTranscript, PublishRequest
from mediahub.episodes.publication import publish_request_of, withdraw
from mediahub.episodes.publish_requests import cancel, request_replacement, retry
from mediahub.episodes.replacement import (
    Replacement,
    drop_aside,
    lead_on,
    replace_audio,
    take_back,
    transcripts_aside,
)
from mediahub.episodes.transcripts import request_transcription, shown_transcripts
from mediahub.errors import Conflict
from mediahub.media.models import Deletion, MediaFile, MediaRole, MediaState
from mediahub.shows.models import Show
from mediahub.transcripts.models import Transcript
from tests.conftest import NOON
from tests.factories import make_media_file, make_transcript
from tests.mediahub.episodes.conftest import add

ORIGIN = "https://podd.example"
HOUR = timedelta(hours=1)


@pytest.fixture
def cover(db: Session, show: Show) -> None:
    """What the show needs to be published."""
    show.cover = make_media_file(
        db,
        role=MediaRole.IMAGE,
        content_type="image/jpeg",
        filename="omslag.jpg",
        width=3000,
        height=3000,
        tags={"mode": "RGB"},
    )


def told_in(db: Session, episode: Episode, language: str = "sv") -> Transcript:
    transcript = make_transcript(db, language=language)
    episode.transcripts.append(EpisodeTranscript(transcript=transcript))
    db.flush()
    return transcript


def out(db: Session, show: Show, **fields: Any) -> Episode:
    """Out since an hour, with the copy that listeners get."""
    episode = add(db, show, description="Om råden.", **fields)
    copy = make_media_file(db, role=MediaRole.ENCLOSURE, source=episode.audio, opens_at=NOON - HOUR)
    episode.enclosure, episode.opens_at = copy, NOON - HOUR
    episode.copies.append(copy)
    db.flush()
    return episode


def ask(db: Session, episode: Episode, audio: MediaFile, **said: bool) -> PublishRequest | None:
    wanted = Replacement(audio, **said)
    return request_replacement(db, episode, wanted, origin=ORIGIN, actor="anna", now=NOON)


@pytest.mark.usefixtures("cover")
def test_what_is_out_waits_for_a_worker(db: Session, show: Show) -> None:
    episode, neighbour = out(db, show, title="A"), out(db, show, title="B")
    audio, old = make_media_file(db), episode.audio
    asked = ask(db, episode, audio, is_old_removed=True)
    assert asked is not None
    assert (asked.audio, asked.is_old_removed, asked.are_texts_kept) == (audio, True, False)
    assert (asked.opens_at, episode.audio) == (episode.opens_at, old)
    assert publish_request_of(db, neighbour) is None
    with pytest.raises(Conflict):
        retry(db, episode, actor="anna", now=NOON)
    with pytest.raises(Conflict):
        cancel(db, neighbour)
    assert cancel(db, episode).audio is audio
    assert publish_request_of(db, episode, lock=True) is None


@pytest.mark.usefixtures("cover")
def test_withdrawing_gives_it_the_sound_that_was_asked_for(db: Session, show: Show) -> None:
    episode, neighbour = out(db, show, title="A"), out(db, show, title="B")
    audio, other = make_media_file(db), make_media_file(db)
    ask(db, episode, audio)
    ask(db, neighbour, other)
    withdraw(db, episode, NOON)
    assert (episode.audio, publish_request_of(db, episode)) == (audio, None)
    assert neighbour.audio is not other
    assert publish_request_of(db, neighbour) is not None


@pytest.mark.usefixtures("cover")
def test_withdrawing_keeps_the_old_when_the_new_cannot_be_used(db: Session, show: Show) -> None:
    episode = out(db, show, title="A")
    old, audio = episode.audio, make_media_file(db)
    ask(db, episode, audio)
    audio.state = MediaState.FAILED
    withdraw(db, episode, NOON)
    assert (episode.audio, publish_request_of(db, episode)) == (old, None)


def test_loudness_is_wanted_as_before(db: Session, show: Show) -> None:
    even, as_it_came = add(db, show, title="A"), add(db, show, title="B")
    even.audio.is_normalised_wanted = True
    for episode in (even, as_it_came):
        ask(db, episode, make_media_file(db))
    assert even.audio.is_normalised_wanted
    assert not as_it_came.audio.is_normalised_wanted


def test_only_copies_of_this_sound_go(db: Session, show: Show) -> None:
    episode, neighbour = out(db, show, title="A"), out(db, show, title="B")
    old = episode.copies[0]
    earlier = make_media_file(db, role=MediaRole.ENCLOSURE, replaced_by=old, opens_at=NOON - HOUR)
    episode.copies.append(earlier)
    wanted = Replacement(make_media_file(db), is_old_removed=True)
    replace_audio(db, episode, wanted, NOON)
    db.flush()
    assert [one.media for one in db.scalars(select(Deletion))] == [old]
    assert (old.closes_at, earlier.closes_at) == (NOON, None)
    assert episode.copies == [earlier]
    assert neighbour.copies[0].closes_at is None


def test_addresses_of_other_sounds_lead_on(db: Session, show: Show) -> None:
    episode = out(db, show, title="A")
    sound = make_media_file(db)
    version = make_media_file(db, role=MediaRole.NORMALISED, source=sound)
    same = make_media_file(db, role=MediaRole.ENCLOSURE, source=sound)
    copy = make_media_file(db, role=MediaRole.ENCLOSURE, source=version)
    unknown = make_media_file(db, role=MediaRole.ENCLOSURE)
    old = episode.copies[0]
    episode.copies.extend([same, unknown, copy])
    lead_on(episode, copy)
    found = [one.replaced_by for one in (old, same, unknown, copy)]
    assert found == [copy, None, None, None]


def test_a_machine_may_write_down_the_new_sound(db: Session, show: Show) -> None:
    episode = add(db, show, title="A")
    old = told_in(db, episode)
    with pytest.raises(Conflict):
        request_transcription(db, episode, "sv", NOON)
    replace_audio(db, episode, Replacement(make_media_file(db)), NOON)
    assert shown_transcripts(episode) == []
    new = request_transcription(db, episode, "sv", NOON)
    assert [held.transcript for held in transcripts_aside(episode)] == [old]
    with pytest.raises(Conflict, match="has got another transcript in that language"):
        take_back(db, episode)
    drop_aside(db, episode)
    assert [held.transcript for held in episode.transcripts] == [new]
    assert db.get(Transcript, old.id) is None


def test_texts_of_a_neighbour_stay(db: Session, show: Show) -> None:
    episode, neighbour = add(db, show, title="A"), add(db, show, title="B")
    for one in (episode, neighbour):
        told_in(db, one)
        one.chapters = [{"start": 0.0, "title": "Början"}]
    replace_audio(db, episode, Replacement(make_media_file(db)), NOON)
    assert transcripts_aside(neighbour) == []
    assert (neighbour.chapters, neighbour.aside) == ([{"start": 0.0, "title": "Början"}], None)
    drop_aside(db, episode)
    assert len(neighbour.transcripts) == 1
