"""Inflected forms to dictionary words: simplemma's Swedish dictionary, Snowball for the rest."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from threading import Lock

import snowballstemmer

_NEUTER_FORMS = ("en", "ens", "et", "ets")
_PLURALS = tuple(v + e for v in "aeo" for e in ("r", "rs", "rna", "rnas"))
_ENDINGS = (
    "ernas", "arnas", "ornas", "heten",
    "erna", "arna", "orna", "ens", "ets", "ers", "ars", "ade", "ast",
    "en", "et", "er", "ar", "or", "na", "ns", "ts", "ad", "at", "as",
    "s", "n", "t", "a", "e", "r",
)  # fmt: skip
_SHORTEST = 3


class Lemmas:
    """Readings of a word: the dictionary words that it may be a form of.

    `nouns` are known to be entries themselves, with how common they are as last parts; the
    dictionary keeps one reading of a form only.
    The dictionary (964 000 forms) is opened at the first word, some 0.7 s, and is kept packed:
    30 MB instead of the 120 MB that simplemma's plain dictionary takes.
    """

    def __init__(self, nouns: Mapping[str, float]) -> None:
        self._counted = nouns
        self._stemmer = snowballstemmer.stemmer("swedish")
        self._stemming = Lock()
        self.look_up: Callable[[str], str | None] = lru_cache(maxsize=1 << 16)(self._look_up)

    @cached_property
    def _forms(self) -> Mapping[str, str]:
        from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY  # noqa: PLC0415

        return LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary("sv")

    def _look_up(self, form: str) -> str | None:
        return self._forms.get(form)

    def _first(self, form: str) -> str | None:
        """The dictionary's one reading; of a name ("sveriges") too."""
        return self.look_up(form) or (self.look_up(form.capitalize()) or "").lower() or None

    def is_lemma(self, word: str) -> bool:
        """Whether the dictionary has the word as an entry."""
        return self.look_up(word) == word

    def _is_neuter(self, word: str) -> bool:
        return self.look_up(word + "et") == word

    def _is_adjective(self, word: str) -> bool:
        if word.endswith("a"):  # "hotat" is the verb's
            return False
        return self.look_up(word + "are") == word or self.look_up(word + "t") == word

    def stem(self, word: str) -> str:
        """Snowball's stem, whether the dictionary has the word or not."""
        with self._stemming:  # the stemmer keeps the word in itself while it works
            stem: str = self._stemmer.stemWord(word)
        return stem

    def readings(self, word: str) -> tuple[str, ...]:
        """Dictionary words of a form, likeliest first; () when the dictionary has none.

        A noun or adjective itself comes before a form of another word ("kurs", "trygg"), and a
        noun's form before a verb's ("lagar", "poddar", "besluten").
        """
        first = self._first(word)
        if first is None:
            return ()
        if first == word + "a" and self._is_adjective(word):
            return (word, first)
        others = [other for other in self._others(word, first) if other != first]
        if word in self._counted and word != first:
            return self._beside_itself(word, first, others)
        likelier = [other for other in others if other in self._counted]
        if likelier and (first not in self._counted or first.endswith("en")):
            return tuple(dict.fromkeys((*likelier, first, *others)))
        return tuple(dict.fromkeys((first, *others)))

    def _beside_itself(self, word: str, first: str, others: list[str]) -> tuple[str, ...]:
        """Readings of a noun that the dictionary reads as a form of another word.

        A form of an adjective, or of a noun that ends more compounds, stays what it is read as;
        "såg" may also be "se", but an imperative ("hot") or a form in -s or -or ("kurs") is rare.
        """
        if self._is_adjective(first) or self._counted.get(first, 0) > self._counted[word]:
            return (first, word)
        if first[:-1] == word or word.endswith(("s", "or")):
            return (word, *others)
        return tuple(dict.fromkeys((word, *others, first)))

    def _others(self, word: str, first: str) -> Iterator[str]:
        """Words that the form may be of, beside the one reading that the dictionary gives."""
        for ending in _NEUTER_FORMS:
            base = word.removesuffix(ending)
            if base != word and (self._hides_noun(base, first) or self._is_neuter(base)):
                yield base
        if word.endswith(_PLURALS):
            yield from self._plural(word)
        if word.endswith("ade") and self.is_lemma(word[:-2]):
            yield word[:-2]
        base = word.removesuffix("n")
        if base != word and len(base) >= _SHORTEST and base[-1] in "aeoåö" and self.is_lemma(base):
            yield base

    def _hides_noun(self, base: str, first: str) -> bool:
        """The dictionary reads "beslutet" and "besluten" as of "besluten" and "besluta"."""
        return first in (base + "en", base + "a") and (base in self._counted or self.is_lemma(base))

    def _plural(self, word: str) -> Iterator[str]:
        """The noun of a plural, which its definite form tells: "lagar" of "lag" ("lagarna")."""
        bare = word.removesuffix("s")
        noun = self.look_up(bare + "na")
        if noun is None and bare.endswith("arna"):
            base = bare[:-4]
            noun = base if self.look_up(base + "en") == base else None
        if noun is not None:
            yield noun

    def guess(self, word: str) -> str:
        """A form that the dictionary lacks: an ending off if that leaves a word, else its stem."""
        for ending in _ENDINGS:
            base = word.removesuffix(ending)
            if base != word and len(base) >= _SHORTEST and self.is_lemma(base):
                return base
        return self.stem(word)
