"""What a change did to cues, as JSON: enough to show it, and to go back."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from mediahub.transcripts.cues import Cue

Diff = dict[str, Any]


def diff(before: Sequence[Cue], after: Sequence[Cue]) -> Diff:
    """`{"hunks": [{"at", "before", "after"}]}`, in time linear in the number of cues.

    `at` counts from 0 in the cues before the change. Equally many cues are compared one by one;
    otherwise what stands between the equal beginning and the equal end is one hunk.
    """
    if len(before) == len(after):
        return {"hunks": _one_by_one(before, after)}
    shortest = min(len(before), len(after))
    head = next((i for i in range(shortest) if before[i] != after[i]), shortest)
    tail = next(
        (i for i in range(shortest - head) if before[-1 - i] != after[-1 - i]), shortest - head
    )
    removed, added = before[head : len(before) - tail], after[head : len(after) - tail]
    return {"hunks": [_hunk(head, removed, added)]}


def _one_by_one(before: Sequence[Cue], after: Sequence[Cue]) -> list[dict[str, Any]]:
    hunks: list[dict[str, Any]] = []
    pairs = enumerate(zip(before, after, strict=True))
    for is_other, group in groupby(pairs, key=lambda pair: pair[1][0] != pair[1][1]):
        if is_other:
            changed = list(group)
            olds, news = zip(*(pair for _, pair in changed), strict=True)
            hunks.append(_hunk(changed[0][0], olds, news))
    return hunks


def _hunk(at: int, before: Sequence[Cue], after: Sequence[Cue]) -> dict[str, Any]:
    return {"at": at, "before": [_plain(c) for c in before], "after": [_plain(c) for c in after]}


def undone(cues: Sequence[Cue], change: Diff) -> tuple[Cue, ...]:
    """The cues as they were before a change that led to these."""
    held = list(cues)
    # From the front: what stands before a hunk is then as it was already.
    for hunk in change.get("hunks", ()):
        at = hunk["at"]
        held[at : at + len(hunk["after"])] = [_cue(fields) for fields in hunk["before"]]
    return tuple(held)


def _plain(cue: Cue) -> list[Any]:
    return [cue.start_ms, cue.end_ms, cue.speaker, cue.text]


def _cue(fields: Sequence[Any]) -> Cue:
    start, end, speaker, text = fields
    return Cue(start, end, speaker, text)
