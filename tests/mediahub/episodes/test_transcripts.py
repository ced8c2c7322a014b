"""Whose a transcript is, and from when on it is everyone's: by its own episode and no other."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode, EpisodeTranscript
from mediahub.episodes.studio.transcripts import owner_of
from mediahub.episodes.transcripts import public_since
from mediahub.errors import Gone
from tests.conftest import NOON
from tests.factories import make_episode, make_show, make_transcript

HOUR = timedelta(hours=1)


def told(db: Session, **fields: Any) -> Episode:
    """An episode of a show of its own, with a transcript."""
    episode = make_episode(db, make_show(db), **fields)
    episode.transcripts.append(EpisodeTranscript(transcript=make_transcript(db)))
    db.flush()
    return episode


def test_a_transcript_is_public_when_its_own_episode_is(rows: Session) -> None:
    out, draft, coming, gone = (
        told(rows, **window)
        for window in (
            {"opens_at": NOON - HOUR},
            {},
            {"opens_at": NOON + HOUR},
            {"opens_at": NOON - HOUR, "closes_at": NOON},
        )
    )
    elsewhere = make_transcript(rows)
    held = [*(one.transcripts[0].transcript for one in (out, draft, coming)), elsewhere]
    assert [public_since(rows, one, NOON) for one in held] == [NOON - HOUR, None, None, None]
    with pytest.raises(Gone):
        public_since(rows, gone.transcripts[0].transcript, NOON)


def test_a_transcript_belongs_to_its_own_episode(rows: Session) -> None:
    for episode in (told(rows), told(rows)):
        owner = owner_of(rows, episode.transcripts[0].transcript)
        assert owner is not None
        assert (owner.path, owner.show_id) == (f"/studio/avsnitt/{episode.id}", episode.show_id)
    assert owner_of(rows, make_transcript(rows)) is None
