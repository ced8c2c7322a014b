"""Reading the podcast namespace's JSON transcripts, version 1.0 (transcripts.md)."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mediahub.errors import Invalid
from mediahub.transcripts.cues import LATEST_MS, Cue, Script, clean, clean_name

MOST_SEGMENTS = 200_000
"""Twenty hours of single words."""
# Longer or slower than a caption is; words alone are joined up to there.
_LONGEST_JOINED = 200
_LONGEST_PAUSE_MS = 1_500
_ENDS = (".", "!", "?", "…")


def read_segments(text: str) -> Script:
    """A cue for each segment, counted from 1; segments of single words are joined to sentences.

    Invalid for what is no such transcript, or holds a segment that is none.
    """
    segments = _segments(text)
    script = Script()
    cues = [_cue(number, segment, script) for number, segment in enumerate(segments, 1)]
    timed = any(cue.start_ms is not None for cue in cues)
    numbered = enumerate(_with_ends(cues) if timed else cues, 1)
    for number, cue in _joined(numbered) if _is_by_word(cues) else numbered:
        script.add(number, Cue(cue.start_ms, cue.end_ms, cue.speaker, clean(cue.text)))
    return script


def _segments(text: str) -> Sequence[object]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("It is not JSON.") from None
    segments = document.get("segments") if isinstance(document, dict) else None
    if not isinstance(segments, list):
        raise Invalid("It is not a podcast transcript: it has no list of segments.")
    if len(segments) > MOST_SEGMENTS:
        raise Invalid(
            "It has {count} segments; {most} are the most.",
            count=len(segments),
            most=MOST_SEGMENTS,
        )
    return segments


def _cue(number: int, segment: object, script: Script) -> Cue:
    if not isinstance(segment, dict) or not isinstance(segment.get("body"), str):
        raise Invalid("Segment {line} has no body of text.", line=number)
    speaker = segment.get("speaker")
    return Cue(
        _ms(number, segment, "startTime", script),
        _ms(number, segment, "endTime", script),
        clean_name(speaker) if isinstance(speaker, str) else "",
        segment["body"],
    )


def _ms(number: int, segment: Mapping[str, Any], name: str, script: Script) -> int | None:
    seconds = segment.get(name)
    if seconds is None:
        return None
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    # Compared before it is made a float: JSON has integers of any length.
    if not is_number or not 0 <= seconds <= LATEST_MS / 1000 or math.isnan(seconds):
        script.remarks.append(
            Invalid(
                "Segment {line} has the {name} “{value}”, which is not a time in seconds.",
                line=number,
                name=name,
                value=json.dumps(seconds)[:40],
            )
        )
        return None
    ms: int = round(float(seconds) * 1000)
    return ms


def _with_ends(cues: Sequence[Cue]) -> list[Cue]:
    """A segment without a time goes on from the one before; without an end, up to the next."""
    ended: list[Cue] = []
    at = 0
    for cue, following in zip(cues, [*cues[1:], None], strict=True):
        start = at if cue.start_ms is None else cue.start_ms
        end = cue.end_ms
        if end is None:
            end = following.start_ms if following and following.start_ms is not None else None
        at = end if end is not None and end > start else start + 1000
        ended.append(Cue(start, end if end is not None else at, cue.speaker, cue.text))
    return ended


def _is_by_word(cues: Sequence[Cue]) -> bool:
    words = sum(len(cue.text.split()) for cue in cues)
    return bool(cues) and words < 2 * len(cues)


def _joined(numbered: Iterator[tuple[int, Cue]] | enumerate[Cue]) -> Iterator[tuple[int, Cue]]:
    held: list[tuple[int, Cue]] = []
    length = 0
    for number, cue in numbered:
        if held and (length > _LONGEST_JOINED or _is_break(held[-1][1], cue)):
            yield _one(held)
            held, length = [], 0
        held.append((number, cue))
        length += len(cue.text) + 1
    if held:
        yield _one(held)


def _is_break(before: Cue, after: Cue) -> bool:
    paused = (after.start_ms or 0) - (before.end_ms or 0) > _LONGEST_PAUSE_MS
    return paused or before.speaker != after.speaker or before.text.rstrip().endswith(_ENDS)


def _one(held: Sequence[tuple[int, Cue]]) -> tuple[int, Cue]:
    number, first = held[0]
    # Some write the space before a word into the segment, and full stops as words.
    spaced = any(cue.text[:1].isspace() for _, cue in held[1:])
    words = "".join(
        cue.text if spaced or cue.text[:1] in ",.!?:;…" else f" {cue.text}" for _, cue in held
    )
    return number, Cue(first.start_ms, held[-1][1].end_ms, first.speaker, words)
