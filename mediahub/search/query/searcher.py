"""Answering a search in one state of the index: what both engines share, from query to page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mediahub.errors import Invalid
from mediahub.search.analysis import Analysis
from mediahub.search.content.catalogue import Catalogue, Item
from mediahub.search.content.search_items import Key, Part, Visible
from mediahub.search.index.snapshot import Places, Snapshot
from mediahub.search.index.texts import Text
from mediahub.search.index.units import UNIT_BITS, unit_part, whole
from mediahub.search.query import filters, groups
from mediahub.search.query.groups import Ranked
from mediahub.search.query.highlight import Marker, excerpt, segments
from mediahub.search.query.matches import Lookup, Matches, match, match_anywhere
from mediahub.search.query.parser import Atom, Kind, Query, parse
from mediahub.search.query.plan import QueryPlan, plan_query
from mediahub.search.query.results import Group, Hit, Results, Segment
from mediahub.search.query.suggestions import corrections

# A page shows tens; more would load every text there is.
MOST_SHOWN = 200
# Each word that finds nothing costs some milliseconds to correct.
MOST_CORRECTED = 3


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is asked. Visitors find what is public; staff everything.

    `visible` is asked once, with the keys of all items in which something was found, which parts
    of each may be seen now: the database's word, should the index lag behind it. Keys that it
    does not answer are not shown.
    """

    text: str
    staff: bool = False
    visible: Visible | None = None
    by: Literal["item", "passage"] = "item"
    sort: Literal["relevance", "date"] = "relevance"
    offset: int = 0
    limit: int = 10
    passages_each: int = 3


def answer(snapshot: Snapshot, analysis: Analysis, search: SearchQuery) -> Results:
    """The page of results that was asked for."""
    return _Answering(snapshot, analysis, search).results()


def similar(
    snapshot: Snapshot, key: Key, *, staff: bool, visible: Visible | None, limit: int
) -> list[Item]:
    """Items like this one, most alike first; none for an item that is not indexed."""
    catalogue = snapshot.catalogue
    number = catalogue.numbers.get(key)
    if number is None:
        return []
    may_see = filters.allowed(catalogue, (), staff=staff)
    ranked = groups.rank_similar(catalogue.items[number], catalogue, may_see)
    found = [item for _, item in ranked[: 4 * limit]]
    if visible is not None:
        seen = visible([item.key for item in found])
        found = [item for item in found if seen.get(item.key)]
    return found[:limit]


class _Answering:
    def __init__(self, snapshot: Snapshot, analysis: Analysis, search: SearchQuery) -> None:
        self._snapshot = snapshot
        self._catalogue: Catalogue = snapshot.catalogue
        self._analysis = analysis
        self._search = search
        self._query: Query = parse(search.text)
        self._demands: QueryPlan = plan_query(self._query.clauses, analysis, snapshot)
        self._remarks = [*self._query.remarks, *filters.remarks(self._query.filters)]

    def results(self) -> Results:
        """Everything, or nothing with a remark for a query that asks for nothing."""
        if not self._demands.wanted and self._demands.left_out:
            self._remarks.append(_too_common(self._demands.left_out))
            return Results(remarks=tuple(self._remarks))
        if not self._demands.demands and not self._query.filters:
            return Results(remarks=tuple(self._remarks))
        matches = self._matches()
        items = [self._catalogue.items[number] for number in matches.items]
        return Results(
            total=len(items) if self._search.by == "item" else _passage_count(matches),
            groups=self._groups(matches) if self._search.by == "item" else (),
            hits=self._hits(matches) if self._search.by == "passage" else (),
            facets=groups.facets(items),
            suggestion=None if items else self._suggestion(),
            remarks=tuple(self._remarks),
        )

    def _matches(self) -> Matches:
        lookup = Lookup(
            self._snapshot.look_up(self._demands.terms),
            self._snapshot.look_up_runs(self._demands.runs),
        )
        allowed = self._allowed(lookup)
        unit_count = self._catalogue.unit_count
        found = match(self._demands.demands, lookup, allowed, unit_count)
        if found.items or self._search.by == "passage" or len(self._demands.wanted) < 2:
            return found
        if any(demand.is_negated for demand in self._demands.demands):
            return found
        found = match_anywhere(self._demands.demands, lookup, allowed, unit_count)
        if found.items:
            self._remarks.append(
                Invalid("The words were not said together; here they are in different places.")
            )
        return found

    def _allowed(self, lookup: Lookup) -> dict[int, int]:
        allowed = filters.allowed(self._catalogue, self._query.filters, staff=self._search.staff)
        if self._search.visible is None:
            return allowed
        asked = allowed.keys() & lookup.items if self._demands.wanted else allowed.keys()
        items = self._catalogue.items
        seen = self._search.visible([items[number].key for number in asked])
        return {
            number: parts
            for number in asked
            if (parts := allowed[number] & int(seen.get(items[number].key, Part.NONE)))
        }

    def _page(self) -> slice:
        offset = max(self._search.offset, 0)
        return slice(offset, offset + min(max(self._search.limit, 0), MOST_SHOWN))

    def _groups(self, matches: Matches) -> tuple[Group, ...]:
        by_date = self._search.sort == "date"
        each = self._search.passages_each
        ranked = groups.rank_items(matches, self._catalogue, by_date=by_date, each=each)
        shown = ranked[self._page()]
        passages = [unit for one in shown for _, unit in one.passages]
        titles = [one.number << UNIT_BITS for one in shown]
        marked = _Marked(self._snapshot, Marker(self._demands), [*titles, *passages])
        return tuple(self._group(one, marked) for one in shown)

    def _group(self, ranked: Ranked, marked: "_Marked") -> Group:
        item = self._catalogue.items[ranked.number]
        in_time = sorted(ranked.passages, key=lambda one: one[1])
        return Group(
            item=item,
            score=ranked.score,
            title=marked.title(item),
            hits=tuple(marked.hit(item, unit, score) for score, unit in in_time),
            hit_count=ranked.passage_count,
        )

    def _hits(self, matches: Matches) -> tuple[Hit, ...]:
        page = self._page()
        by_date = self._search.sort == "date"
        ranked = groups.rank_passages(matches, self._catalogue, by_date=by_date, most=page.stop)
        shown = ranked[page]
        marked = _Marked(self._snapshot, Marker(self._demands), [unit for _, unit in shown])
        items = self._catalogue.items
        return tuple(marked.hit(items[unit >> UNIT_BITS], unit, score) for score, unit in shown)

    def _suggestion(self) -> str | None:
        """The query with words that find nothing put right; None when there is no better one."""
        suggested = self._search.text
        atoms = [atom for clause in self._query.clauses for atom in clause.atoms]
        words = [atom for atom in atoms if atom.kind is Kind.WORD and not self._finds(atom.text)]
        for atom in words[:MOST_CORRECTED]:
            better = self._corrected(atom)
            if better is not None:
                suggested = suggested.replace(atom.text, better, 1)
        return suggested if suggested != self._search.text else None

    def _corrected(self, atom: Atom) -> str | None:
        tokens = list(self._analysis.tokens(atom.text))
        if len(tokens) != 1:
            return None
        found = corrections(tokens[0].surface, self._snapshot)
        return next((word for word in found if self._finds(word)), None)

    def _finds(self, word: str) -> bool:
        """Whether this person finds anything by the word: a draft's words are not told of."""
        terms = {whole(token.lemma) for token in self._analysis.tokens(word)}
        lookup = Lookup(self._snapshot.look_up(terms), {})
        allowed = self._allowed(lookup)
        return any(
            allowed.get(unit >> UNIT_BITS, 0) & unit_part(unit)
            for units in lookup.terms.values()
            for unit in units
        )


def _passage_count(matches: Matches) -> int:
    with_passages = {unit >> UNIT_BITS for unit in matches.passages}
    return len(matches.passages) + len(matches.heads.keys() - with_passages)


class _Marked:
    """The texts of a page, read at once, and the finds in them."""

    def __init__(self, snapshot: Snapshot, mark: Marker, units: Sequence[int]) -> None:
        self._mark = mark
        self._texts: Mapping[int, Text] = snapshot.load(units)
        self._places: Places = snapshot.places(units, mark.terms)

    def title(self, item: Item) -> tuple[Segment, ...]:
        """The title with what was found in it."""
        unit = item.number << UNIT_BITS
        return segments(item.title, self._mark.spans(self._texts[unit], self._places.get(unit, {})))

    def hit(self, item: Item, unit: int, score: float) -> Hit:
        """The passage with what was found in it."""
        text = self._texts[unit]
        passage = text.passage
        spans = self._mark.spans(text, self._places.get(unit, {}))
        first = spans[0][0] if spans else 0
        start = passage.time_at(first)
        url = passage.url or item.url
        return Hit(
            item=item,
            field=passage.field,
            score=round(score, 4),
            segments=excerpt(passage.text, spans),
            url=url if start is None else f"{url}#t={int(start)}",
            start=start,
            speaker=passage.speaker_at(first),
            label=passage.label,
        )


def _too_common(words: Sequence[str]) -> Invalid:
    return Invalid(
        "“{words}” stands in nearly every text. Add another word, or write a phrase in "
        "quotation marks.",
        words=" ".join(words),
    )
