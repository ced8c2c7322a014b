"""The formats that transcripts leave in: all of them made of the same cues, whenever asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mediahub.transcripts.cues import Cue, is_timed
from mediahub.transcripts.formats.caption_writers import write_srt, write_vtt
from mediahub.transcripts.formats.document_writers import write_html, write_json, write_text
from mediahub.transcripts.track_info import TrackInfo


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the ending of its addresses, its MIME type, and whether it needs times."""

    extension: str
    content_type: str
    needs_times: bool
    write: Callable[[Sequence[Cue], TrackInfo], str]

    @property
    def name(self) -> str:
        """As people call it."""
        return "text" if self.extension == "txt" else self.extension.upper()

    @property
    def header(self) -> str:
        """The Content-Type of an answer."""
        is_text = self.content_type.startswith("text/")
        return f"{self.content_type}; charset=utf-8" if is_text else self.content_type


FORMATS = (
    Format("vtt", "text/vtt", True, write_vtt),
    Format("srt", "application/x-subrip", True, write_srt),
    Format("json", "application/json", True, write_json),
    Format("html", "text/html", False, write_html),
    Format("txt", "text/plain", False, write_text),
)
"""In the order in which podcast apps should look for one they can read."""


def formats_of(*, timed: bool) -> Sequence[Format]:
    """All five of a timed transcript; of an untimed one those to be read."""
    return [one for one in FORMATS if timed or not one.needs_times]


def format_named(extension: str, *, timed: bool) -> Format | None:
    """The format of an ending, if the transcript can be had in it."""
    found = (one for one in formats_of(timed=timed) if one.extension == extension)
    return next(found, None)


def written(cues: Sequence[Cue], about: TrackInfo, extension: str) -> bytes | None:
    """The transcript in a format, in UTF-8; None when it cannot be had in it."""
    found = format_named(extension, timed=is_timed(cues))
    return None if found is None else found.write(cues, about).encode()
