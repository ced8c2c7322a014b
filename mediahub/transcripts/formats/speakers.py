"""Who speaks, where a text says it as people do: a name and a colon before the words."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mediahub.transcripts.cues import Cue, clean_name

_LONGEST = 60
_MOST_WORDS = 6
_NAMED = re.compile(r"([^:]{1,60}):(?:\s+|$)")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*|\d{1,3}|\([\w .,-]+\)|&")
_SMALL = {"af", "de", "di", "la", "le", "van", "von"}


def named(text: str) -> tuple[str, str] | None:
    """The name and the words of “Nils Munthe: Hej”; None when no name begins the text.

    A name is up to six words that begin with capitals or are numbers, as in “Uppläsare 1”.
    """
    match = _NAMED.match(text)
    if match is None:
        return None
    words = match[1].replace(",", " ").split()
    if not 1 <= len(words) <= _MOST_WORDS or not words[0][0].isupper():
        return None
    is_name = all(_WORD.fullmatch(w) and (w in _SMALL or not w[0].islower()) for w in words)
    return (clean_name(match[1]), text[match.end() :]) if is_name else None


@dataclass(frozen=True, slots=True)
class _Turn:
    line: int
    start_ms: int | None
    end_ms: int | None
    text: str
    speaker: str


class Turns:
    """Texts in their order, whose names are looked for once all have come.

    One word and a colon may be any beginning of a sentence (“Resultat: …”): it is a name when it
    comes twice.
    """

    def __init__(self) -> None:
        self._turns: list[_Turn] = []
        self._counted: Counter[str] = Counter()

    def add(
        self, line: int, start_ms: int | None, end_ms: int | None, text: str, speaker: str = ""
    ) -> None:
        """One more text, from a line, with its times; and who speaks, if that is told apart."""
        self._turns.append(_Turn(line, start_ms, end_ms, text, speaker))
        found = None if speaker else named(text)
        if found is not None:
            self._counted[found[0]] += 1

    def cues(self) -> Iterator[tuple[int, Cue]]:
        """Each with its line; whoever was named last goes on speaking."""
        speaker = ""
        for turn in self._turns:
            text, found = turn.text, None if turn.speaker else named(turn.text)
            speaker = turn.speaker or speaker
            # Without words after it, it is what is said.
            if found is not None and found[1] and self._is_name(found[0]):
                speaker, text = found
            yield turn.line, Cue(turn.start_ms, turn.end_ms, speaker, text)

    def _is_name(self, name: str) -> bool:
        return " " in name or self._counted[name] > 1
