"""From a file of any of the formats to cues, and what is to be said of them."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import PurePath
from typing import Any

from mediahub import sandbox
from mediahub.errors import Invalid
from mediahub.sandbox import Limits
from mediahub.transcripts.cues import Cue, Script, is_timed
from mediahub.transcripts.formats.checks import check
from mediahub.transcripts.formats.docx import docx_text
from mediahub.transcripts.formats.encoding import decode
from mediahub.transcripts.formats.html import read_html
from mediahub.transcripts.formats.plain_text import read_text
from mediahub.transcripts.formats.podcast_json import read_segments
from mediahub.transcripts.formats.srt import read_srt
from mediahub.transcripts.formats.vtt import read_vtt

LARGEST_BYTES = 5_000_000
LARGEST_HERE = 64_000
"""Bytes that are read in no time, whatever they are: less than it takes to start a process."""
MOST_LINES = 100_000
READING = Limits(memory_bytes=512 << 20, cpu_seconds=10)
"""The longest transcripts are read in a third of it."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Draft:
    """A transcript that was read: its cues in the order of time, and harmless faults."""

    cues: Sequence[Cue]
    warnings: Sequence[Invalid]
    filename: str
    data: bytes
    content_type: str

    @property
    def is_timed(self) -> bool:
        """Whether its cues have times."""
        return is_timed(self.cues)


def is_transcript(filename: str) -> bool:
    """Whether the ending of the name is that of a format that is read."""
    return _ending(filename) in _READERS


def read_transcript(data: bytes, filename: str, media_seconds: float | None = None) -> Draft:
    """Read VTT, SRT, podcast JSON, HTML, text or DOCX, told by the ending of the name.

    `media_seconds` is how long the recording is that it should be of. Invalid with every fault
    that makes it unusable; the others are `warnings`.
    """
    if not is_transcript(filename):
        raise Invalid(
            "“{filename}” is not a transcript: use .vtt, .srt, .json, .html, .txt or .docx.",
            filename=filename,
        )
    if not data.strip():
        raise Invalid("The transcript “{filename}” is empty.", filename=filename)
    if len(data) > LARGEST_BYTES:
        raise Invalid(
            "The transcript “{filename}” is {size} bytes; {largest} is the most.",
            filename=filename,
            size=len(data),
            largest=LARGEST_BYTES,
        )
    try:
        cues, warnings = _checked(data, filename, media_seconds)
    except Invalid as error:
        raise Invalid(
            "The transcript “{filename}” cannot be used. {reason}",
            filename=filename,
            reason=[error],
        ) from error
    content_type, _ = _READERS[_ending(filename)]
    return Draft(cues, warnings, filename, data, content_type)


def _checked(
    data: bytes, filename: str, media_seconds: float | None
) -> tuple[Sequence[Cue], Sequence[Invalid]]:
    """What `check` says of the file, which is read in a process of its own unless it is small."""
    # A Word document is XML in a ZIP file, and may unpack to anything.
    if len(data) <= LARGEST_HERE and _ending(filename) != _WORD:
        return check(_script(data, filename), media_seconds)
    wanted = (data, filename, media_seconds)
    cues, warnings = sandbox.look(tell, *wanted, name=filename, limits=READING)
    return tuple(Cue(*values) for values in cues), tuple(warnings)


def tell(
    data: bytes, filename: str, media_seconds: float | None
) -> tuple[Sequence[Sequence[Any]], Sequence[Invalid]]:
    """The cues, each as its values, and the warnings; for a sandbox."""
    cues, warnings = check(_script(data, filename), media_seconds)
    return [astuple(cue) for cue in cues], warnings


def _script(data: bytes, filename: str) -> Script:
    ending = _ending(filename)
    text = docx_text(data) if ending == _WORD else decode(data, filename)
    lines = text.count("\n")
    if lines > MOST_LINES:
        raise Invalid("It has {lines} lines; {most} are the most.", lines=lines, most=MOST_LINES)
    _, read = _READERS[ending]
    return read(text)


def _ending(filename: str) -> str:
    return PurePath(filename).suffix.lower()


_WORD = ".docx"
_READERS: dict[str, tuple[str, Callable[[str], Script]]] = {
    ".vtt": ("text/vtt", read_vtt),
    ".srt": ("application/x-subrip", read_srt),
    ".json": ("application/json", read_segments),
    ".html": ("text/html", read_html),
    ".htm": ("text/html", read_html),
    ".txt": ("text/plain", read_text),
    _WORD: (DOCX, read_text),
}
