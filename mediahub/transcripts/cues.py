"""The canonical form of a transcript: cues, whatever file they came in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mediahub.errors import Invalid
from mediahub.unicode_forms import normalize

LONGEST_NAME = 128
MOST_CUES = 30_000
"""Twenty hours of captions that each stand for two seconds and a half."""
LATEST_MS = 100 * 3600 * 1000
# Controls and halves of characters: no database, no XML and no caption has a use for them.
_ILLEGAL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said: milliseconds from the start, who speaks ("" when unknown), and the words.

    The words stand on one line. A transcript is timed, or none of its cues has times.
    """

    start_ms: int | None
    end_ms: int | None
    speaker: str
    text: str

    @property
    def start(self) -> float | None:
        """Seconds from the start."""
        return None if self.start_ms is None else self.start_ms / 1000

    @property
    def end(self) -> float | None:
        """Seconds from the start."""
        return None if self.end_ms is None else self.end_ms / 1000


@dataclass(slots=True)
class Script:
    """What a reader found: each cue with the line (of JSON: the segment) that it begins on.

    `remarks` are sentences of what was passed over, each with its `line`.
    """

    cues: list[tuple[int, Cue]] = field(default_factory=list)
    remarks: list[Invalid] = field(default_factory=list)

    def add(self, line: int, cue: Cue) -> None:
        """Keep a cue that says something."""
        if cue.text:
            self.cues.append((line, cue))


def clean(text: str) -> str:
    """The words on one line, composed (NFC), without characters that nothing can hold."""
    return normalize("NFC", " ".join(_ILLEGAL.sub("", text).split()))


def clean_name(name: str) -> str:
    """The name of a speaker as it is kept: one line, of at most `LONGEST_NAME` characters."""
    return clean(name)[:LONGEST_NAME].rstrip()


def is_timed(cues: Iterable[Cue]) -> bool:
    """Whether the cues have times; no cues at all have none."""
    return any(cue.start_ms is not None for cue in cues)


def milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str | None = None) -> int:
    """The parts of a written time as milliseconds; the fraction is what follows the point."""
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0")[:3].ljust(3, "0"))


def clock(ms: int) -> str:
    """A time as people write it, to the second: 12:34 or 1:12:34."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
