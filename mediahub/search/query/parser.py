"""The query language: words, "phrases", OR, −word or NOT word, prefix*, filters as person:öberg.

There are no bad queries: what cannot be meant is read as words, or left out.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mediahub.errors import Invalid
from mediahub.text_limits import LONGEST_QUERY
from mediahub.unicode_forms import normalize

# Each word is looked up in the index on its own, so their number bounds the time of a query.
MOST_WORDS = 32
# Before cutting: enough for the longest query however it is decomposed, and little to normalise.
_LONGEST_READ = 4 * LONGEST_QUERY
SHORTEST_PREFIX = 2

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
_TOKEN = re.compile(
    r"""(?P<not>[-−–]?)
    (?:(?P<name>[^\W\d_]{1,12}):(?=\S))?
    (?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""",
    re.VERBOSE,
)
_OR, _AND = {"OR", "ELLER", "|", "||"}, {"AND", "OCH", "&", "&&", "+"}
# INTE is not one: a query that is written in capitals may hold it.
_NOT = {"NOT"}


class Kind(StrEnum):
    """How the text of an atom is meant."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"


class FilterName(StrEnum):
    """What items are filtered by."""

    PERSON = "person"
    ROLE = "role"
    TOPIC = "topic"
    YEAR = "year"
    TYPE = "type"


_NAMES = {
    "person": FilterName.PERSON,
    "roll": FilterName.ROLE,
    "role": FilterName.ROLE,
    "ämne": FilterName.TOPIC,
    "amne": FilterName.TOPIC,
    "topic": FilterName.TOPIC,
    "år": FilterName.YEAR,
    "ar": FilterName.YEAR,
    "year": FilterName.YEAR,
    "typ": FilterName.TYPE,
    "type": FilterName.TYPE,
}


@dataclass(frozen=True, slots=True)
class Atom:
    """One word, phrase or beginning of a word, as it was typed."""

    text: str
    kind: Kind = Kind.WORD


@dataclass(frozen=True, slots=True)
class Clause:
    """Any of the atoms must be found, or none of them if the clause is negated."""

    atoms: tuple[Atom, ...]
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What an item must be, or must not be; the value is folded."""

    name: FilterName
    value: str
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read: all clauses and all filters must hold."""

    clauses: tuple[Clause, ...] = ()
    filters: tuple[Filter, ...] = ()
    remarks: tuple[Invalid, ...] = ()


def fold(text: str) -> str:
    """The text for comparing names: composed, in small letters, with single spaces."""
    return " ".join(normalize("NFC", text).casefold().split())


def clean(text: str) -> str:
    """The text composed, with one kind of quotes, and spaces for characters that control."""
    text = normalize("NFC", text[:_LONGEST_READ].translate(_QUOTES))
    return "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cs", "Zl"} else sign for sign in text
    )


def parse(text: str) -> Query:
    """Read a query; what was left out of it is told in the remarks."""
    remarks = []
    cleaned = clean(text)
    if len(cleaned) > LONGEST_QUERY:
        remarks.append(
            Invalid(
                "Only the first {longest} characters of the query were used.",
                longest=LONGEST_QUERY,
            )
        )
    clauses, filters = _read(cleaned[:LONGEST_QUERY])
    kept = _kept(clauses)
    if len(kept) < len(clauses) or kept != clauses:
        remarks.append(
            Invalid("Only the first {most} words of the query were used.", most=MOST_WORDS)
        )
    remarks += _about_nothing(cleaned, clauses, filters)
    return Query(tuple(kept), tuple(filters[:MOST_WORDS]), tuple(remarks))


def _about_nothing(text: str, clauses: list[Clause], filters: list[Filter]) -> Iterator[Invalid]:
    """What is said of names of filters that stand alone, and of a query without any word."""
    for atom in (atom for clause in clauses for atom in clause.atoms):
        name, colon, rest = atom.text.partition(":")
        if colon and not rest and name.casefold() in _NAMES:
            yield Invalid(
                "“{name}:” says nothing alone. Write what you look for right after it.", name=name
            )
    if text.strip() and not clauses and not filters:
        yield Invalid("“{text}” holds no word to search for.", text=text.strip()[:40])


def _read(text: str) -> tuple[list[Clause], list[Filter]]:
    clauses: list[Clause] = []
    filters: list[Filter] = []
    is_alternative = is_unwanted = False
    for found in _TOKEN.finditer(text):
        sign = None if found["name"] else found["word"]
        if sign in _OR | _AND | _NOT:
            is_alternative = bool(clauses) if sign in _OR else is_alternative
            is_unwanted = is_unwanted or sign in _NOT
            continue
        is_negated, is_unwanted = bool(found["not"]) or is_unwanted, False
        name = _NAMES.get((found["name"] or "").casefold())
        if name is not None:
            filters.extend(_filter(name, found, is_negated=is_negated))
            continue
        for atom in _atoms(found):
            if is_alternative and clauses and not is_negated and not clauses[-1].is_negated:
                clauses[-1] = Clause((*clauses[-1].atoms, atom))
            else:
                clauses.append(Clause((atom,), is_negated))
        is_alternative = False
    return clauses, filters


def _filter(name: FilterName, found: re.Match[str], *, is_negated: bool) -> Iterator[Filter]:
    value = fold(found["phrase"] if found["phrase"] is not None else found["word"])
    if value.strip('*"'):
        yield Filter(name, value, is_negated)


def _atoms(found: re.Match[str]) -> Iterator[Atom]:
    phrase, word = found["phrase"], found["word"]
    if found["name"]:  # no filter of ours, so the two were typed as words
        yield Atom(found["name"])
    if phrase is not None:
        if any(map(str.isalnum, phrase)):
            yield Atom(phrase, Kind.PHRASE)
        return
    beginning = word.rstrip("*")
    if not any(map(str.isalnum, beginning)):
        return
    is_prefix = beginning != word and len(beginning) >= SHORTEST_PREFIX
    yield Atom(beginning, Kind.PREFIX if is_prefix else Kind.WORD)


def _kept(clauses: list[Clause]) -> list[Clause]:
    kept, room = [], MOST_WORDS
    for clause in clauses:
        atoms = clause.atoms[:room]
        if not atoms:
            break
        kept.append(Clause(atoms, clause.is_negated))
        room -= len(atoms)
    return kept
