"""What a search answers: items with their best passages, or passages alone; facets; remarks."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from mediahub.errors import Invalid
from mediahub.search.content.catalogue import Item
from mediahub.search.content.search_items import Field


class State(StrEnum):
    """Whether the index could answer; while it is being rebuilt results are empty."""

    READY = "ready"
    REBUILDING = "rebuilding"


class Segment(NamedTuple):
    """A piece of the original text, not escaped, and whether it is what was searched."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that can be chosen, how many of the found items have it, and how to ask for it."""

    value: str
    count: int
    filter: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; `start` is that of its first matching cue, None without times.

    `url` leads to that second (`…#t=754`). `field` TITLE stands for an item of which only the
    title, credits or topics were found.
    """

    item: Item
    field: Field
    score: float
    segments: tuple[Segment, ...]
    url: str
    start: float | None = None
    speaker: str = ""
    label: str = ""

    @property
    def snippet(self) -> str:
        """The shown text without marks."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Group:
    """An item, its title with the hits marked, its best passages in order of time, and how many."""

    item: Item
    score: float
    title: tuple[Segment, ...]
    hits: tuple[Hit, ...]
    hit_count: int


@dataclass(frozen=True, slots=True)
class Results:
    """One page of an answer.

    By item `groups` is filled and `total` counts items; by passage `hits` is filled and `total`
    counts passages. `facets` count items, by `year`, `kind`, `person` and `topic`.
    `remarks` tell what was done with a query that could not be answered as it was.
    """

    state: State = State.READY
    total: int = 0
    groups: tuple[Group, ...] = ()
    hits: tuple[Hit, ...] = ()
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    suggestion: str | None = None
    remarks: tuple[Invalid, ...] = ()
