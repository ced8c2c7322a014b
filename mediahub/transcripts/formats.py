"""Which transcript format some bytes are in; podcast:transcript knows five."""

import json
import re
from dataclasses import dataclass
from pathlib import PurePath

import nh3

from mediahub.errors import Invalid
from mediahub.transcripts.vtt import read_vtt

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
# W3C WebVTT, section 4.1: more may follow on the line after a space or a tab.
_VTT_HEADER = re.compile(r"WEBVTT(?:[ \t][^\r\n]*)?(?:[\r\n]|$)")
_HTML_MARKS = {"cite", "time", "br", "b", "i", "strong", "em", "a"}
# A div says nothing, but without it the words of one would join the next one's.
_HTML_BLOCKS = {"p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "blockquote"}


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A transcript that was accepted: its bytes in UTF-8 and its MIME type.

    HTML is cleaned, for it is served from our own origin; everything else is as it came.
    """

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
    text = _text(data, filename)
    if content_type == "text/html":
        return TranscriptFile(_clean(text, filename).encode(), content_type, extension)
    _check(text, content_type, filename)
    return TranscriptFile(data, content_type, extension)


def _clean(html: str, filename: str) -> str:
    """The words of a document's body and their plain marks, without code, style and forms."""
    clean = nh3.clean(
        html,
        tags=_HTML_MARKS | _HTML_BLOCKS,
        clean_content_tags={"script", "style", "title", "template"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
    ).strip()
    if not nh3.clean(clean, tags=set()).strip():
        raise Invalid("The transcript “{filename}” is empty.", filename=filename)
    return clean


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
    if content_type == "text/vtt":
        _check_vtt(text, filename)
    if content_type == "application/x-subrip" and "-->" not in text:
        raise Invalid("“{filename}” is not SRT: it has no times in it.", filename=filename)
    if content_type == "application/json":
        _check_json(text, filename)


def _check_vtt(text: str, filename: str) -> None:
    if not _VTT_HEADER.match(text):
        raise Invalid(
            "“{filename}” is not WebVTT: its first line must be WEBVTT, or WEBVTT and a space.",
            filename=filename,
        )
    if not read_vtt(text.encode()):
        raise Invalid(
            "“{filename}” has no cue: write a time such as 00:00:01.000 --> 00:00:04.000 above "
            "the words.",
            filename=filename,
        )


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
