"""Which index the settings name: a folder for Whoosh, or PostgreSQL."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine

from mediahub.db import open_engine
from mediahub.errors import Invalid
from mediahub.search.analysis import Analysis
from mediahub.search.index import SearchIndex
from mediahub.settings import Settings


def open_index(settings: Settings, engine: Engine, analysis: Analysis) -> SearchIndex:
    """The index at `whoosh:///folder`, in the hub's own database (`postgresql:`), or in another.

    `engine` is the hub's. Invalid for an address that cannot be used. Nothing is read yet.
    """
    url = settings.search
    if url.startswith("whoosh:"):
        from mediahub.search.whoosh_index import WhooshIndex  # noqa: PLC0415 takes long to import

        return WhooshIndex(_folder(url), analysis)
    from mediahub.search.postgres_index import PostgresIndex  # noqa: PLC0415 nor is it needed

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
        raise Invalid("“{url}” is no folder for the index. Write it as whoosh:///folder.", url=url)
    return Path(folder)
