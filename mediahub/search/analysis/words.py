"""Cuts text into words and folds each: case, ligatures, invisible signs and foreign accents."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST = 64
"""Letters of a word that count: no Swedish word in use is longer, hostile ones are."""

# Signs that never show: soft hyphen, zero-width space and joiners, marks of direction.
_UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
# Letters and digits, accents that follow their letter (Latin, Hebrew, Arabic), unseen signs.
_CORE = f"(?:[^\\W_]|[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670{_UNSEEN}])++"
_HYPHENS = "-\u2010\u2011"
_AND = "(?:och|eller|samt|respektive|till|som)"
_WORD = re.compile(
    f"{_CORE}(?:[{_HYPHENS}_.:@'’&+]{_CORE}|(?<=[0-9]),(?=[0-9]){_CORE})*+"
    # A hyphen at the end; "barn-, ungdoms- och familjefrågor" tells what is left out.
    f"(?P<suspended>[{_HYPHENS}](?:(?=(?:,\\s{{1,3}}{_CORE}[{_HYPHENS}]){{0,4}}\\s{{1,3}}{_AND}"
    f"\\s{{1,3}}(?P<rest>{_CORE}))|(?=[\\s,]|$)))?"
)
_UNSEEN_SIGN = re.compile(f"[{_UNSEEN}]+")
_JOINT = re.compile(r"[^\w]+|_+")
_ENDING = re.compile(r"(?<=[^\W\d])[:'’](?:s|n|t|en|et|ar|er|or|ens|ets|na|arna|erna|ns)$")
_NUMBER = re.compile(r"\d+(?:[.:,]\d+)+")
_KEPT = frozenset("åäö")
_LETTERS = {"ø": "ö", "æ": "ä", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ı": "i"}


class Word(NamedTuple):
    """A word in a text: where it stands and what is left of it after folding.

    `start` and `end` count characters of the original. `plain` is composed, lower-case and
    rid of what cannot be seen, accents kept ("idé"); `pieces` are what joints ("e-tjänst")
    part. `suspended` ends in a hyphen and waits for its last part, which `rest` has if it is found:
    "medborgar-" has "brukardialog" in "medborgar- och brukardialog".
    """

    start: int
    end: int
    pieces: tuple[str, ...]
    suspended: bool = False
    rest: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        return "".join(self.pieces)


def words(text: str) -> Iterator[Word]:
    """Words of the text in order; signs without a letter or digit are none."""
    for match in _WORD.finditer(text):
        pieces = pieces_of(match[0])
        if pieces:
            start, end = match.span()
            if match["suspended"]:
                yield Word(start, end, pieces, suspended=True, rest=pieces_of(match["rest"] or ""))
            else:
                yield Word(start, end, pieces)


@lru_cache(maxsize=1 << 16)
def pieces_of(written: str) -> tuple[str, ...]:
    """The pieces of one written word, lower-case: "E-tjänsten" is ("e", "tjänsten")."""
    seen = _UNSEEN_SIGN.sub("", written[: 4 * LONGEST])
    lower = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    lower = _ENDING.sub("", lower.rstrip(_HYPHENS)[:LONGEST])
    if _NUMBER.fullmatch(lower):
        return (lower.replace(",", "."),)
    return tuple(piece for piece in _JOINT.split(lower) if fold(piece))


@lru_cache(maxsize=1 << 16)
def fold(plain: str) -> str:
    """Foreign accents away, å ä ö kept: "idé" is "ide", "kür" is "kur"."""
    if plain.isascii():
        return plain
    return "".join(_fold_letter(letter) for letter in unicodedata.normalize("NFC", plain))


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    bare = unicodedata.normalize("NFD", letter)
    swedish = unicodedata.normalize("NFC", bare[:2])
    if swedish in _KEPT:  # whatever accents it has on top
        return swedish
    return "".join(_LETTERS.get(sign, sign) for sign in bare if not unicodedata.combining(sign))
