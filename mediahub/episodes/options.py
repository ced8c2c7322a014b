"""What can be given of an episode on the command line, and how it is read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from feeds.chapter_lines import read_chapters
from feeds.taxonomy import role_named
from mediahub.accounts.audit import COMMAND
from mediahub.episodes import service
from mediahub.episodes.fields import EpisodeFields
from mediahub.episodes.models import Episode
from mediahub.episodes.transcripts import set_transcript
from mediahub.errors import Hint, Invalid
from mediahub.hub import Hub
from mediahub.media.models import MediaFile, MediaRole
from mediahub.media.service import keep, read_file, receive_bytes, text_or_file
from mediahub.people.service import CreditLine, parse_credit
from mediahub.shows.covers import Cover, keep_cover, receive_cover
from mediahub.shows.models import Show
from mediahub.shows.service import season
from mediahub.shows.text_parsers import each, pair, whole_number
from mediahub.terminal import given
from mediahub.transcripts.formats.reader import Draft, read_transcript

# How "" comes from the command line where a file is asked for.
NO_FILE = Path()


def _option(help: str, *names: str) -> Any:
    return typer.Option(*names, help=help)


@dataclass(frozen=True, slots=True)
class EpisodeOptions:
    """What can be given of an episode; None leaves it as it is, "" empties what can be empty."""

    number: Annotated[str | None, _option("Its number.")]
    season: Annotated[str | None, _option("Its season's number.")]
    slug: Annotated[str | None, _option("Its address; made from number and title otherwise.")]
    description: Annotated[str | None, _option("What it is about, in Markdown.")]
    description_file: Annotated[Path | None, _option("The same, from a UTF-8 file.")]
    type: Annotated[str | None, _option("full, trailer or bonus.")]
    explicit: Annotated[bool | None, _option("Explicit content.", "--explicit/--clean")]
    host: Annotated[list[str] | None, _option("“Name, title, organisation”; repeatable.")]
    guest: Annotated[list[str] | None, _option("“Name, title, organisation”; repeatable.")]
    credit: Annotated[list[str] | None, _option("“Tekniker=Name, organisation”; repeatable.")]
    topic: Annotated[list[str] | None, _option("A topic; repeatable.")]
    url: Annotated[list[str] | None, _option("A related link, “URL title”; repeatable.")]
    soundbite: Annotated[list[str] | None, _option("“start+seconds title”; repeatable.")]
    location: Annotated[list[str] | None, _option("A place it is about; repeatable.")]
    transcript: Annotated[list[Path] | None, _option("VTT, SRT, JSON, HTML, text, Word.")]
    transcript_language: Annotated[str | None, _option("The show's own otherwise.")]
    chapters: Annotated[Path | None, _option("Podcast JSON, or “00:12 Title” lines.")]
    file_chapters: Annotated[
        bool | None,
        _option("Take the chapters that the audio file holds.", "--file-chapters"),
    ]
    image: Annotated[Path | None, _option("Square JPEG or PNG, 1400–3000 pixels.")]
    normalise: Annotated[
        bool | None,
        _option("Publish a version at −16 LUFS, at most −1 dBTP.", "--normalise/--as-it-is"),
    ]
    fix: Annotated[bool, _option("Mend an image that is off.", "--fix")] = False


@dataclass(frozen=True, slots=True)
class Attachments:
    """Files that belong to an episode, stored already; None or empty for what was not given."""

    transcripts: Sequence[tuple[Draft, MediaFile]]
    image: Cover | None
    is_image_removed: bool = False


def read_fields(options: EpisodeOptions) -> EpisodeFields:
    """The fields that were given; Invalid for a text that cannot be read."""
    texts = {
        "slug": options.slug,
        "description": text_or_file(options.description, options.description_file),
        "type": options.type,
        "explicit": options.explicit,
        "topics": each(options.topic, str),
        "links": each(options.url, _link),
        "soundbites": each(options.soundbite, _soundbite),
        "locations": each(options.location, lambda text: {"text": text}),
        "chapters": options.chapters and _chapters(options.chapters),
    }
    fields = given(EpisodeFields, texts)
    if options.number is not None:
        fields["number"] = whole_number(options.number) if options.number.strip() else None
    return fields


def read_credits(options: EpisodeOptions) -> Sequence[CreditLine] | None:
    """The credits in the order host, guest, others; None when none was given."""
    if options.host is None and options.guest is None and options.credit is None:
        return None
    hosts = each(options.host or (), lambda text: parse_credit(text, "host")) or []
    guests = each(options.guest or (), lambda text: parse_credit(text, "guest")) or []
    return [*hosts, *guests, *(each(options.credit or (), _credit) or [])]


def receive_attachments(hub: Hub, options: EpisodeOptions) -> Attachments:
    """Check every file that was given, and only then store them.

    Invalid for two transcripts: both would be in the same language.
    """
    given = options.transcript or ()
    if len(given) > 1:
        refusal = Invalid("Give one transcript; add other languages later.")
        raise refusal.with_hint(Hint.ADD_TRANSCRIPT)
    accepted = [read_transcript(read_file(path), path.name) for path in given]
    image, is_image_removed = None, options.image == NO_FILE
    if options.image is not None and not is_image_removed:
        image = receive_cover(hub.store, options.image, hub.now(), fix=options.fix)
    transcripts = [(draft, receive_draft(hub, draft)) for draft in accepted]
    return Attachments(transcripts, image, is_image_removed)


def receive_draft(hub: Hub, draft: Draft) -> MediaFile:
    """Store the file that a transcript was read from."""
    return receive_bytes(
        hub.store,
        MediaRole.TRANSCRIPT,
        draft.data,
        draft.filename,
        draft.content_type,
        hub.now(),
    )


def keep_attachments(
    db: Session, hub: Hub, episode: Episode, attachments: Attachments, language: str | None
) -> None:
    """Put the files' rows into the transaction, and hang them on the episode."""
    for draft, file in attachments.transcripts:
        keep(db, hub.store, file)
        spoken = language or episode.show.language
        set_transcript(db, episode, draft, file, spoken, actor=COMMAND, now=hub.now())
    if attachments.image is not None:
        keep_cover(db, hub.store, attachments.image)
        service.set_image(episode, attachments.image.file, attachments.image.small)
    elif attachments.is_image_removed:
        service.set_image(episode, None, None)


def take_file_chapters(options: EpisodeOptions, audio: MediaFile, fields: EpisodeFields) -> None:
    """The chapters that came in the audio file, where they are asked for; Invalid without any."""
    if not options.file_chapters:
        return
    found = (audio.tags or {}).get("chapters")
    if not found:
        raise Invalid("“{name}” holds no chapters.", name=audio.filename)
    fields["chapters"] = [dict(chapter) for chapter in found]


def add_season(db: Session, show: Show, options: EpisodeOptions, fields: EpisodeFields) -> None:
    """Look up the season by its number, or make it."""
    if options.season is not None:
        number = options.season.strip()
        fields["season"] = season(db, show, whole_number(number)) if number else None


def _chapters(path: Path) -> list[dict[str, Any]]:
    if path == NO_FILE:
        return []
    chapters = read_chapters(read_file(path))
    return [
        {name: value for name, value in asdict(chapter).items() if value not in ("", None)}
        for chapter in chapters
    ]


def _credit(text: str) -> CreditLine:
    role_name, line = pair(text, "=")
    role = role_named(role_name)
    return parse_credit(line, role.slug, role.group)


def _link(text: str) -> dict[str, str]:
    url, title = pair(text, " ")
    return {"url": url, "title": title or url}


def _soundbite(text: str) -> dict[str, Any]:
    times, title = pair(text, " ")
    start, seconds = pair(times, "+")
    return {"start": whole_number(start), "duration": whole_number(seconds), "title": title}
