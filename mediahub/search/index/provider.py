"""Which index the settings name: a folder for Whoosh, or PostgreSQL; and opening it in time."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock, Timer
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine

from mediahub.db import open_engine
from mediahub.errors import Invalid, MediaHubError
from mediahub.hub import Hub
from mediahub.search.analysis import Analysis
from mediahub.search.index.interface import SearchIndex
from mediahub.search.query.searcher import SearchQuery
from mediahub.settings import Settings


def open_index(settings: Settings, engine: Engine, analysis: Analysis) -> SearchIndex:
    """The index at `whoosh:///folder`, in the hub's own database (`postgresql:`), or in another.

    `engine` is the hub's. Invalid for an address that cannot be used. Nothing is read yet.
    """
    url = settings.search
    if url.startswith("whoosh:"):
        from mediahub.search.index.whoosh_index import WhooshIndex  # noqa: PLC0415 takes long to import

        return WhooshIndex(_folder(url), analysis)
    from mediahub.search.index.postgres_index import PostgresIndex  # noqa: PLC0415 nor is it needed

    if url != "postgresql:":
        address = url.replace("postgresql://", "postgresql+psycopg://", 1)
        return PostgresIndex(open_engine(address, settings.threads), analysis, owns_engine=True)
    if engine.dialect.name != "postgresql":
        raise Invalid(
            "MEDIAHUB_SEARCH_URL is “postgresql:”, but the database is not PostgreSQL. Set "
            "MEDIAHUB_DATABASE_URL, or write the whole address of a PostgreSQL database."
        )
    return PostgresIndex(engine, analysis)


def _folder(url: str) -> Path:
    parts = urlsplit(url)
    folder = unquote(parts.path)
    if parts.netloc or not folder.startswith("/") or folder == "/" or "\0" in folder:
        raise Invalid(
            "“{url}” is not a folder for the index. Write it as whoosh:///folder.", url=url
        )
    return Path(folder)


@contextmanager
def opened(hub: Hub) -> Iterator[SearchIndex]:
    """The index for as long as the block lasts; the dictionary stays with the process."""
    with closing(open_index(hub.settings, hub.engine, swedish(hub.settings))) as index:
        yield index


def swedish(settings: Settings) -> Analysis:
    """The analysis of this process, with the synonyms in the data folder if there are any.

    `synonyms.txt` there stands in place of ours; once it is edited, the analysis is another.
    """
    own = settings.data_dir / "synonyms.txt"
    try:
        return _analysis(own, own.stat().st_mtime_ns)
    except FileNotFoundError:
        return _analysis(None, 0)


@lru_cache(maxsize=1)
def _analysis(synonyms: Path | None, _written_at: int) -> Analysis:
    return Analysis(synonyms)


# The first requests come before it: they would all wait for the same processor.
WARM_AFTER_SECONDS = 1.0


class IndexProvider:
    """The index of a process that serves: opened when it is first asked for, and closed once."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._lock = Lock()
        self._held: tuple[Analysis, SearchIndex] | None = None
        self._warming = Timer(WARM_AFTER_SECONDS, self._search_once)
        self._warming.daemon = True

    def __call__(self) -> SearchIndex:
        """The index; another one as soon as the synonyms have been edited."""
        with self._lock:
            analysis = swedish(self._hub.settings)
            if self._held is not None and self._held[0] is analysis:
                return self._held[1]
            self._let_go()
            index = open_index(self._hub.settings, self._hub.engine, analysis)
            self._held = analysis, index
            return index

    def warm(self) -> None:
        """Open the index and the dictionary soon, in the background: that takes a second or two."""
        self._warming.start()

    def close(self) -> None:
        """Give back what was opened."""
        self._warming.cancel()
        with self._lock:
            self._let_go()

    def _search_once(self) -> None:
        with suppress(MediaHubError):  # whoever searches is told
            self().query(SearchQuery("demokrati", limit=0))

    def _let_go(self) -> None:
        if self._held is not None:
            self._held[1].close()
        self._held = None
