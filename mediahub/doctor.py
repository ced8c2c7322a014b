"""What can be wrong with an installation, asked one thing at a time."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from mediahub import migrations
from mediahub.db import open_engine
from mediahub.errors import Conflict, MediaHubError, Phrase
from mediahub.file_permissions import is_open_to_others
from mediahub.hub import Clock
from mediahub.mail.delivery import check_server
from mediahub.media.deletion import backlog, waiting
from mediahub.media.processing.ffmpeg import version
from mediahub.media.sweep import GRACE, missing, orphans, returned
from mediahub.recordings.watching.signed_links import MOST_SKEW
from mediahub.settings import Settings
from mediahub.storage import MediaStore, StoreFailure, open_store

SWEEP_LATE = timedelta(hours=2)  # the sweep comes each hour


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of the report: the part, whether it works, and a sentence (gettext msgid)."""

    name: str
    is_well: bool
    sentence: str
    values: dict[str, object]


Found = tuple[str, dict[str, object]]


def examine(settings: Settings, now: Clock) -> Iterator[Diagnosis]:
    """Look at every part: settings, database, mail, files, the search index and what else there is.

    Each look opens what it needs from the settings, so that one ill part hides no other; what an
    ill part is needed for is not looked at.
    """
    yield _look("settings", lambda: _settings(settings))
    yield _look("database", lambda: _database(settings))
    migrated = _look("migrations", lambda: _migrations(settings))
    yield migrated
    opened: list[MediaStore] = []
    checked = _look("storage", lambda: _storage(settings, now, opened))
    yield checked
    yield _look("clock", lambda: clock(now, _skew(opened)))
    yield _look("ffmpeg", lambda: ("{version}", {"version": version()}))
    yield _look("mail", lambda: _mail(settings))
    can_read = migrated.is_well
    yield _look("deletions", lambda: _deletions(settings, now) if can_read else _unseen())
    can_list = can_read and checked.is_well
    yield _look("files", lambda: _files(settings, now, opened) if can_list else _unseen())
    yield _look("search", lambda: _search(settings) if can_read else _unseen())


def _look(name: str, look: Callable[[], Found]) -> Diagnosis:
    try:
        found, values = look()
    except MediaHubError as error:
        return Diagnosis(name, False, error.sentence, error.values)
    return Diagnosis(name, True, found, values)


def _unseen() -> Found:
    sentence = "not looked at"
    return sentence, {}


def _settings(settings: Settings) -> Found:
    settings.with_secret_keys()
    settings.require_known_proxies()
    if not settings.data_dir.is_dir():
        raise Conflict("The data folder {folder} is not there.", folder=settings.data_dir)
    _require_private(settings)
    return "{origin}, {folder}", {"origin": settings.origin, "folder": settings.data_dir}


def _require_private(settings: Settings) -> None:
    held = settings.data_dir, settings.secret_key_file, settings.database_file
    for path in filter(None, held):
        if is_open_to_others(path):
            raise Conflict(
                "Others on this machine can read {path}. Start the service as the user that it"
                " belongs to, which closes it, or run chmod go= on it.",
                path=path,
            )


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


def _storage(settings: Settings, now: Clock, opened: list[MediaStore]) -> Found:
    store = open_store(
        settings.storage,
        base_url=settings.origin,
        secrets=settings.with_secret_keys().secret_keys,
        now=now,
    )
    opened.append(store)
    sentence = "{place}: write, read, sign, delete"
    return sentence, {"place": store.check()}


def _skew(opened: list[MediaStore]) -> timedelta | None:
    # Asked although the check failed: a clock far off may be why.
    with suppress(StoreFailure):
        for store in opened:
            return store.clock_skew()
    return None


def _mail(settings: Settings) -> Found:
    if settings.smtp is None:
        sentence = "No server is set; mails are written to {folder}"
        return sentence, {"folder": settings.outbox_dir}
    server = check_server(settings)
    sentence = "{host}:{port} takes mail from {sender}"
    return sentence, {"host": server.host, "port": str(server.port), "sender": settings.sender[1]}


def clock(now: Clock, skew: timedelta | None) -> Found:
    """Our time and how far it is from the store's, if that is known; Conflict beyond 60 s."""
    time = f"{now():%Y-%m-%dT%H:%M:%SZ}"
    if skew is None:
        sentence = "{time}, not compared with the storage"
        return sentence, {"time": time}
    seconds = round(skew.total_seconds())
    if abs(skew) > MOST_SKEW:
        raise Conflict(
            "This machine's clock is {seconds} s off the storage's. "
            "No links to recordings are given until it is set right.",
            seconds=seconds,
        )
    return "{time}, {skew} s", {"time": time, "skew": f"{seconds:+}"}


def _deletions(settings: Settings, now: Clock) -> Found:
    with _opened(settings) as engine, Session(engine) as db:
        late = backlog(db, now())
        count = len(waiting(db))
    if late is None:
        sentence = "{count} wait"
        return sentence, {"count": count}
    if late.failure is None:
        raise Conflict(
            "{count} files should be deleted and are not, the oldest since {since}. "
            "Is the worker running?",
            count=late.count,
            since=f"{late.wanted_at:%Y-%m-%dT%H:%M:%SZ}",
        )
    raise Conflict(
        "{count} files should be deleted and are not, the oldest since {since}: {failure}",
        count=late.count,
        since=f"{late.wanted_at:%Y-%m-%dT%H:%M:%SZ}",
        failure=late.failure,
    )


def _files(settings: Settings, now: Clock, opened: list[MediaStore]) -> Found:
    (store,) = opened
    with _opened(settings) as engine, Session(engine) as db:
        unnamed = orphans(db, store, now(), GRACE + SWEEP_LATE)
        lost, back = missing(db, store), returned(db, store)
    if unnamed or lost or back:
        raise Conflict(
            "{orphans} stored files that nothing names, {missing} files without bytes, "
            "{returned} deleted files that are back. First: {key}",
            orphans=len(unnamed),
            missing=len(lost),
            returned=len(back),
            key=[*back, *lost, *(found.key for found in unnamed)][0],
        )
    sentence = "every file has its bytes, and the other way round"
    return sentence, {}


def _search(settings: Settings) -> Found:
    """An index that is not there yet is not an illness: the worker makes it."""
    # Not at the top: every command imports this file, and the analysis takes a while.
    from mediahub.search.index.provider import open_index, swedish  # noqa: PLC0415

    with (
        _opened(settings) as engine,
        closing(open_index(settings, engine, swedish(settings))) as index,
    ):
        health = index.health()
    if not health.is_ready:
        sentence = "the index is made by the worker within a minute ({reason})"
        return sentence, {"reason": Phrase(health.reason)}
    sentence = "{engine}: {items} items, {texts} texts"
    return sentence, {"engine": health.engine, "items": health.items, "texts": health.texts}
