"""What the analysis yields: tokens of a text, terms of a query, and how a word was analysed."""

from dataclasses import dataclass
from typing import NamedTuple


class Token(NamedTuple):
    """A word of a text as it is indexed.

    `position` counts words from 0, stop words too; `start` and `end` are characters of the
    original text. `surface` is the folded word as written, for phrases and prefixes; `whole`
    its normal form; `parts` the normal forms of what it is composed of, each once, none when
    simple.
    """

    position: int
    start: int
    end: int
    surface: str
    lemma: str
    parts: tuple[str, ...]
    is_stop: bool


@dataclass(frozen=True, slots=True)
class Form:
    """An analysed word wherever it stands: its readings, likeliest first, and its parts.

    `tail` is the normal form of the last part, which a word left hanging takes over.
    """

    surface: str
    lemmas: tuple[str, ...]
    parts: tuple[str, ...] = ()
    tail: str = ""
    is_stop: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One form to look for, and what a find is worth (0–1)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """What to look for when a word is searched; any one of these is a find.

    `wholes` meet `Token.whole` and `parts` meet `Token.parts`; `phrases` are runs of
    `Token.whole` (a synonym of several words). `surface` is the folded word itself.
    """

    surface: str
    lemmas: tuple[Term, ...]
    parts: tuple[Term, ...]
    phrases: tuple[tuple[tuple[str, ...], float], ...]
    is_stop: bool

    def meets(self, token: Token) -> bool:
        """Whether the token alone is a find; phrases are for the index to judge."""
        wholes = {term.text for term in self.lemmas}
        parts = {term.text for term in self.parts}
        return token.lemma in wholes or not parts.isdisjoint(token.parts)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a word was analysed, step by step: (step, result), for people to read."""

    word: str
    steps: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        width = max((len(step) for step, _ in self.steps), default=0)
        return "\n".join(f"{step:<{width}}  {result}" for step, result in self.steps)
