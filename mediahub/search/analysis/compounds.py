"""Splits compounds into their parts where counts of real compounds make it likelier than not."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from mediahub.search.analysis.data import lines
from mediahub.search.analysis.lemmas import Lemmas
from mediahub.search.analysis.linking import (
    FALSE_MODIFIERS,
    NEVER_HEADS,
    PARTICLES,
    SHORT_MODIFIERS,
    bases,
)

_LETTER = 1.75
"""What a letter explained is worth, in nats; a letter of Swedish carries about as much."""
_BIAS_KNOWN = -4.5
_BIAS_UNKNOWN = -5.5
_UNSEEN = 0.3
_LONG = 5
_LONGEST_PART = 24
_MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A part as written, the word that it stands for, and how often that was counted."""

    written: str
    word: str
    count: float


class Way(NamedTuple):
    """Parts from somewhere in a word to its end, and what they score together."""

    score: float
    parts: tuple[Part, ...]


class Compounds:
    """The likeliest split of a word by dynamic programming over its letters.

    A split scores the sum of log(count / all) of its parts plus 1.75 a letter; above the bias
    it is taken. Counts say how often a segment is a first part, or a word a last part, in the
    dictionary (see `build_counts`); a longer word that the dictionary has counts as 0.3.
    """

    def __init__(self, lemmas: Lemmas, heads: Mapping[str, float]) -> None:
        self._lemmas = lemmas
        self._modifiers = _modifiers()
        self._heads = heads
        self._of_modifiers = math.log(sum(count for _, count in self._modifiers.values()))
        self._of_heads = math.log(sum(self._heads.values()))
        self._exceptions = _exceptions()
        self.split: Callable[[str], tuple[Part, ...]] = lru_cache(maxsize=1 << 15)(self._split)

    def _split(self, word: str) -> tuple[Part, ...]:
        """Parts of the word (a lemma or an unknown form), () when it is simple."""
        if word in self._exceptions:
            return self._exception(self._exceptions[word])
        if self._is_derived(word):
            return ()
        known = self._lemmas.look_up(word) is not None
        head = cache(lambda start: self._head(word[start:]))
        way = self._way(word, head, unseen=False)
        if way is None and not known:
            way = self._way(word, head, unseen=True)
        bias = _BIAS_KNOWN if known else _BIAS_UNKNOWN
        return way.parts if way and way.score + _LETTER * len(word) > bias else ()

    def _is_derived(self, word: str) -> bool:
        """Whether a particle before another word makes it: "utbildning" is no "bildning"."""
        rests = (word[n:] for n in range(1, 9) if word[:n] in PARTICLES)
        return any(len(rest) > 2 and self._lemmas.look_up(rest) for rest in rests)

    def _exception(self, pieces: tuple[str, ...]) -> tuple[Part, ...]:
        if len(pieces) < 2:
            return ()
        first = [Part(piece, self.base(piece) or piece, 1) for piece in pieces[:-1]]
        return (*first, Part(pieces[-1], pieces[-1], 1))

    def _way(self, word: str, head: Callable[[int], Part | None], *, unseen: bool) -> Way | None:
        """The likeliest parts of the whole word, two or more."""

        @cache
        def way(start: int) -> Way | None:
            """From a letter to the end of the word."""
            ways = [
                Way(self._worth_modifier(part) + rest.score, (part, *rest.parts))
                for part, rest in self._modified(word, start, way, unseen=unseen)
            ]
            if start and (last := head(start)):
                ways.append(Way(self._worth_head(last), (last,)))
            return max(ways, key=_score, default=None)

        return way(0)

    def _modified(
        self, word: str, start: int, way: Callable[[int], Way | None], *, unseen: bool
    ) -> Iterator[tuple[Part, Way]]:
        """What may begin here and be no last part, each with the way on from its end.

        Whether there is a way on is asked before the dictionary is: most ends lead nowhere.
        """
        for end in range(start + 2, min(len(word) - 1, start + _LONGEST_PART)):
            segment = word[start:end]
            is_seen = segment in self._modifiers
            if len(segment) == 2 and not (start == 0 and segment in SHORT_MODIFIERS):
                continue
            if not is_seen and not (unseen and len(segment) >= _LONG):
                continue
            # "toppolitiker": the third of three is not written
            ends = (end, end - 1) if segment[-1] == segment[-2] else (end,)
            rests = [rest for at in ends if (rest := way(at)) and len(rest.parts) < _MOST_PARTS]
            if rests and (part := self._modifier(segment)):
                for rest in rests:
                    yield part, rest

    def _modifier(self, segment: str) -> Part | None:
        if counted := self._modifiers.get(segment):
            return Part(segment, *counted)
        base = None if segment in PARTICLES else self.base(segment)
        return None if base is None else Part(segment, base, _UNSEEN)

    def base(self, segment: str) -> str | None:
        """The word that a first part stands for: "medborgare" for "medborgar"; None if no word."""
        if segment in FALSE_MODIFIERS:
            return None
        if counted := self._modifiers.get(segment):
            return counted[0]
        return next((base for base in bases(segment) if self._is_entry(base)), None)

    def _is_entry(self, word: str) -> bool:
        return word in self._heads or self._lemmas.is_lemma(word)

    def _head(self, segment: str) -> Part | None:
        """The last part, in any inflected form of a word that ends compounds."""
        if len(segment) < 3 or segment in NEVER_HEADS:
            return None
        lemma = segment if segment in self._heads else self._lemmas.look_up(segment)
        if lemma and lemma in self._heads and lemma not in NEVER_HEADS:
            return Part(segment, lemma, self._heads[lemma])
        if lemma is None and len(segment) <= _LONG:
            return None
        return self._rare_head(segment, self._lemmas.readings(segment))

    def _rare_head(self, segment: str, readings: tuple[str, ...]) -> Part | None:
        known = [reading for reading in readings if reading not in NEVER_HEADS]
        readings = tuple(known) if readings else self._guessed(segment)
        counted = ((self._heads.get(reading, 0.0), reading) for reading in readings)
        count, reading = max(counted, default=(0.0, ""))
        if not count and known and len(reading) >= _LONG:
            count = _UNSEEN
        return Part(segment, reading, count) if count else None

    def _guessed(self, segment: str) -> tuple[str, ...]:
        """What it may be a form of, unless it begins with nothing that ends compounds."""
        if any(segment[:end] in self._heads for end in range(2, len(segment))):
            return (self._lemmas.guess(segment),)
        return ()

    def why(self, split: tuple[Part, ...]) -> str:
        """The split with the counts that decided it, for people to read."""
        return " + ".join(f"{p.written} ({p.word}, {p.count:g})" for p in split) or "simple"

    def _worth_modifier(self, part: Part) -> float:
        return math.log(part.count) - self._of_modifiers

    def _worth_head(self, part: Part) -> float:
        return math.log(part.count) - self._of_heads


def _score(way: Way) -> float:
    return way.score


def _modifiers() -> Mapping[str, tuple[str, float]]:
    rows = (line.split() for name in ("modifiers.txt", "own-modifiers.txt") for line in lines(name))
    return {segment: (word, float(n)) for segment, word, n in rows}


@cache
def heads() -> Mapping[str, float]:
    """Words that end compounds, and in how many of the dictionary they do."""
    rows = (line.split() for name in ("heads.txt", "own-heads.txt") for line in lines(name))
    return {word: float(n) for word, n in rows}


def _exceptions() -> Mapping[str, tuple[str, ...]]:
    return {line.replace("|", ""): tuple(line.split("|")) for line in lines("exceptions.txt")}
