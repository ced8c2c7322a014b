"""Many corrections at once, as one revision: cues that take the place of others."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy.orm import Session

from mediahub.errors import Conflict, Invalid
from mediahub.transcripts import cue_edits
from mediahub.transcripts.cue_edits import Cues
from mediahub.transcripts.cues import LATEST_MS, MOST_CUES, Cue, clean, clean_name
from mediahub.transcripts.models import Transcript
from mediahub.transcripts.revisions import Edit
from mediahub.transcripts.service import cues_of, put_cues, to_change


@dataclass(frozen=True, slots=True)
class Hunk:
    """`cues` take the place of `count` cues from `at` on, which counts from 0."""

    at: int
    count: int
    cues: Cues

    @property
    def end(self) -> int:
        """The first one behind."""
        return self.at + self.count

    def plain(self) -> dict[str, object]:
        """As `read_hunks` reads it."""
        return {"at": self.at, "count": self.count, "cues": [plain_cue(one) for one in self.cues]}


def plain_cue(cue: Cue) -> list[object]:
    """Start and end in milliseconds, speaker, words."""
    return [cue.start_ms, cue.end_ms, cue.speaker, cue.text]


def read_hunks(text: str) -> list[Hunk]:
    """`[{"at", "count", "cues": [[start, end, speaker, text]]}]`, rising; Invalid else."""
    try:
        given = json.loads(text)
        hunks = [_hunk(one) for one in given] if isinstance(given, list) else _refuse()
    except (ValueError, TypeError, KeyError, RecursionError):
        _refuse()
    ends = [0, *(one.end for one in hunks)]
    if any(one.at < end or one.count < 0 for one, end in zip(hunks, ends, strict=False)):
        _refuse()
    return hunks


def _hunk(given: dict[str, object]) -> Hunk:
    at, count, cues = given["at"], given["count"], given["cues"]
    if not (_is_whole(at) and _is_whole(count) and isinstance(cues, list)):
        _refuse()
    return Hunk(int(str(at)), int(str(count)), tuple(_cue(*one) for one in cues))


def _cue(start: object, end: object, speaker: object, text: object) -> Cue:
    times = (start is None and end is None) or (_is_whole(start) and _is_whole(end))
    if not (times and isinstance(speaker, str) and isinstance(text, str)):
        _refuse()
    if start is None:
        return Cue(None, None, clean_name(speaker), clean(text))
    return Cue(int(str(start)), int(str(end)), clean_name(speaker), clean(text))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 2 * LATEST_MS


def _refuse() -> NoReturn:
    raise Invalid("The corrections cannot be read. Open the page anew and try again.")


def applied(cues: Cues, hunks: Sequence[Hunk]) -> Cues:
    """The cues with the hunks, which rise, in their places."""
    return tuple(_applied(cues, hunks))


def _applied(cues: Cues, hunks: Sequence[Hunk]) -> Iterator[Cue]:
    at = 0
    for hunk in hunks:
        yield from cues[at : hunk.at]
        yield from hunk.cues
        at = hunk.end
    yield from cues[at:]


def checked(cues: Cues, hunks: Sequence[Hunk]) -> Cues:
    """`applied`; Invalid for a cue that the corrections of one cue would not let pass either."""
    if hunks and hunks[-1].end > len(cues):
        _refuse()
    after = applied(cues, hunks)
    if not after:
        raise Invalid("A transcript needs at least one cue.")
    if len(after) > MOST_CUES:
        raise Invalid("It has {count} cues; {most} are the most.", count=len(after), most=MOST_CUES)
    for number in _numbers(hunks):
        _check(after, number)
    return after


def _numbers(hunks: Sequence[Hunk]) -> Iterator[int]:
    moved = 0
    for hunk in hunks:
        first = hunk.at + moved + 1
        yield from range(first, first + len(hunk.cues))
        moved += len(hunk.cues) - hunk.count


def _check(cues: Cues, number: int) -> None:
    try:
        cue_edits.with_text(cues, number, cues[number - 1].text, None)
    except Invalid as error:
        raise Invalid("Cue {number}: {reason}", number=number, reason=[error]) from error
    is_timed = cues[number - 1].start_ms is not None
    if is_timed is not (cues[number % len(cues)].start_ms is not None):
        _refuse()
    if is_timed:
        cue_edits.move(cues, number, None, None)


def correct(db: Session, edit: Edit, hunks: Sequence[Hunk]) -> Transcript:
    """Put all of the hunks in their places; Conflict when nothing changes, or as for any change."""
    transcript = to_change(db, edit.transcript_id, edit.expected)
    before = cues_of(db, transcript)
    after = checked(before, hunks)
    if after == before:
        raise Conflict("That changes nothing.")
    put_cues(db, transcript, after, actor=edit.actor, action="edit", now=edit.now)
    return transcript


def shift_from(db: Session, edit: Edit, first: int, by_ms: int) -> Transcript:
    """All cues from the number `first` on later, or earlier; Invalid where places would change."""
    transcript = to_change(db, edit.transcript_id, edit.expected)
    cues = cues_of(db, transcript)
    cue_edits.with_text(cues, first, None, None)  # NotFound for a number that is none.
    moved = cue_edits.shift(cues[first - 1 :], by_ms)
    after = (*cues[: first - 1], *moved)
    cue_edits.move(after, first, None, None)
    put_cues(db, transcript, after, actor=edit.actor, action="shift", now=edit.now)
    return transcript
