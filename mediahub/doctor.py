"""What can be wrong with an installation, asked one thing at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from mediahub import migrations
from mediahub.errors import Conflict, MediaHubError
from mediahub.hub import Hub
from mediahub.media.ffmpeg import version

LARGEST_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of the report: what was looked at, and what was found or is wrong with it."""

    name: str
    found: str | None
    error: MediaHubError | None


def examine(hub: Hub) -> Iterator[Diagnosis]:
    """Look at settings, database, migrations, storage, the signing clock and ffmpeg."""
    looks: dict[str, Callable[[Hub], str]] = {
        "settings": _settings,
        "database": _database,
        "migrations": _migrations,
        "storage": _storage,
        "clock": _clock,
        "ffmpeg": lambda _: version(),
    }
    for name, look in looks.items():
        try:
            yield Diagnosis(name, look(hub), None)
        except MediaHubError as error:
            yield Diagnosis(name, None, error)


def _settings(hub: Hub) -> str:
    if not hub.settings.data_dir.is_dir():
        raise Conflict("The data folder {folder} is not there.", folder=hub.settings.data_dir)
    return f"{hub.settings.origin}, {hub.settings.data_dir}"


def _database(hub: Hub) -> str:
    try:
        with hub.reading() as db:
            db.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        raise Conflict("The database does not answer: {reason}", reason=error) from error
    return hub.engine.url.render_as_string(hide_password=True)


def _migrations(hub: Hub) -> str:
    try:
        is_current = migrations.is_current(hub.engine)
    except SQLAlchemyError as error:
        raise Conflict("The database does not answer: {reason}", reason=error) from error
    if not is_current:
        raise Conflict("The database is older than the program. Run “mediahub init”.")
    return "current"


def _storage(hub: Hub) -> str:
    return f"{hub.store.check().place}: write, read, sign, delete"


def _clock(hub: Hub) -> str:
    skew = hub.store.check().clock_skew
    if abs(skew) > LARGEST_SKEW:
        raise Conflict(
            "This machine's clock is {seconds} s off the storage's; links would fail.",
            seconds=round(skew.total_seconds()),
        )
    return f"{hub.now():%Y-%m-%dT%H:%M:%SZ}, {skew.total_seconds():+.0f} s"
