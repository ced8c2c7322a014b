"""From a file of any of the formats to cues, and what is to be said of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from mediahub import sandbox
from mediahub.errors import Invalid
from mediahub.transcripts.checking import check
from mediahub.transcripts.cues import Cue, Script, is_timed
from mediahub.transcripts.encoding import decode
from mediahub.transcripts.markup import read_html
from mediahub.transcripts.plain_text import read_text
from mediahub.transcripts.segments import read_segments
from mediahub.transcripts.srt import read_srt
from mediahub.transcripts.vtt import read_vtt
from mediahub.transcripts.word import docx_text

LARGEST_BYTES = 5_000_000
MOST_LINES = 100_000
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
    return PurePath(filename).suffix.lower() in _READERS


def read_transcript(data: bytes, filename: str, media_seconds: float | None = None) -> Draft:
    """Read VTT, SRT, podcast JSON, HTML, text or DOCX, told by the ending of the name.

    `media_seconds` is how long the recording is that it should be of. Invalid with every fault
    that makes it unusable; the others are `warnings`.
    """
    if not is_transcript(filename):
        raise Invalid(
            "“{filename}” is no transcript: use .vtt, .srt, .json, .html, .txt or .docx.",
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
    content_type, read = _READERS[PurePath(filename).suffix.lower()]
    try:
        cues, warnings = check(_script(data, filename, read), media_seconds)
    except Invalid as error:
        raise Invalid(
            "The transcript “{filename}” cannot be used. {reason}",
            filename=filename,
            reason=[error],
        ) from error
    return Draft(cues, warnings, filename, data, content_type)


def _script(data: bytes, filename: str, read: Callable[[str], Script] | None) -> Script:
    # A Word document is XML in a ZIP file, and may unpack to anything.
    text = sandbox.look(docx_text, data, name=filename) if read is None else decode(data, filename)
    lines = text.count("\n")
    if lines > MOST_LINES:
        raise Invalid("It has {lines} lines; {most} are the most.", lines=lines, most=MOST_LINES)
    return (read or read_text)(text)


_READERS: dict[str, tuple[str, Callable[[str], Script] | None]] = {
    ".vtt": ("text/vtt", read_vtt),
    ".srt": ("application/x-subrip", read_srt),
    ".json": ("application/json", read_segments),
    ".html": ("text/html", read_html),
    ".htm": ("text/html", read_html),
    ".txt": ("text/plain", read_text),
    ".docx": (DOCX, None),
}
