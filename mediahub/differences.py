"""Where two sequences differ, in time that grows little faster than they do.

`difflib` compares each thing with every equal one, so that ten thousand words of two texts take
minutes. Here what both hold only once is a landmark (patience diff, Bram Cohen); between landmarks
it is looked for again, and what is left without any is compared word by word if it is short.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

# How often it is looked for landmarks between landmarks; people's texts need three or four.
_DEEPEST = 30
# Beyond this many on either side, what has no landmark is another text.
_SHORT = 24


class Difference(NamedTuple):
    """What stands between `begin` and `end` of the old became what is `start` to `stop` of the new.

    `is_same` tells of a part that stayed as it was.
    """

    is_same: bool
    begin: int
    end: int
    start: int
    stop: int


class _Part(NamedTuple):
    """A part of the old, and the part of the new that it is to be compared with."""

    begin: int
    end: int
    start: int
    stop: int
    depth: int = 0


Match = tuple[int, int]
"""A place in the old and a place in the new that hold the same."""


def differences(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Difference]:
    """All of both in order: what stayed, and between that what became of what."""
    begin = start = 0
    for at, now, count in _runs(old, new):
        if begin < at or start < now:
            yield Difference(False, begin, at, start, now)
        if count:
            yield Difference(True, at, at + count, now, now + count)
        begin, start = at + count, now + count


def _runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal things, as long as they are, and one of nothing at the end."""
    at = now = count = 0
    for one, other in sorted(_matches(old, new)):
        if (one, other) == (at + count, now + count):
            count += 1
            continue
        if count:
            yield at, now, count
        at, now, count = one, other, 1
    if count:
        yield at, now, count
    yield len(old), len(new), 0


def _matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Match]:
    parts = [_Part(0, len(old), 0, len(new))]
    while parts:
        part = parts.pop()
        equal, part = _trimmed(old, new, part)
        yield from equal
        if part.begin == part.end or part.start == part.stop or part.depth == _DEEPEST:
            continue
        landmarks = _landmarks(old, new, part)
        if landmarks:
            yield from landmarks
            parts += _between(part, landmarks)
        elif max(part.end - part.begin, part.stop - part.start) <= _SHORT:
            yield from _by_each(old, new, part)


def _trimmed(
    old: Sequence[Hashable], new: Sequence[Hashable], part: _Part
) -> tuple[list[Match], _Part]:
    """The equal beginning and end, and what stands between them."""
    begin, end, start, stop, depth = part
    equal = []
    while begin < end and start < stop and old[begin] == new[start]:
        equal.append((begin, start))
        begin, start = begin + 1, start + 1
    while begin < end and start < stop and old[end - 1] == new[stop - 1]:
        end, stop = end - 1, stop - 1
        equal.append((end, stop))
    return equal, _Part(begin, end, start, stop, depth)


def _landmarks(old: Sequence[Hashable], new: Sequence[Hashable], part: _Part) -> list[Match]:
    """What both parts hold just once: the longest row of it that stands in the same order."""
    before, after = range(part.begin, part.end), range(part.start, part.stop)
    counts, now_counts = Counter(old[at] for at in before), Counter(new[at] for at in after)
    places = {new[at]: at for at in after if now_counts[new[at]] == 1}
    return _rising([(at, places[old[at]]) for at in before
                    if counts[old[at]] == 1 and old[at] in places])  # fmt: skip


def _rising(matches: Sequence[Match]) -> list[Match]:
    """The longest row of matches whose second places rise as well (patience sorting)."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(matches):
        pile = bisect_left(ends, place)
        ends[pile : pile + 1] = [place]
        before.append(last[pile - 1] if pile else -1)
        last[pile : pile + 1] = [number]
    row, number = [], last[-1] if last else -1
    while number >= 0:
        row.append(matches[number])
        number = before[number]
    return row[::-1]


def _between(part: _Part, landmarks: Sequence[Match]) -> Iterator[_Part]:
    begin, start = part.begin, part.start
    for at, now in [*landmarks, (part.end, part.stop)]:
        if begin < at and start < now:
            yield _Part(begin, at, start, now, part.depth + 1)
        begin, start = at + 1, now + 1


def _by_each(old: Sequence[Hashable], new: Sequence[Hashable], part: _Part) -> Iterator[Match]:
    one, other = old[part.begin : part.end], new[part.start : part.stop]
    for found in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        for step in range(found.size):
            yield part.begin + found.a + step, part.start + found.b + step
