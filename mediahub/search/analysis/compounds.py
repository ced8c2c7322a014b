"""Splits compounds into their parts where counts of real compounds make it likelier than not."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from mediahub.search.analysis.bonds import (
    FALSE_MODIFIERS,
    NEVER_HEADS,
    PARTICLES,
    SHORT_MODIFIERS,
    bases,
)
from mediahub.search.analysis.data import lines
from mediahub.search.analysis.lemmas import Lemmas

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


class Compounds:
    """The likeliest split of a word by dynamic programming over its letters.

    A split scores the sum of log(count / all) of its parts plus 1.75 a letter; above the bias
    it is taken. Counts say how often a segment is a first part, or a word a last part, in the
    dictionary (see `harvest`); a longer word that the dictionary has counts as 0.3.
    """

    def __init__(self, lemmas: Lemmas, heads: Mapping[str, float]) -> None:
        self._lemmas = lemmas
        self._modifiers = _modifiers()
        self._heads = heads
        self._of_modifiers = math.log(sum(count for _, count in self._modifiers.values()))
        self._of_heads = math.log(sum(self._heads.values()))
        self._seams = _seams()
        self.split: Callable[[str], tuple[Part, ...]] = lru_cache(maxsize=1 << 15)(self._split)

    def _split(self, word: str) -> tuple[Part, ...]:
        """Parts of the word (a lemma or an unknown form), () when it is simple."""
        if word in self._seams:
            return self._sewn(self._seams[word])
        if self._is_derived(word):
            return ()
        known = self._lemmas.look_up(word) is not None
        score, parts = self._best(word, unseen=False)
        if not parts and not known:
            score, parts = self._best(word, unseen=True)
        bias = _BIAS_KNOWN if known else _BIAS_UNKNOWN
        return parts if score + _LETTER * len(word) > bias else ()

    def _is_derived(self, word: str) -> bool:
        """Whether a particle before another word makes it: "utbildning" is no "bildning"."""
        rests = (word[n:] for n in range(1, 9) if word[:n] in PARTICLES)
        return any(len(rest) > 2 and self._lemmas.look_up(rest) for rest in rests)

    def _sewn(self, pieces: tuple[str, ...]) -> tuple[Part, ...]:
        if len(pieces) < 2:
            return ()
        first = [Part(piece, self.base(piece) or piece, 1) for piece in pieces[:-1]]
        return (*first, Part(pieces[-1], pieces[-1], 1))

    def _best(self, word: str, *, unseen: bool) -> tuple[float, tuple[Part, ...]]:
        reached: dict[int, tuple[float, tuple[Part, ...]]] = {0: (0.0, ())}
        best: tuple[float, tuple[Part, ...]] = (-math.inf, ())
        for start in range(len(word) - 2):
            if start not in reached or len(reached[start][1]) >= _MOST_PARTS:
                continue
            score, parts = reached[start]
            if parts and (head := self._head(word[start:])):
                best = max(best, (score + self._worth_head(head), (*parts, head)), key=_score)
            for end, part in self._modifiers_at(word, start, unseen=unseen):
                reach = (score + self._worth_modifier(part), (*parts, part))
                reached[end] = max(reached.get(end, reach), reach, key=_score)
        return best

    def _modifiers_at(self, word: str, start: int, *, unseen: bool) -> Iterator[tuple[int, Part]]:
        for end in range(start + 2, min(len(word) - 1, start + _LONGEST_PART)):
            part = self._modifier(word[start:end], first=start == 0, unseen=unseen)
            if part is None:
                continue
            yield end, part
            if word[end - 1] == word[end - 2]:  # "toppolitiker": the third of three is not written
                yield end - 1, part

    def _modifier(self, segment: str, *, first: bool, unseen: bool) -> Part | None:
        if len(segment) == 2 and not (first and segment in SHORT_MODIFIERS):
            return None
        if counted := self._modifiers.get(segment):
            return Part(segment, *counted)
        if not unseen or len(segment) < _LONG or segment in PARTICLES:
            return None
        base = self.base(segment)
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
        readings = tuple(known) if readings else (self._lemmas.guess(segment),)
        counted = ((self._heads.get(reading, 0.0), reading) for reading in readings)
        count, reading = max(counted, default=(0.0, ""))
        if not count and known and len(reading) >= _LONG:
            count = _UNSEEN
        return Part(segment, reading, count) if count else None

    def why(self, split: tuple[Part, ...]) -> str:
        """The split with the counts that decided it, for people to read."""
        return " + ".join(f"{p.written} ({p.word}, {p.count:g})" for p in split) or "simple"

    def _worth_modifier(self, part: Part) -> float:
        return math.log(part.count) - self._of_modifiers

    def _worth_head(self, part: Part) -> float:
        return math.log(part.count) - self._of_heads


def _score(found: tuple[float, tuple[Part, ...]]) -> float:
    return found[0]


def _modifiers() -> Mapping[str, tuple[str, float]]:
    rows = (line.split() for name in ("modifiers.txt", "own-modifiers.txt") for line in lines(name))
    return {segment: (word, float(n)) for segment, word, n in rows}


@cache
def heads() -> Mapping[str, float]:
    """Words that end compounds, and in how many of the dictionary they do."""
    rows = (line.split() for name in ("heads.txt", "own-heads.txt") for line in lines(name))
    return {word: float(n) for word, n in rows}


def _seams() -> Mapping[str, tuple[str, ...]]:
    return {line.replace("|", ""): tuple(line.split("|")) for line in lines("seams.txt")}
