"""From a query to what is looked up: every atom becomes terms and runs of terms with weights."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mediahub.search.analysis import Analysis, QueryTerms
from mediahub.search.index.snapshot import Run, Snapshot
from mediahub.search.index.units import part, whole
from mediahub.search.query.parser import Atom, Clause, Kind

# A prefix of a few letters begins thousands of words; the commonest are what was meant.
MOST_EXPANDED = 64
# What a compound that merely holds the sought beginning as its part is worth.
PART_OF_PREFIX = 0.5


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Any of the terms, or the terms of any of the runs one after the other, is a find.

    The weights say what a find is worth, from 0 to 1; `counts` whether many finds in a text are
    worth more than one.
    """

    terms: dict[str, float] = field(default_factory=dict)
    runs: dict[Run, float] = field(default_factory=dict)
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Requirement:
    """One of its alternatives must be found, or none if it is negated."""

    alternatives: tuple[TermGroup, ...]
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """All that a query demands, and the stop words that were left out."""

    demands: tuple[Requirement, ...]
    left_out: tuple[str, ...]

    @property
    def terms(self) -> set[str]:
        """Every term to look up on its own."""
        return {term for sought in self._all() for term in sought.terms}

    @property
    def runs(self) -> set[Run]:
        """Every run to look up."""
        return {run for sought in self._all() for run in sought.runs}

    @property
    def wanted(self) -> tuple[Requirement, ...]:
        """Those that are not negated."""
        return tuple(demand for demand in self.demands if not demand.is_negated)

    def _all(self) -> Iterator[TermGroup]:
        for demand in self.demands:
            yield from demand.alternatives


def plan_query(clauses: Sequence[Clause], analysis: Analysis, snapshot: Snapshot) -> QueryPlan:
    """What the clauses demand; a clause of stop words alone demands nothing."""
    reader = _Reader(analysis, snapshot)
    found = []
    for clause in _joined(clauses, analysis):
        alternatives = tuple(filter(None, map(reader.term_group, clause.atoms)))
        if alternatives:
            found.append(Requirement(alternatives, clause.is_negated))
    return QueryPlan(tuple(found), tuple(reader.left_out))


def _joined(clauses: Sequence[Clause], analysis: Analysis) -> Iterator[Clause]:
    """The clauses, with words that together are one synonym made one."""
    rest = list(clauses)
    while rest:
        words = list(_plain_words(rest))
        size = analysis.synonym_run(words) if len(words) > 1 else 0
        if size > 1:
            yield Clause((Atom(" ".join(words[:size])),))
        else:
            yield rest[0]
        del rest[: max(size, 1)]


def _plain_words(clauses: Iterable[Clause]) -> Iterator[str]:
    for clause in clauses:
        atom = clause.atoms[0]
        if clause.is_negated or len(clause.atoms) > 1 or atom.kind is not Kind.WORD:
            return
        yield atom.text


class _Reader:
    def __init__(self, analysis: Analysis, snapshot: Snapshot) -> None:
        self._analysis = analysis
        self._snapshot = snapshot
        self.left_out: list[str] = []

    def term_group(self, atom: Atom) -> TermGroup | None:
        """What to look up for it; None for what holds no words, and for a stop word alone."""
        if atom.kind is Kind.PREFIX:
            return self._beginning(atom.text)
        tokens = list(self._analysis.tokens(atom.text))
        if not tokens:
            return None
        if atom.kind is Kind.PHRASE:
            run = tuple(whole(token.lemma) for token in tokens)
            return (
                TermGroup({run[0]: 1.0})
                if len(run) == 1
                else TermGroup(runs={run: 1.0}, counts=False)
            )
        if len(tokens) > 1 and self._analysis.synonym_run(atom.text.split()) < 2:  # och/eller
            return TermGroup(
                runs={tuple(whole(token.lemma) for token in tokens): 1.0}, counts=False
            )
        terms = self._analysis.query_terms(atom.text)
        if terms.is_stop:
            self.left_out.append(atom.text)
            return None
        return _of_terms(terms)

    def _beginning(self, text: str) -> TermGroup | None:
        tokens = list(self._analysis.tokens(text))
        if len(tokens) != 1:
            return self.term_group(Atom(text))
        words = self._snapshot.words_beginning(tokens[0].surface, MOST_EXPANDED)
        forms = {token.lemma for word, _ in words for token in self._analysis.tokens(word)}
        forms.add(tokens[0].lemma)
        terms = dict.fromkeys(map(whole, sorted(forms)), 1.0)
        terms |= dict.fromkeys(map(part, sorted(forms)), PART_OF_PREFIX)
        return TermGroup(terms, counts=False)


def _of_terms(terms: QueryTerms) -> TermGroup:
    wholes = {whole(term.text): term.weight for term in terms.lemmas}
    parts = {part(term.text): term.weight for term in terms.parts}
    runs = {tuple(map(whole, run)): weight for run, weight in terms.phrases}
    return TermGroup(wholes | parts, runs)
