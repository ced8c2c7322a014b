"""What the pages of results tell: items with their best passages, and facets to choose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mediahub.episodes.models import Episode
from mediahub.episodes.view import Audio, EpisodeView
from mediahub.search.content.catalogue import Item
from mediahub.search.content.search_items import Field, Key, Part, Visible
from mediahub.search.content.source import EPISODE, ids_of
from mediahub.search.query.results import Facet, Group, Hit, Results, Segment, State
from mediahub.web.paging import PageOfList

_RECORDED = (Field.TRANSCRIPT, Field.DOCUMENT)


@dataclass(frozen=True, slots=True)
class HitView:
    """A passage, and the page where it stands.

    `play` is where it can be heard without script, None where nothing plays here.
    """

    hit: Hit
    play: str | None
    path: str

    @property
    def seconds(self) -> int | None:
        """The whole second that it begins at."""
        return None if self.hit.start is None else int(self.hit.start)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Its words, those that were found marked."""
        return self.hit.segments


@dataclass(frozen=True, slots=True)
class GroupView:
    """An item with its best passages; `audio` is what plays them on the page, if anything does.

    `public` are the parts that everyone may see; what else staff find stands in the studio.
    """

    group: Group
    audio: Audio | None
    public: Part = Part.ALL

    @property
    def item(self) -> Item:
        """The episode or webcast."""
        return self.group.item

    @property
    def is_episode(self) -> bool:
        """Whether it is an episode, and else a webcast."""
        return self.item.key.kind == EPISODE

    @property
    def hits(self) -> Sequence[HitView]:
        """The passages in order of time."""
        return [HitView(hit, self._play(hit), self._path(hit)) for hit in self.group.hits]

    @property
    def path(self) -> str:
        """Its page, in the studio where the public has none."""
        return self.item.url if self.public & Part.PAGE else self._studio

    @property
    def more(self) -> int:
        """How many passages are not shown."""
        return self.group.hit_count - len(self.group.hits)

    @property
    def _studio(self) -> str:
        return (
            f"/studio/avsnitt/{self.item.key.id}" if self.is_episode else f"/studio{self.item.url}"
        )

    def _path(self, hit: Hit) -> str:
        """Where the passage stands: in the studio a draft is heard on its preview."""
        is_recorded = not self.is_episode and hit.field in _RECORDED
        if self.public & (Part.RECORDING if is_recorded else Part.PAGE):
            return hit.url
        if hit.start is None:
            return f"{self._studio}/inspelning" if is_recorded else self._studio
        page = "forhandsvisning" if self.is_episode else "inspelning"
        return f"{self._studio}/{page}#t={int(hit.start)}"

    def _play(self, hit: Hit) -> str | None:
        if self.audio is None or hit.start is None:
            return None
        return f"{self.item.url}?t={int(hit.start)}#t={int(hit.start)}"


@dataclass(frozen=True, slots=True)
class Found:
    """An answer as the page tells it; remarks are sentences in the reader's language."""

    results: Results
    groups: Sequence[GroupView]
    remarks: Sequence[str]
    suggestion: str
    page: PageOfList

    @property
    def is_ready(self) -> bool:
        """Whether there was an index to ask."""
        return self.results.state is State.READY


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, and the query with it chosen, or given up again if it `is_chosen`."""

    facet: Facet
    is_chosen: bool
    path: str


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The query as the page keeps it: its words, and whether the newest come first."""

    text: str
    is_by_date: bool
    path: str

    def address(self, text: str | None = None, *, is_by_date: bool | None = None) -> str:
        """The first page of this query, or of one with another text or order."""
        return f"{self.path}?{self.kept_query(text, is_by_date=is_by_date)}"

    def kept_query(self, text: str | None = None, *, is_by_date: bool | None = None) -> str:
        """The same as it stands behind a question mark."""
        by_date = self.is_by_date if is_by_date is None else is_by_date
        query = {"q": self.text if text is None else text}
        return urlencode(query | ({"sortering": "datum"} if by_date else {}))

    def choices(self, facets: Sequence[Facet]) -> Sequence[Choice]:
        """The values of a facet, each with the query that it leads to."""
        return [self._choice(facet) for facet in facets]

    def _choice(self, facet: Facet) -> Choice:
        held, filter_ = f" {self.text} ", f" {facet.filter} "
        is_chosen = filter_ in held
        text = held.replace(filter_, " ", 1) if is_chosen else f"{self.text} {facet.filter}"
        return Choice(facet, is_chosen, self.address(text.strip()))


def groups_of(db: Session, results: Results, public: Visible) -> Sequence[GroupView]:
    """The found items, episodes that are public with what plays them."""
    parts = public([group.item.key for group in results.groups])
    sounds = _audio(db, parts)
    return [
        GroupView(group, sounds.get(group.item.key.id), parts.get(group.item.key, Part.NONE))
        for group in results.groups
    ]


def _audio(db: Session, keys: Iterable[Key]) -> Mapping[str, Audio]:
    views = _episodes(db, keys)
    return {str(view.episode.id): view.audio for view in views if view.audio is not None}


def _episodes(db: Session, keys: Iterable[Key]) -> Iterator[EpisodeView]:
    found = select(Episode).where(Episode.id.in_(ids_of(keys, EPISODE)))
    loaded = joinedload(Episode.show), joinedload(Episode.enclosure)
    for episode in db.scalars(found.options(*loaded)):
        yield EpisodeView(episode, "")


def episodes_in_order(db: Session, items: Sequence[Item]) -> Sequence[EpisodeView]:
    """The episodes among the items, in the order of the items."""
    found = {str(view.episode.id): view for view in _episodes(db, [item.key for item in items])}
    return [found[item.key.id] for item in items if item.key.id in found]
