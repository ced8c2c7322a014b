"""The search index in a folder, by Whoosh: the default, for one machine."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

from mediahub.search.analysis import Analysis
from mediahub.search.content.catalogue import Item
from mediahub.search.content.search_items import Document, Key, Visible
from mediahub.search.index.generations import Damaged, Generations
from mediahub.search.index.interface import Health, NotReady
from mediahub.search.index.units import analyse
from mediahub.search.index.whoosh_files import Reading, Writing, create
from mediahub.search.query import searcher
from mediahub.search.query.results import Results, State
from mediahub.search.query.searcher import SearchQuery

# What the files mean; another number makes every older index one to be rebuilt.
FORMAT = 3
T = TypeVar("T")


class WhooshIndex:
    """SearchIndex in a folder of generations; it holds no lock while it waits for changes.

    Threads take turns, for Whoosh's files have one place to read at.
    """

    def __init__(self, folder: Path, analysis: Analysis) -> None:
        self._generations = Generations(folder)
        self._analysis = analysis
        self._facts = {"format": FORMAT, "analysis": analysis.version}
        self._lock = Lock()
        self._opened: Reading | None = None

    def add(self, documents: Iterable[Document]) -> None:
        """See SearchIndex."""
        with self._changing() as writing:
            for document in {document.key: document for document in documents}.values():
                writing.add(analyse(document, self._analysis))

    def remove(self, keys: Iterable[Key]) -> None:
        """See SearchIndex."""
        with self._changing() as writing:
            for key in keys:
                writing.remove(key)

    def query(self, search: SearchQuery) -> Results:
        """See SearchIndex."""
        return self._reading(
            lambda opened: searcher.answer(opened, self._analysis, search),
            otherwise=Results(state=State.REBUILDING),
        )

    def similar(
        self, key: Key, *, staff: bool = False, visible: Visible | None = None, limit: int = 5
    ) -> list[Item]:
        """See SearchIndex."""
        return self._reading(
            lambda opened: searcher.similar(opened, key, staff=staff, visible=visible, limit=limit),
            otherwise=[],
        )

    def rebuild(self, documents: Iterable[Document]) -> int:
        """See SearchIndex."""
        with self._generations.locked():
            folder = self._generations.begin()
            create(folder)
            with _written(folder) as writing:
                seen = set()
                for document in documents:
                    if document.key not in seen:
                        writing.add(analyse(document, self._analysis))
                    seen.add(document.key)
            self._generations.finish(folder, self._facts)
        return writing.count

    def stamps(self) -> dict[Key, str]:
        """See SearchIndex."""
        return self._reading(lambda opened: opened.catalogue.stamps, otherwise={})

    def health(self) -> Health:
        """See SearchIndex."""
        with self._lock:
            try:
                opened = self._newest()
                written_at = self._generations.written_at()
            except Damaged as error:
                return Health(is_ready=False, engine="whoosh", reason=str(error))
            catalogue = opened.catalogue
            return Health(
                is_ready=True,
                engine="whoosh",
                items=len(catalogue.items),
                texts=catalogue.unit_count,
                written_at=written_at,
            )

    def close(self) -> None:
        """See SearchIndex."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    def _reading(self, read: Callable[[Reading], T], *, otherwise: T) -> T:
        with self._lock:
            try:
                opened = self._newest()
            except Damaged:
                return otherwise
            try:
                return read(opened)
            except Damaged:
                self._generations.mark_damaged(opened.name)
                return otherwise

    def _newest(self) -> Reading:
        """The newest generation; opened anew when another process has made one."""
        try:
            return self._opened_at(self._generations.current())
        except Damaged:
            # A writer may have gone on while we were opening, and removed what we opened.
            return self._opened_at(self._generations.current())

    def _opened_at(self, name: str) -> Reading:
        if self._opened is not None:
            if self._opened.name == name:
                return self._opened
            self._opened.close()
            self._opened = None
        if self._generations.facts(name) != self._facts:
            raise Damaged("the index was made by another version of the analysis")
        self._opened = Reading(self._generations.folder / name, name)
        return self._opened

    @contextmanager
    def _changing(self) -> Iterator[Writing]:
        generations = self._generations
        with generations.locked():
            try:
                name = generations.current()
                if generations.facts(name) != self._facts:
                    raise Damaged("the index was made by another version of the analysis")
            except Damaged as error:
                raise NotReady(
                    "The search index must be rebuilt: {reason}", reason=error
                ) from error
            folder = generations.begin(name)
            with _written(folder) as writing:
                yield writing
            generations.finish(folder, self._facts)


@contextmanager
def _written(folder: Path) -> Iterator[Writing]:
    writing = Writing(folder)
    try:
        yield writing
        writing.commit()
    except BaseException:
        writing.cancel()
        raise
