"""The port: what every search index does, whichever engine it has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mediahub.errors import Conflict
from mediahub.search.content.catalogue import Item
from mediahub.search.content.search_items import Document, Key, Visible
from mediahub.search.query.results import Results
from mediahub.search.query.searcher import SearchQuery


class NotReady(Conflict):
    """There is no usable index: it must be rebuilt, and a rebuild will hold the change anyway."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the index stands: whether it answers, how much it holds, and why it does not.

    `written_at` is when it was last changed, where that is known.
    """

    is_ready: bool
    engine: str
    items: int = 0
    texts: int = 0
    reason: str = ""
    written_at: datetime | None = None


class SearchIndex(Protocol):
    """A cache of what the database holds: it may be thrown away and rebuilt at any time.

    All processes may use one index at once; changes wait in line, and are seen by every process
    at its next query.
    """

    def add(self, documents: Iterable[Document]) -> None:
        """Index these, instead of what was indexed under their keys; NotReady without an index."""

    def remove(self, keys: Iterable[Key]) -> None:
        """Forget these items; unknown ones are fine. NotReady without an index."""

    def query(self, search: SearchQuery) -> Results:
        """Answer a search; with the state REBUILDING, and nothing, while there is no index."""

    def similar(
        self, key: Key, *, staff: bool = False, visible: Visible | None = None, limit: int = 5
    ) -> list[Item]:
        """Items like this one, most alike first; none while there is no index."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Index these and nothing else; how many. What was there answers until it is done."""

    def stamps(self) -> dict[Key, str]:
        """The stamp of every item as it was indexed; none while there is no index."""

    def health(self) -> Health:
        """Whether it answers, having looked at its files or tables."""

    def close(self) -> None:
        """Give back files and connections."""


def rebuild_if_needed(index: SearchIndex, documents: Callable[[], Iterable[Document]]) -> bool:
    """Rebuild the index if it is missing, damaged or of another version; whether it was."""
    if index.health().is_ready:
        return False
    index.rebuild(documents())
    return True
