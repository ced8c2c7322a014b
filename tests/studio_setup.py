"""What a producer does, through the services and with real bytes."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from mediahub.episodes import publication, service
from mediahub.episodes.fields import EpisodeFields
from mediahub.episodes.models import Episode, EpisodeTranscript
from mediahub.episodes.transcripts import set_transcript
from mediahub.hub import Hub
from mediahub.media.models import MediaFile, MediaRole
from mediahub.media.service import keep, receive_audio, receive_bytes
from mediahub.shows.models import Show
from mediahub.shows.service import get_show
from mediahub.transcripts.formats.reader import read_transcript
from mediahub.transcripts.models import Origin, Transcript
from mediahub.transcripts.service import new_transcript
from tests.factories import make_media_file, make_show

SLUG = "demokratiresan"
TEXT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nV\xc3\xa4lkommen\n"


def add_show(hub: Hub, **fields: Any) -> str:
    """A show that may publish: it has a cover, of which no bytes are stored. Its slug."""
    with hub.writing() as db:
        cover = make_media_file(
            db,
            role=MediaRole.IMAGE,
            content_type="image/jpeg",
            filename="omslag.jpg",
            size_bytes=300_000,
            width=3000,
            height=3000,
            tags={"mode": "RGB"},
        )
        show = make_show(db, **{"slug": SLUG, "cover": cover, **fields})
        return show.slug


def add_draft(hub: Hub, audio: Path, show: str = SLUG, **fields: Any) -> Episode:
    """An episode with this audio, as `mediahub episode add` makes it."""
    given: EpisodeFields = {"title": "Kommunala råd", "description": "Om råden.", **fields}  # type: ignore[typeddict-item]
    file = receive_audio(hub.store, audio, hub.now())
    with hub.writing() as db:
        keep(db, hub.store, file)
        return service.add_episode(db, get_show(db, show), file, now=hub.now(), **given)


def publish(hub: Hub, episode: Episode, opens_at: datetime | None = None) -> MediaFile:
    """Through the gate and out, now or from a time on; the copy that listeners get."""
    opens_at, origin = opens_at or hub.now(), hub.settings.origin
    with hub.reading() as db:
        plan = publication.plan_copy(db, db.get_one(Episode, episode.id), origin, opens_at)
    copy = publication.tagged_copy(hub.store, plan, hub.settings.work_dir, hub.now())
    with hub.writing() as db:
        publication.publish(db, hub.store, db.get_one(Episode, episode.id), copy, opens_at)
    return copy


def withdraw(hub: Hub, episode: Episode) -> None:
    """Take it back now."""
    with hub.writing() as db:
        publication.withdraw(db, db.get_one(Episode, episode.id), hub.now())


def add_transcript(
    hub: Hub, episode: Episode, data: bytes = TEXT, name: str = "97.vtt", language: str = "sv"
) -> Transcript:
    """A transcript that was read from a file, as `mediahub transcript add` does."""
    draft = read_transcript(data, name)
    file = receive_bytes(hub.store, MediaRole.TRANSCRIPT, data, name, draft.content_type, hub.now())
    with hub.writing() as db:
        keep(db, hub.store, file)
        held = db.get_one(Episode, episode.id)
        return set_transcript(db, held, draft, file, language, actor="test", now=hub.now())


def add_old_transcript(
    hub: Hub, episode: Episode, data: bytes = TEXT, kind: str = "text/vtt", name: str = "97.vtt"
) -> MediaFile:
    """A transcript as it was before there were cues: a file that feeds link to."""
    file = receive_bytes(hub.store, MediaRole.TRANSCRIPT, data, name, kind, hub.now())
    with hub.writing() as db:
        keep(db, hub.store, file)
        held = db.get_one(Episode, episode.id)
        transcript = new_transcript(db, "sv", Origin.UPLOADED, hub.now(), file)
        held.transcripts.append(EpisodeTranscript(media=file, transcript=transcript))
        service.share_window(held)
    return file


def add_stray(hub: Hub, key: str = "originals/stray/stray.mp3") -> None:
    """Bytes that no row names."""
    hub.store.put(key, BytesIO(b"stray"), "audio/mpeg")


def show_named(hub: Hub, slug: str = SLUG) -> Show:
    """The show as it is in the database now."""
    with hub.reading() as db:
        return get_show(db, slug)
