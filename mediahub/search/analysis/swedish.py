"""Analysis: words, lemmas, compounds and synonyms put together."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import combinations
from pathlib import Path

from mediahub.search.analysis.compounds import Compounds, Part, heads
from mediahub.search.analysis.data import fingerprint, words_of
from mediahub.search.analysis.lemmas import Lemmas
from mediahub.search.analysis.synonyms import Phrase, Synonyms, read
from mediahub.search.analysis.terms import Explanation, Form, QueryTerms, Term, Token
from mediahub.search.analysis.words import fold, words

_CACHED = 1 << 16
_SECOND_READING = 0.8
_SYNONYM = 0.7
_PART = 0.5


class Analysis:
    """The Swedish analysis of texts and queries: immutable, shared by threads, one a process.

    `synonyms` names a list of one's own in place of synonyms.txt. `version` is another as soon
    as anything may be analysed otherwise. Each distinct word is analysed once (65 536 are kept).
    """

    def __init__(self, synonyms: Path | None = None) -> None:
        self._synonym_lines = read(synonyms)
        self.version = fingerprint(*self._synonym_lines)
        self._lemmas = Lemmas(heads())
        self._stops = words_of("stopwords.txt")
        self._form: Callable[[tuple[str, ...], bool], Form] = lru_cache(maxsize=_CACHED)(
            self._analyse
        )

    @cached_property
    def _compounds(self) -> Compounds:
        return Compounds(self._lemmas, heads())

    @cached_property
    def _synonyms(self) -> Synonyms:
        return Synonyms(self._synonym_lines, self._normal_phrase)

    def tokens(self, text: str) -> Iterator[Token]:
        """Every word of the text in order, stop words too."""
        for position, word in enumerate(words(text)):
            form = self._form(word.pieces, word.suspended)
            parts = form.parts
            if word.rest and (tail := self._form(word.rest, False).tail):
                parts = tuple(dict.fromkeys((*parts, fold(word.plain) + tail)))
            yield Token(
                position, word.start, word.end, form.surface, form.lemmas[0], parts, form.is_stop
            )

    def query_terms(self, word: str) -> QueryTerms:
        """What to look for when a word, or a phrase among the synonyms, is searched.

        Never an error: text without a letter gives no terms.
        """
        sought = list(words(word))
        if not sought:
            return QueryTerms("", (), (), (), is_stop=True)
        forms = [self._form(found.pieces, found.suspended) for found in sought]
        first = forms[0]
        wholes = dict.fromkeys(first.lemmas, _SECOND_READING) | {first.lemmas[0]: 1.0}
        phrases = []
        if len(forms) > 1:
            wholes = {}
            phrases.append((tuple(form.lemmas[0] for form in forms), 1.0))
        for phrase in self._synonyms.of(tuple(form.lemmas[0] for form in forms)):
            if len(phrase) > 1:
                phrases.append((phrase, _SYNONYM))
            else:
                wholes.setdefault(phrase[0], _SYNONYM)
        return QueryTerms(
            " ".join(form.surface for form in forms),
            tuple(Term(text, weight) for text, weight in wholes.items()),
            tuple(Term(text, weight * _PART) for text, weight in wholes.items()),
            tuple(phrases),
            is_stop=all(form.is_stop for form in forms),
        )

    def synonym_run(self, sought: Sequence[str]) -> int:
        """How many of the first words are one entry of the synonyms together (2 or more), else 0.

        Those words go to `query_terms` as one, joined by spaces.
        """
        return self._synonyms.run(tuple(whole for word in sought for whole in self._first(word)))

    def _first(self, word: str) -> tuple[str, ...]:
        found = next(words(word), None)
        return (self._form(found.pieces, found.suspended).lemmas[0],) if found else ("",)

    def _normal_phrase(self, text: str) -> Phrase:
        return tuple(self._form(word.pieces, word.suspended).lemmas[0] for word in words(text))

    def _analyse(self, pieces: tuple[str, ...], suspended: bool) -> Form:
        surface = fold("".join(pieces))
        if surface in self._stops:
            readings = self._lemmas.readings(surface) or (surface,)
            return Form(surface, (fold(readings[0]),), is_stop=True)
        last, lead = pieces[-1], "".join(pieces[:-1])
        readings, split = self._read(last, suspended)
        wholes = tuple(dict.fromkeys(fold(lead + reading) for reading in readings))
        parts = [*wholes[1:], *self._parts(split)]
        if lead:
            for piece in pieces:
                form = self._form((piece,), False)
                parts += [*form.lemmas, *form.parts]
        found = tuple(part for part in dict.fromkeys(parts) if part != wholes[0])
        tail = fold(split[-1].word if split else readings[0])
        return Form(surface, wholes, found, tail)

    def _read(self, word: str, suspended: bool) -> tuple[tuple[str, ...], tuple[Part, ...]]:
        if suspended and (base := self._compounds.base(word)):
            return (base,), self._compounds.split(base)
        if readings := self._lemmas.readings(word):
            return readings, self._compounds.split(readings[0])
        if split := self._compounds.split(word):
            lead = "".join(part.written for part in split[:-1])
            return (lead + split[-1].word,), split
        return (self._lemmas.guess(word),), ()

    def _parts(self, split: tuple[Part, ...]) -> Iterator[str]:
        """Each part, what it is itself composed of, and neighbours that make a word together."""
        for part in split:
            yield fold(part.word)
            yield from self._parts(self._compounds.split(part.word))
        for start, end in combinations(range(len(split) + 1), 2):
            if 2 <= end - start < len(split):
                lead = "".join(part.written for part in split[start : end - 1])
                yield fold(lead + split[end - 1].word)

    def explain(self, word: str) -> Explanation:
        """Each step that the first word of a text goes through."""
        found = next(words(word), None)
        if found is None:
            return Explanation(word, (("folded", "nothing to search for"),))
        form = self._form(found.pieces, found.suspended)
        _, split = self._read(found.pieces[-1], found.suspended)
        terms = self.query_terms(word)
        synonyms = self._synonyms.of((form.lemmas[0],))
        steps = [
            ("folded", form.surface),
            ("pieces", " + ".join(found.pieces)),
            ("stop word", "yes" if form.is_stop else "no"),
            ("dictionary", ", ".join(self._lemmas.readings(found.pieces[-1])) or "not in it"),
            ("stem", self._lemmas.stem(found.pieces[-1])),
            ("whole", ", ".join(form.lemmas)),
            ("split", self._compounds.why(split)),
            ("parts", ", ".join(form.parts) or "none"),
            ("synonyms", ", ".join(" ".join(phrase) for phrase in synonyms) or "none"),
            ("searches", ", ".join(f"{term.text} ({term.weight:g})" for term in terms.lemmas)),
        ]
        return Explanation(word, tuple(steps))
