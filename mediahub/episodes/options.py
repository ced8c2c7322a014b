"""What can be given of an episode on the command line, and how it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from sqlalchemy.orm import Session

from feeds.taxonomy import role_named
from mediahub.accounts.audit import COMMAND
from mediahub.episodes import service
from mediahub.episodes.fields import FIELDS, NO_FILE, EpisodeFields
from mediahub.episodes.models import Episode
from mediahub.episodes.transcripts import set_transcript
from mediahub.errors import Hint, Invalid
from mediahub.forms.options import read_given
from mediahub.forms.text_parsers import each, pair
from mediahub.hub import Hub
from mediahub.media.models import MediaFile, MediaRole
from mediahub.media.service import keep, read_file, receive_bytes, text_or_file
from mediahub.people.service import CreditLine, parse_credit
from mediahub.shows.covers import Cover, keep_cover, receive_cover
from mediahub.shows.models import Show
from mediahub.shows.service import season
from mediahub.transcripts.formats.reader import Draft, read_transcript


def _option(help: str, *names: str) -> Any:
    return typer.Option(*names, help=help)


@dataclass(frozen=True, slots=True)
class EpisodeOptions:
    """What can be given of an episode; None leaves it as it is, "" empties what can be empty.

    `given` holds what stands in `fields.FIELDS`; the rest is read from files, or of several people.
    """

    given: Mapping[str, Any]
    description_file: Annotated[Path | None, _option("What it is about, from a UTF-8 file.")]
    host: Annotated[list[str] | None, _option("“Name, title, organisation”; repeatable.")]
    guest: Annotated[list[str] | None, _option("“Name, title, organisation”; repeatable.")]
    credit: Annotated[list[str] | None, _option("“Tekniker=Name, organisation”; repeatable.")]
    transcript: Annotated[list[Path] | None, _option("VTT, SRT, JSON, HTML, text, Word.")]
    transcript_language: Annotated[str | None, _option("The show's own otherwise.")]
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
    """The fields that were given, season aside; Invalid for a text that cannot be read."""
    fields = read_given(FIELDS, options.given)
    fields.pop("season", None)
    described = text_or_file(fields.get("description"), options.description_file)
    if described is not None:
        fields["description"] = described
    return cast("EpisodeFields", fields)


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
    given = read_given(FIELDS, options.given)
    if "season" in given:
        number = given["season"]
        fields["season"] = None if number is None else season(db, show, number)


def _credit(text: str) -> CreditLine:
    role_name, line = pair(text, "=")
    role = role_named(role_name)
    return parse_credit(line, role.slug, role.group)
