"""From an episode's rows to an item of its show's feed."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any

from feeds.model import (
    AlternateEnclosure,
    Chapter,
    Enclosure,
    Integrity,
    Item,
    Location,
    Season,
    Soundbite,
    Source,
    Trailer,
    Transcript,
)
from feeds.taxonomy import role
from mediahub.episodes.models import Episode, EpisodeTranscript
from mediahub.episodes.transcripts import shown_transcripts
from mediahub.episodes.urls import chapters_url, episode_url
from mediahub.i18n import timestamp
from mediahub.media.models import MediaFile
from mediahub.media.urls import media_url
from mediahub.people.view import credit_text
from mediahub.shows.feed import image_of, license_of, persons_of
from mediahub.transcripts.formats.registry import FORMATS, formats_of
from mediahub.transcripts.models import TranscriptState
from mediahub.transcripts.urls import transcript_url
from mediahub.web.markdown import feed_html, page_html, plain


def item_of(
    episode: Episode,
    origin: str,
    *,
    audio: MediaFile | None = None,
    published_at: datetime | None = None,
) -> Item:
    """The item of an episode, as it is or, for the gate, with this audio and time instead."""
    file = audio or episode.enclosure
    opens_at = published_at or episode.opens_at
    assert opens_at is not None
    credited = _credits_html(episode)
    return Item(
        guid=episode.guid,
        title=episode.title,
        published_at=opens_at,
        updated_at=max(episode.changed_at, opens_at),
        enclosure=_enclosure(file, origin) if file else None,
        link=episode_url(origin, episode),
        description=feed_html(episode.description) + credited,
        content=page_html(episode.description) + credited + _lists_html(episode),
        summary=plain(episode.description),
        author=episode.show.author,
        duration=file.duration_seconds if file else None,
        number=episode.number,
        season=_season(episode),
        episode_type=episode.type,
        explicit=episode.explicit,
        image=image_of(episode.image, origin, episode.title),
        topics=tuple(episode.topics),
        persons=persons_of(episode.credits),
        transcripts=tuple(_transcripts(episode, origin)),
        chapters_url=chapters_url(origin, episode) if episode.chapters else "",
        chapters=chapters_of(episode),
        soundbites=tuple(Soundbite(**fields) for fields in episode.soundbites),
        locations=tuple(Location(**fields) for fields in episode.locations),
        license=license_of(episode.show),
        alternates=(_with_integrity(file, origin),) if file else (),
    )


def trailer_of(episode: Episode, origin: str) -> Trailer:
    """podcast:trailer of an episode of type trailer that has an enclosure."""
    assert episode.enclosure is not None
    assert episode.opens_at is not None
    return Trailer(
        title=episode.title,
        url=media_url(origin, episode.enclosure),
        published_at=episode.opens_at,
        length=episode.enclosure.size_bytes,
        type=episode.enclosure.content_type,
        season=episode.season.number if episode.season else None,
    )


def chapters_of(episode: Episode) -> tuple[Chapter, ...]:
    """The chapters as the feed formats know them."""
    return tuple(
        Chapter(**{**fields, "location": _place(fields.get("location"))})
        for fields in episode.chapters
    )


def _place(fields: dict[str, Any] | None) -> Location | None:
    return Location(**fields) if fields else None


def _enclosure(file: MediaFile, origin: str) -> Enclosure:
    return Enclosure(media_url(origin, file), file.size_bytes, file.content_type)


def _season(episode: Episode) -> Season | None:
    season = episode.season
    return Season(season.number, season.name or "") if season else None


def _transcripts(episode: Episode, origin: str) -> Iterator[Transcript]:
    """Every format of every language; a file from before until its cues have been read."""
    for held in shown_transcripts(episode):
        transcript = held.transcript
        for one in formats_of(timed=transcript.is_timed):
            yield Transcript(
                url=transcript_url(origin, transcript, one.extension),
                type=one.content_type,
                language=transcript.language,
                rel="captions" if one.needs_times else "",
            )
    for held in episode.transcripts:
        is_unread = held.transcript.state is not TranscriptState.READY
        if held.media is not None and is_unread and not held.is_aside:
            yield _unread(held, held.media, origin)


def _unread(held: EpisodeTranscript, media: MediaFile, origin: str) -> Transcript:
    timed = {one.content_type for one in FORMATS if one.needs_times}
    return Transcript(
        url=media_url(origin, media),
        type=media.content_type,
        language=held.transcript.language,
        rel="captions" if media.content_type in timed else "",
    )


def _with_integrity(file: MediaFile, origin: str) -> AlternateEnclosure:
    # The same bytes as the enclosure: alternateEnclosure is where an app finds their hash.
    digest = b64encode(bytes.fromhex(file.sha256)).decode()
    return AlternateEnclosure(
        type=file.content_type,
        length=file.size_bytes,
        bitrate=file.bitrate,
        default=True,
        sources=(Source(media_url(origin, file), file.content_type),),
        integrity=Integrity("sri", f"sha256-{digest}"),
    )


def _credits_html(episode: Episode) -> str:
    lines: dict[str, list[str]] = {}
    for credit in episode.credits:
        named = role(credit.role, credit.group)
        heading = named.sv if episode.show.language.startswith("sv") else named.en
        lines.setdefault(heading, []).append(credit_text(credit))
    return "".join(
        f"<p>{escape(heading)}: {escape('; '.join(names))}</p>" for heading, names in lines.items()
    )


def _lists_html(episode: Episode) -> str:
    chapters = "".join(
        f"<li>{timestamp(chapter['start'])} {escape(chapter.get('title', ''))}</li>"
        for chapter in episode.chapters
        if chapter.get("toc", True)
    )
    links = "".join(
        f'<li><a href="{escape(link["url"])}">{escape(link["title"])}</a></li>'
        for link in episode.links
    )
    return "".join(f"<ul>{items}</ul>" for items in (chapters, links) if items)
