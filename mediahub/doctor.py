"""What can be wrong with an installation, asked one thing at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from mediahub import migrations
from mediahub.db import open_engine
from mediahub.errors import Conflict, MediaHubError
from mediahub.hub import Clock
from mediahub.mail.sending import check_server
from mediahub.media.ffmpeg import version
from mediahub.settings import Settings
from mediahub.storage import Checked, open_store

LARGEST_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of the report: the part, whether it works, and a sentence (gettext msgid)."""

    name: str
    is_well: bool
    sentence: str
    values: dict[str, object]


Found = tuple[str, dict[str, object]]


def examine(settings: Settings, now: Clock) -> Iterator[Diagnosis]:
    """Look at settings, database, migrations, storage, the signing clock, ffmpeg and mail.

    Each look opens what it needs from the settings, so that one ill part hides no other.
    """
    yield _look("settings", lambda: _settings(settings))
    yield _look("database", lambda: _database(settings))
    yield _look("migrations", lambda: _migrations(settings))
    checked: list[Checked] = []
    yield _look("storage", lambda: _storage(settings, now, checked))
    yield _look("clock", lambda: clock(now, checked))
    yield _look("ffmpeg", lambda: ("{version}", {"version": version()}))
    yield _look("mail", lambda: _mail(settings))


def _look(name: str, look: Callable[[], Found]) -> Diagnosis:
    try:
        found, values = look()
    except MediaHubError as error:
        return Diagnosis(name, False, error.sentence, error.values)
    return Diagnosis(name, True, found, values)


def _settings(settings: Settings) -> Found:
    settings.with_secret_keys()
    if not settings.data_dir.is_dir():
        raise Conflict("The data folder {folder} is not there.", folder=settings.data_dir)
    return "{origin}, {folder}", {"origin": settings.origin, "folder": settings.data_dir}


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database, threads=1)
    try:
        yield engine
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        raise Conflict("The database does not answer: {reason}", reason=reason) from error
    finally:
        engine.dispose()


def _database(settings: Settings) -> Found:
    with _opened(settings) as engine, engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM (SELECT 1) AS one"))
        return "{url}", {"url": engine.url.render_as_string(hide_password=True)}


def _migrations(settings: Settings) -> Found:
    with _opened(settings) as engine:
        migrations.require_current(engine)
    sentence = "current"
    return sentence, {}


def _storage(settings: Settings, now: Clock, checked: list[Checked]) -> Found:
    store = open_store(
        settings.storage,
        base_url=settings.origin,
        secrets=settings.with_secret_keys().secret_keys,
        now=now,
    )
    checked.append(store.check())
    sentence = "{place}: write, read, sign, delete"
    return sentence, {"place": checked[0].place}


def _mail(settings: Settings) -> Found:
    if settings.smtp is None:
        sentence = "No server is set; mails are written to {folder}"
        return sentence, {"folder": settings.outbox_dir}
    server = check_server(settings)
    sentence = "{host}:{port} takes mail from {sender}"
    return sentence, {"host": server.host, "port": server.port, "sender": settings.sender[1]}


def clock(now: Clock, checked: list[Checked]) -> Found:
    """Our time and how far it is from the store's, if that answered; Conflict if links fail."""
    time = f"{now():%Y-%m-%dT%H:%M:%SZ}"
    if not checked:
        sentence = "{time}, not compared with the storage"
        return sentence, {"time": time}
    skew = checked[0].clock_skew.total_seconds()
    if abs(skew) > LARGEST_SKEW.total_seconds():
        raise Conflict(
            "This machine's clock is {seconds} s off the storage's; links would fail.",
            seconds=round(skew),
        )
    return "{time}, {skew} s", {"time": time, "skew": f"{skew:+.0f}"}
