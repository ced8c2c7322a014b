"""Recordings coming in: every file is looked at before the first one is stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from mediahub.errors import Invalid
from mediahub.media.models import MediaFile, MediaRole
from mediahub.media.office_files import document_kind, receive_document
from mediahub.media.probing.file_types import M4A, MP3, MP4, require_recording
from mediahub.media.probing.probe import probe
from mediahub.media.probing.streams import Facts
from mediahub.media.probing.video import shown_picture
from mediahub.media.service import (
    add_facts,
    describe,
    put,
    read_file,
    receive_bytes,
    unreadable,
)
from mediahub.recordings.captions import ReceivedCaptions
from mediahub.recordings.service import Received
from mediahub.storage import MediaStore
from mediahub.transcripts.formats.reader import Draft, is_transcript, read_transcript
from mediahub.transcripts.service import require_language
from mediahub.unicode_forms import normalize

FOLDER = "webcasts"
"""Where the bytes of recordings lie; nothing there is served without a link from the gate."""

PLAYED = (MP4, M4A, MP3)
"""What every browser plays."""

_LONGEST_TITLE = 255

Wrap = Callable[[BinaryIO], BinaryIO]


@dataclass(frozen=True, slots=True)
class CaptionLine:
    """Captions to be received: the file and the language of its words."""

    path: Path
    language: str = "sv"


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document to be received; without a title it gets that of its file."""

    path: Path
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """Files that were looked at, and may be stored."""

    path: Path
    facts: Facts
    captions: Sequence[tuple[CaptionLine, Draft]]
    documents: Sequence[DocumentLine]


def check(
    path: Path, captions: Sequence[CaptionLine] = (), documents: Sequence[DocumentLine] = ()
) -> Checked:
    """Look at all the files of a recording; Invalid says what is wrong with the first bad one."""
    facts = check_media(path)
    seconds = facts.duration_seconds
    words = [(line, check_captions(line, seconds)) for line in captions]
    for document in documents:
        check_document(document)
    return Checked(path, facts, words, documents)


def check_media(path: Path) -> Facts:
    """The facts of a video or a sound that browsers play; Invalid for anything else."""
    try:
        require_recording(path, path.name)
        facts = probe(path)
    except OSError as error:
        raise unreadable(path, error) from error
    require_played(path.name, facts.kind.content_type, facts.kind.format)
    shown_picture(path, path.name)
    return facts


def require_played(name: str, content_type: str, format: str) -> None:
    """Invalid unless every browser plays what is of this type, which people call `format`."""
    if content_type not in [kind.content_type for kind in PLAYED]:
        raise Invalid(
            "The file “{name}” is {format}, which not every browser plays. Export it as MP4,"
            " or as MP3 or M4A if it is sound alone.",
            name=name,
            format=format,
        )


def check_captions(line: CaptionLine, duration_seconds: float | None) -> Draft:
    """The cues of captions for a recording of this length; Invalid when they cannot be its."""
    require_language(line.language)
    return read_captions(read_file(line.path), line.path.name, duration_seconds)


def read_captions(data: bytes, name: str, duration_seconds: float | None) -> Draft:
    """The same of the bytes of a file that its sender called `name`."""
    if not is_transcript(name):
        raise Invalid("“{name}” is not a captions file: use .vtt, .srt or .json.", name=name)
    draft = read_transcript(data, name, duration_seconds)
    if not draft.is_timed:
        raise Invalid(
            "“{name}” has no times, so it cannot be shown as captions: use .vtt, .srt or .json.",
            name=name,
        )
    return draft


def check_document(line: DocumentLine) -> None:
    """Invalid unless it can be handed out under its title."""
    try:
        document_kind(line.path)
    except OSError as error:
        raise unreadable(line.path, error) from error
    if len(title_of(line)) > _LONGEST_TITLE:
        raise Invalid(
            "The title “{beginning}…” is {length} characters long; {longest} is the most.",
            beginning=title_of(line)[:40],
            length=len(title_of(line)),
            longest=_LONGEST_TITLE,
        )


def title_of(line: DocumentLine) -> str:
    """What people see of a document; files from a Mac spell å as two characters."""
    given = (line.title or "").strip()
    return normalize("NFC", given or line.path.stem)


def receive(
    store: MediaStore, checked: Checked, now: datetime, wrap: Wrap = lambda file: file
) -> Received:
    """Store all the files, or none of them; `wrap` may watch the bytes of the longest go by."""
    received = Received(_describe_media(checked, now))
    try:
        with checked.path.open("rb") as source:
            put(store, received.media, wrap(source))
        for line, draft in checked.captions:
            received.captions.append(receive_captions(store, line, draft, now))
        for document in checked.documents:
            file = receive_document(store, document.path, now, FOLDER)
            received.documents.append((file, title_of(document)))
    except BaseException:
        discard(store, received.files)
        raise
    return received


def receive_captions(
    store: MediaStore, line: CaptionLine, draft: Draft, now: datetime
) -> ReceivedCaptions:
    """Store captions that were read; `keep` the row of their source."""
    source = receive_bytes(
        store, MediaRole.TRANSCRIPT, draft.data, draft.filename, draft.content_type, now, FOLDER
    )
    return ReceivedCaptions(draft, source, line.language)


def discard(store: MediaStore, files: Sequence[MediaFile]) -> None:
    """Remove the bytes of files that no row names yet."""
    for file in files:
        store.delete(file.key)


def _describe_media(checked: Checked, now: datetime) -> MediaFile:
    file = describe(MediaRole.RECORDING, checked.path.name, checked.facts.kind, now, FOLDER)
    add_facts(file, checked.facts)
    if picture := shown_picture(checked.path, checked.path.name):
        file.width, file.height = picture.width, picture.height
    return file
