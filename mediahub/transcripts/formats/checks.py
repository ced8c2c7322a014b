"""What is wrong with cues that were read: what makes them unusable, and what is only said."""

from collections.abc import Iterator, Sequence

from mediahub.errors import Invalid
from mediahub.text_limits import LONGEST_CUE
from mediahub.transcripts.cues import (
    LATEST_MS,
    MOST_CUES,
    Cue,
    Script,
    clock,
    is_timed,
)

# Players and editors round, and end credits may be cut from the sound.
GRACE_MS = 5_000
MOST_TOLD = 20


def check(script: Script, media_seconds: float | None) -> tuple[Sequence[Cue], Sequence[Invalid]]:
    """The cues in the order of time, and the faults that do no harm, by line.

    Invalid without any cue, with more than anyone says, for a cue of too many characters, and for
    cues that begin after the recording has ended.
    """
    _refuse_amount(script)
    _refuse_all(list(_fatal(script, media_seconds)))
    remarks = list(script.remarks)
    cues = script.cues
    if is_timed(cue for _, cue in cues):
        remarks += _out_of_step(cues, media_seconds)
        cues = [(line, cue) for line, cue in cues if (cue.end_ms or 0) > (cue.start_ms or 0)]
        cues = sorted(cues, key=lambda pair: pair[1].start_ms or 0)
    if not cues:
        raise _nothing()
    return tuple(cue for _, cue in cues), _few(remarks)


def _refuse_amount(script: Script) -> None:
    if not script.cues:
        if script.remarks:
            _refuse_all(script.remarks)
        raise _nothing()
    if len(script.cues) > MOST_CUES:
        raise Invalid(
            "It has {count} cues; {most} are the most.", count=len(script.cues), most=MOST_CUES
        )


def _nothing() -> Invalid:
    return Invalid("Nothing is said in it: no cue has words.")


def _refuse_all(faults: Sequence[Invalid]) -> None:
    if faults:
        raise Invalid("{faults}", faults=list(_few(faults)))


def _fatal(script: Script, media_seconds: float | None) -> Iterator[Invalid]:
    for line, cue in script.cues:
        if len(cue.text) > LONGEST_CUE:
            yield Invalid(
                "Line {line}: the cue is {length} characters long; {longest} is the most.",
                line=line,
                length=len(cue.text),
                longest=LONGEST_CUE,
            )
    latest = max((cue.start_ms or 0 for _, cue in script.cues), default=0)
    if latest > LATEST_MS:
        yield Invalid("It goes on for {hours} hours.", hours=latest // 3_600_000)
    yield from _too_long(latest, media_seconds)


def refuse_longer(cues: Sequence[Cue], media_seconds: float | None) -> None:
    """Invalid when cues begin after the end of the recording that they should be of."""
    _refuse_all(list(_too_long(max((c.start_ms or 0 for c in cues), default=0), media_seconds)))


def _too_long(latest: int, media_seconds: float | None) -> Iterator[Invalid]:
    if media_seconds and latest > media_seconds * 1000 + GRACE_MS:
        yield Invalid(
            "It goes on until {end}, but the recording is {length} long:"
            " it is the transcript of something else.",
            end=clock(latest),
            length=clock(round(media_seconds * 1000)),
        )


def _out_of_step(cues: Sequence[tuple[int, Cue]], media_seconds: float | None) -> Iterator[Invalid]:
    ends_at = media_seconds * 1000 + GRACE_MS if media_seconds else LATEST_MS
    before: Cue | None = None
    for line, cue in cues:
        start, end = cue.start_ms or 0, cue.end_ms or 0
        values = {"line": line, "start": clock(start), "end": clock(end)}
        if end <= start:
            yield Invalid(
                "Line {line}: the cue does not end after its start, {start}, and is left out.",
                line=line,
                start=clock(start),
            )
            continue
        if end > ends_at:
            yield Invalid("Line {line}: the cue ends at {end}, after the recording.", **values)
        if before is not None:
            yield from _to_the_one_before(before, cue, values)
        before = cue


def _to_the_one_before(before: Cue, cue: Cue, values: dict[str, object]) -> Iterator[Invalid]:
    last, start = before.start_ms or 0, cue.start_ms or 0
    if start < last:
        yield Invalid(
            "Line {line}: the cue begins at {start}, before the one above it at {last}."
            " They have changed places.",
            last=clock(last),
            **values,
        )
    # Two voices of one cue speak at the same time, and are meant to.
    elif start != last and start < (before.end_ms or 0):
        yield Invalid(
            "Line {line}: the cue begins at {start}, while the one above it goes on until {until}.",
            until=clock(before.end_ms or 0),
            **values,
        )


def _few(faults: Sequence[Invalid]) -> Sequence[Invalid]:
    if len(faults) <= MOST_TOLD:
        return tuple(faults)
    rest = Invalid("There are {count} more such faults.", count=len(faults) - MOST_TOLD)
    return (*faults[:MOST_TOLD], rest)
