"""Bringing the index up to what the database holds."""

from collections.abc import Callable, Iterator

from mediahub.hub import Hub
from mediahub.search.content.search_items import Document
from mediahub.search.content.source import documents
from mediahub.search.index.fingerprints import fingerprints
from mediahub.search.index.interface import SearchIndex, rebuild_if_needed

Progress = Callable[[float], None]


def sync(hub: Hub, index: SearchIndex) -> int:
    """Index what is new or changed, and forget what is gone; how many items that were.

    An index that is missing, damaged or of another version is rebuilt.
    """
    if rebuild_if_needed(index, lambda: every_document(hub)):
        return len(index.stamps())
    with hub.reading() as db:
        wanted, held = fingerprints(db), index.stamps()
        changed = {key: stamp for key, stamp in wanted.items() if held.get(key) != stamp}
        fresh = list(documents(db, hub.store, changed))
    gone = held.keys() - wanted.keys()
    if gone:
        index.remove(gone)
    if fresh:
        index.add(fresh)
    return len(gone) + len(fresh)


def every_document(hub: Hub, tell: Progress = lambda _: None) -> Iterator[Document]:
    """All that there is to search; `tell` is told the part that has been given out."""
    with hub.reading() as db:
        wanted = fingerprints(db)
        for done, document in enumerate(documents(db, hub.store, wanted), 1):
            yield document
            tell(done / len(wanted))
