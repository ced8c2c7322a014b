"""Which transcript format some bytes are in; podcast:transcript knows five."""

import json
from dataclasses import dataclass
from pathlib import PurePath

from mediahub.errors import Invalid

LARGEST_BYTES = 20_000_000
_TYPES = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
}
TIMED = {"text/vtt", "application/x-subrip", "application/json"}


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A transcript that was accepted: its bytes in UTF-8 and its MIME type."""

    data: bytes
    content_type: str
    extension: str


def read_transcript(data: bytes, filename: str) -> TranscriptFile:
    """Accept a VTT, SRT, JSON, HTML or text file; Invalid says what is wrong with any other.

    The podcast namespace serves transcripts as UTF-8, so other encodings are refused here.
    """
    extension = PurePath(filename).suffix.lower()
    content_type = _TYPES.get(extension)
    if content_type is None:
        raise Invalid(
            "“{filename}” is no transcript: use .vtt, .srt, .json, .html or .txt.",
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
    _check(_text(data, filename), content_type, filename)
    return TranscriptFile(data, content_type, extension)


def _text(data: bytes, filename: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid(
            "The transcript “{filename}” is not UTF-8: line {line} has a byte that does not "
            "belong there. Save it as UTF-8 and try again.",
            filename=filename,
            line=line,
        ) from None


def _check(text: str, content_type: str, filename: str) -> None:
    if content_type == "text/vtt" and not text.startswith("WEBVTT"):
        raise Invalid(
            "“{filename}” is not WebVTT: its first line must begin with WEBVTT.",
            filename=filename,
        )
    if content_type == "application/x-subrip" and "-->" not in text:
        raise Invalid("“{filename}” is not SRT: it has no times in it.", filename=filename)
    if content_type == "application/json":
        _check_json(text, filename)


def _check_json(text: str, filename: str) -> None:
    try:
        transcript = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("“{filename}” is not JSON.", filename=filename) from None
    if not isinstance(transcript, dict) or not isinstance(transcript.get("segments"), list):
        raise Invalid(
            "“{filename}” is not a podcast transcript: it has no list of segments.",
            filename=filename,
        )
