"""Rows to be searched: episodes and webcasts of which visitors may find some parts, and not all."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode, EpisodeTranscript
from mediahub.hub import Hub
from mediahub.recordings.models import Recording
from mediahub.search.index.provider import opened
from mediahub.search.index.sync import sync
from mediahub.shows.models import Show
from mediahub.storage import MediaStore
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.service import put_cues
from mediahub.webcasts.models import Access
from tests.conftest import NOON
from tests.factories import (
    make_captions,
    make_episode,
    make_recording,
    make_show,
    make_transcript,
    make_webcast,
)

HOUR = timedelta(hours=1)


def add_episode(db: Session, show: Show, *said: str, **fields: Any) -> Episode:
    """An episode of which each text is said for ten seconds, one a minute."""
    transcript = make_transcript(db)
    cues = [Cue(at * 60_000, at * 60_000 + 10_000, "Anna Ek", text) for at, text in enumerate(said)]
    put_cues(db, transcript, cues, actor="test", action="upload", now=NOON)
    episode = make_episode(db, show, **fields)
    episode.transcripts.append(EpisodeTranscript(transcript=transcript))
    db.flush()
    return episode


def add_recording(
    db: Session, *said: str, store: MediaStore | None = None, **fields: Any
) -> Recording:
    """A recording with these captions; `fields` are the webcast's and the window's."""
    window = {name: fields.pop(name) for name in ("opens_at", "closes_at") if name in fields}
    listed = {"opens_at": fields.pop("listed_at")} if "listed_at" in fields else {}
    webcast = make_webcast(db, **listed, **fields)
    held = make_captions(db, store, revision=0)
    cues = [Cue(at * 60_000, at * 60_000 + 10_000, "", text) for at, text in enumerate(said)]
    put_cues(db, held.transcript, cues, actor="test", action="upload", now=NOON)
    return make_recording(db, webcast, store, captions=[held], **window)


def fill(hub: Hub) -> None:
    """Everywhere somebody says “cykelbana”, and what it is in says who may find it."""
    with hub.writing() as db:
        show = make_show(db, slug="resan", title="Resan")
        said = "Välkomna.", "Nu bygger vi en cykelbana."
        ago, ahead = NOON - HOUR, NOON + HOUR
        for slug, opens_at, closes_at in (
            ("publicerat", ago, None),
            ("utkast", None, None),
            ("planerat", ahead, None),
            ("tillbakadraget", ago, NOON),
        ):
            times: dict[str, Any] = {"opens_at": opens_at, "closes_at": closes_at}
            add_episode(db, show, *said, slug=slug, title=slug.title(), **times)
        for slug, access, listed_at, opens_at, closes_at in (
            ("repris", Access.PUBLIC, ago, ago, None),
            ("stangd-repris", Access.PUBLIC, ago, ago, NOON),
            ("for-anmalda", Access.REGISTERED, ago, ago, ahead),
            ("olistad", Access.REGISTERED, None, ago, ahead),
        ):
            times = {"listed_at": listed_at, "opens_at": opens_at, "closes_at": closes_at}
            add_recording(db, *said, slug=slug, title=slug.title(), access=access, **times)


def bring_up_index(hub: Hub) -> int:
    """What the job does: how many items were indexed or forgotten."""
    with opened(hub) as index:
        return sync(hub, index)
