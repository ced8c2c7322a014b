"""Reading WebVTT (W3C WebVTT: The Web Video Text Tracks Format, section 4) for showing it."""

import re
from dataclasses import dataclass
from html import unescape

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: seconds from the start, who speaks ("" when unknown), and the words."""

    start: float
    end: float
    speaker: str
    text: str


def read_vtt(data: bytes) -> tuple[Cue, ...]:
    """The cues in the order of the file; notes, styles, regions and malformed blocks are passed."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    cues = (_cue(block) for block in re.split(r"\n{2,}", text))
    return tuple(cue for cue in cues if cue is not None)


def _cue(block: str) -> Cue | None:
    lines = block.strip("\n").split("\n")
    at = next((i for i, line in enumerate(lines[:2]) if "-->" in line), None)
    timing = None if at is None else _TIMING.match(lines[at])
    if at is None or timing is None:
        return None
    words = " ".join(lines[at + 1 :])
    voice = _VOICE.search(words)
    return Cue(
        start=_seconds(*timing.groups()[:4]),
        end=_seconds(*timing.groups()[4:]),
        speaker=unescape(voice[1]).strip() if voice else "",
        text=" ".join(unescape(_TAG.sub("", words)).split()),
    )


def _seconds(hours: str | None, minutes: str, seconds: str, milliseconds: str) -> float:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int(milliseconds) / 1000
