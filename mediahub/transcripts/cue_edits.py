"""Corrections, as functions from cues to cues; numbers count from 1 as people do."""

from dataclasses import replace

from mediahub.errors import Invalid, NotFound
from mediahub.text_limits import LONGEST_CUE
from mediahub.transcripts.cues import LATEST_MS, Cue, clean, clean_name, clock

Cues = tuple[Cue, ...]


def with_text(cues: Cues, number: int, text: str | None, speaker: str | None) -> Cues:
    """Another text or speaker of a cue; None leaves it, and "" says that nobody knows who speaks.

    Invalid for no words, or too many.
    """
    cue = _at(cues, number)
    if text is not None:
        cue = replace(cue, text=_checked(text))
    if speaker is not None:
        cue = replace(cue, speaker=clean_name(speaker))
    return _replaced(cues, number, cue)


def split(cues: Cues, number: int, after: str, at_ms: int | None) -> Cues:
    """Two cues of one, the first ending with the words `after`.

    The second begins at `at_ms`, or after its part of the time. Invalid when the words are not in
    the cue or nothing follows them.
    """
    cue, words = _at(cues, number), clean(after)
    found = cue.text.find(words) + len(words) if words and words in cue.text else 0
    first, second = cue.text[:found].strip(), cue.text[found:].strip()
    if not first or not second:
        raise Invalid(
            "Cue {number} cannot be split after “{words}”: give words of it that others follow.",
            number=number,
            words=words[:60],
        )
    if cue.start_ms is None or cue.end_ms is None:
        halves = (replace(cue, text=first), replace(cue, text=second))
    else:
        length = cue.end_ms - cue.start_ms
        middle = cue.start_ms + length * len(first) // len(cue.text) if at_ms is None else at_ms
        _refuse_times(number, cue.start_ms, middle)
        _refuse_times(number, middle, cue.end_ms)
        halves = (
            replace(cue, text=first, end_ms=middle),
            replace(cue, text=second, start_ms=middle),
        )
    return _replaced(cues, number, *halves)


def merge(cues: Cues, number: int, last: int) -> Cues:
    """One cue of all from `number` to `last`, said by the one who speaks first."""
    if last <= number:
        raise Invalid("Give the first and the last of the cues that become one.")
    first, end = _at(cues, number), _at(cues, last)
    held = cues[number - 1 : last]
    ends = [cue.end_ms for cue in held if cue.end_ms is not None]
    text = _checked(" ".join(cue.text for cue in held))
    one = replace(first, end_ms=max(ends) if end.end_ms is not None else None, text=text)
    return (*cues[: number - 1], one, *cues[last:])


def move(cues: Cues, number: int, start_ms: int | None, end_ms: int | None) -> Cues:
    """Other times of a cue; None leaves one as it is.

    Invalid for a text without times, and where the order of the cues would be another.
    """
    cue = _at(cues, number)
    if cue.start_ms is None or cue.end_ms is None:
        raise _untimed()
    start = cue.start_ms if start_ms is None else start_ms
    end = cue.end_ms if end_ms is None else end_ms
    _refuse_times(number, start, end)
    before = cues[number - 2].start_ms if number > 1 else None
    after = cues[number].start_ms if number < len(cues) else None
    if (before is not None and start < before) or (after is not None and start > after):
        raise Invalid(
            "Cue {number} cannot begin at {start}: it would change places with another.",
            number=number,
            start=clock(start),
        )
    return _replaced(cues, number, replace(cue, start_ms=start, end_ms=end))


def shift(cues: Cues, by_ms: int) -> Cues:
    """Every cue later, or earlier by a negative number. Invalid before the beginning."""
    timed = [(cue, cue.start_ms, cue.end_ms) for cue in cues]
    moved: list[Cue] = []
    for number, (cue, start, end) in enumerate(timed, 1):
        if start is None or end is None:
            raise _untimed()
        _refuse_times(number, start + by_ms, end + by_ms)
        moved.append(replace(cue, start_ms=start + by_ms, end_ms=end + by_ms))
    return tuple(moved)


def rename(cues: Cues, speaker: str, name: str) -> Cues:
    """Another name for a speaker, everywhere; NotFound for one who says nothing."""
    old, new = clean_name(speaker), clean_name(name)
    if not any(cue.speaker == old for cue in cues):
        raise NotFound("Nobody called “{name}” speaks in this transcript.", name=speaker)
    return tuple(replace(cue, speaker=new) if cue.speaker == old else cue for cue in cues)


def substitute(cues: Cues, find: str, put: str) -> Cues:
    """Other words for these, wherever they stand within a cue. NotFound when they do nowhere."""
    old, new = clean(find), clean(put)
    if not old:
        raise Invalid("Say which words are to be replaced.")
    if not any(old in cue.text for cue in cues):
        raise NotFound("“{words}” is nowhere in this transcript.", words=old[:60])
    return tuple(
        replace(cue, text=_checked(cue.text.replace(old, new))) if old in cue.text else cue
        for cue in cues
    )


def _at(cues: Cues, number: int) -> Cue:
    if not 1 <= number <= len(cues):
        raise NotFound("There is no cue {number}; the last one is {last}.", number=number,
                       last=len(cues))  # fmt: skip
    return cues[number - 1]


def _replaced(cues: Cues, number: int, *by: Cue) -> Cues:
    return (*cues[: number - 1], *by, *cues[number:])


def _checked(text: str) -> str:
    words = clean(text)
    if not words:
        raise Invalid("A cue needs words.")
    if len(words) > LONGEST_CUE:
        raise Invalid(
            "The cue would be {length} characters long; {longest} is the most.",
            length=len(words),
            longest=LONGEST_CUE,
        )
    return words


def _refuse_times(number: int, start: int, end: int) -> None:
    if not 0 <= start < end <= LATEST_MS:
        raise Invalid(
            "Cue {number} cannot last from {start} s to {end} s.",
            number=number,
            start=start / 1000,
            end=end / 1000,
        )


def _untimed() -> Invalid:
    return Invalid("This transcript has no times.")
