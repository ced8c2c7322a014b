"""Words that mean the same, from a list that people edit: groups of words and phrases."""

from collections.abc import Callable, Sequence
from pathlib import Path

from mediahub.errors import Invalid
from mediahub.search.analysis.data import lines, meaningful

Phrase = tuple[str, ...]


class Synonyms:
    """Groups of phrases of normal forms; a word is a phrase of one."""

    def __init__(self, text: Sequence[str], normal: Callable[[str], Phrase]) -> None:
        self._others: dict[Phrase, tuple[Phrase, ...]] = {}
        for line in text:
            group = tuple(dict.fromkeys(normal(entry) for entry in line.split("=")))
            for phrase in group:
                known = self._others.get(phrase, ())
                self._others[phrase] = known + tuple(other for other in group if other != phrase)
        self._longest = max(map(len, self._others), default=0)

    def of(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """The other phrases of its group, () when it has none."""
        return self._others.get(phrase, ())

    def run(self, words: Phrase) -> int:
        """How many of the first words together are an entry, at least 2; else 0."""
        lengths = range(min(self._longest, len(words)), 1, -1)
        return next((n for n in lengths if words[:n] in self._others), 0)


def read(path: Path | None) -> list[str]:
    """Lines of the file, or of our own list; Invalid when it cannot be read as UTF-8 text."""
    if path is None:
        return lines("synonyms.txt")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            "The list of synonyms {path} cannot be read: {reason}",
            path=str(path),
            reason=str(error),
        ) from error
    return meaningful(text)
