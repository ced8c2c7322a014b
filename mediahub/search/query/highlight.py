"""Marking in the original text what was found; markup is the template's affair."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from mediahub.search.index.snapshot import Run
from mediahub.search.index.texts import Span, Text
from mediahub.search.query.plan import QueryPlan
from mediahub.search.query.results import Segment

# Passages are shorter; a text that is not cut may go on without end.
LONGEST_EXCERPT = 900
_BEFORE = 200


class Marker:
    """Knows which finds of a query are marked; what it must not have is not."""

    def __init__(self, demands: QueryPlan) -> None:
        sought = [one for demand in demands.wanted for one in demand.alternatives]
        self._terms = {term for one in sought for term in one.terms}
        self._runs = {run for one in sought for run in one.runs}

    @property
    def terms(self) -> set[str]:
        """The terms whose places it must be told."""
        return self._terms | {term for run in self._runs for term in run}

    def spans(self, text: Text, places: Mapping[str, Collection[int]]) -> list[Span]:
        """Where the finds stand in the text, as characters, in order and apart."""
        found = {text.span(place, place) for term in self._terms for place in places.get(term, ())}
        for run in self._runs:
            found |= {text.span(at, at + len(run) - 1) for at in _begins(run, places)}
        return list(_merged(sorted(found)))


def _begins(run: Run, places: Mapping[str, Collection[int]]) -> set[int]:
    found = [{place - offset for place in places.get(term, ())} for offset, term in enumerate(run)]
    return set.intersection(*found)


def segments(text: str, spans: Iterable[Span]) -> tuple[Segment, ...]:
    """The text in pieces, those in the spans marked; joined they are the text again."""
    pieces, done = [], 0
    for start, end in spans:
        if start > done:
            pieces.append(Segment(text[done:start], is_hit=False))
        pieces.append(Segment(text[start:end], is_hit=True))
        done = end
    if done < len(text):
        pieces.append(Segment(text[done:], is_hit=False))
    return tuple(pieces)


def excerpt(text: str, spans: list[Span]) -> tuple[Segment, ...]:
    """The text in pieces, or when it is very long the neighbourhood of the first find."""
    if len(text) <= LONGEST_EXCERPT:
        return segments(text, spans)
    begin = max(spans[0][0] - _BEFORE, 0) if spans else 0
    end = begin + LONGEST_EXCERPT
    inside = [
        (start - begin, min(stop, end) - begin) for start, stop in spans if begin <= start < end
    ]
    shown = segments(text[begin:end], inside)
    before = (Segment("…", is_hit=False),) if begin else ()
    after = (Segment("…", is_hit=False),) if end < len(text) else ()
    return (*before, *shown, *after)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    held: Span | None = None
    for start, end in spans:
        if held is not None and start < held[1]:
            held = held[0], max(held[1], end)
            continue
        if held is not None:
            yield held
        held = start, end
    if held is not None:
        yield held
