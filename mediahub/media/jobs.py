"""Work on originals after they came in, conversion and loudness, and the sweep of orphans."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from uuid import UUID

from huey import crontab
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.jobs.queue import Chore, Job
from mediahub.media.convert import to_mp3
from mediahub.media.loudness import measure, normalise
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.probe import probe
from mediahub.media.service import (
    PROCESS,
    add_facts,
    describe,
    get_file,
    keep,
    needs_conversion,
    put,
    version_of,
)
from mediahub.media.sweep import leftovers, missing, orphans, remove
from mediahub.web.language import sentence

log = logging.getLogger(__name__)
Progress = Callable[[float], None]
Work = Callable[[Path, Path, Progress], object]

# A worker that has not said anything for this long is taken for dead.
SILENCE = timedelta(minutes=2)
PROGRESS_SECONDS = 1.0


def process(hub: Hub, original_id: UUID, progress: Progress | None = None) -> bool:
    """Do all that an original waits for: an MP3 of it, its loudness, its normalised version.

    False when another worker is at it, or nothing waits. What is wrong with the file is written
    into its row; any other failure leaves it waiting, to be tried again.
    """
    with hub.writing() as db:
        if not _claim(db, original_id, hub.now()):
            return False
    tell = _progress(hub, original_id, progress)
    try:
        _convert(hub, original_id, tell)
        _measure(hub, original_id, tell)
        _normalise(hub, original_id, tell)
    except Invalid as error:
        _finish(hub, original_id, sentence(error, hub.settings.language))
    except BaseException:
        _release(hub, original_id)
        raise
    else:
        _finish(hub, original_id)
    return True


def _waiting(now: datetime) -> ColumnElement[bool]:
    return and_(
        MediaFile.role == MediaRole.ORIGINAL,
        MediaFile.state == MediaState.UPLOADED,
        or_(MediaFile.worked_at.is_(None), MediaFile.worked_at < now - SILENCE),
    )


def due(db: Session, now: datetime) -> Sequence[UUID]:
    """Originals that wait and that no living worker is at."""
    return db.scalars(select(MediaFile.id).where(_waiting(now))).all()


def _claim(db: Session, original_id: UUID, now: datetime) -> bool:
    # Compare and swap: of two workers, one updates a row and the other none.
    claim = update(MediaFile).where(MediaFile.id == original_id, _waiting(now))
    result = db.execute(claim.values(worked_at=now, progress=0.0))
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def _progress(hub: Hub, original_id: UUID, shown: Progress | None) -> Progress:
    told_at = monotonic()

    def tell(fraction: float) -> None:
        nonlocal told_at
        if shown is not None:
            shown(fraction)
        if monotonic() - told_at >= PROGRESS_SECONDS:
            told_at = monotonic()
            with hub.writing() as db:
                file = get_file(db, original_id)
                file.progress, file.worked_at = fraction, hub.now()

    return tell


def _convert(hub: Hub, original_id: UUID, tell: Progress) -> None:
    with hub.reading() as db:
        original = get_file(db, original_id)
        wanted = (
            needs_conversion(original) and version_of(db, original, MediaRole.CONVERTED) is None
        )
    if wanted:
        _make(hub, original, MediaRole.CONVERTED, to_mp3, tell)


def _measure(hub: Hub, original_id: UUID, tell: Progress) -> None:
    with hub.reading() as db:
        original = get_file(db, original_id)
    if original.loudness_lufs is not None:
        return
    with hub.store.as_file(original.key) as path:
        loudness = measure(path, tell)
    with hub.writing() as db:
        original = get_file(db, original_id)
        original.loudness_lufs = loudness.integrated_lufs
        original.true_peak_dbtp = loudness.true_peak_dbtp
        original.loudness_range_lu = loudness.range_lu
        original.duration_seconds = loudness.duration_seconds


def _normalise(hub: Hub, original_id: UUID, tell: Progress) -> None:
    with hub.reading() as db:
        original = get_file(db, original_id)
        held = version_of(db, original, MediaRole.NORMALISED)
    if not original.is_normalised_wanted or held is not None:
        return

    def work(source: Path, target: Path, tell: Progress) -> None:
        normalise(source, target, measure(source, lambda part: tell(part / 2)), tell)

    _make(hub, original, MediaRole.NORMALISED, work, tell)


def _make(hub: Hub, original: MediaFile, role: MediaRole, work: Work, tell: Progress) -> None:
    with TemporaryDirectory(dir=hub.settings.work_dir) as folder:
        target = Path(folder, "version.mp3")
        with hub.store.as_file(original.key) as source:
            work(source, target, tell)
        facts = probe(target)
        file = describe(role, original.filename, facts.kind, hub.now())
        file.source_id, file.state = original.id, MediaState.READY
        add_facts(file, facts)
        with target.open("rb") as made:
            put(hub.store, file, made)
    with hub.writing() as db:
        keep(db, hub.store, file)


def _finish(hub: Hub, original_id: UUID, failure: str | None = None) -> None:
    with hub.writing() as db:
        file = get_file(db, original_id)
        file.failure, file.progress, file.worked_at = failure and failure[:500], None, None
        if failure:
            file.state = MediaState.FAILED
        elif _is_complete(db, file):
            file.state = MediaState.READY


def _is_complete(db: Session, original: MediaFile) -> bool:
    # A normalised version may have been asked for while the worker was past that.
    held = version_of(db, original, MediaRole.NORMALISED)
    return not original.is_normalised_wanted or held is not None


def _release(hub: Hub, original_id: UUID) -> None:
    with hub.writing() as db:
        get_file(db, original_id).worked_at = None


def sweep(hub: Hub) -> None:
    """Remove bytes that no row names and what killed work left, once they are a day old.

    Rows whose bytes are gone are logged as warnings, every time until someone has seen to them.
    """
    with hub.reading() as db:
        found = orphans(db, hub.store, hub.now())
        lost = missing(db, hub.store)
    for orphan in found:
        log.info("removing %s: no row names it", orphan.key)
        hub.store.delete(orphan.key)
    for folder in leftovers(hub.settings.work_dir, hub.now()):
        log.info("removing %s: the work in it was not finished", folder)
        remove(folder)
    for key in lost:
        log.warning("%s is lost: a row names it, and the storage does not have it", key)


def _run(hub: Hub, original_id: UUID) -> None:
    process(hub, original_id)


JOBS = [Job(PROCESS, _run, due)]
CHORES = [Chore("media.sweep", sweep, crontab(minute="17"))]
