"""Work on originals after they came in, conversion and loudness, and the sweep of orphans."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from huey import crontab
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import Invalid, NotFound
from mediahub.hub import Hub
from mediahub.jobs.queue import Job, PeriodicTask
from mediahub.media.claims import Progress, is_waiting, work_on
from mediahub.media.deletion import reset_deletion
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.probing.probe import probe
from mediahub.media.processing.convert import to_mp3
from mediahub.media.processing.loudness import measure, normalise
from mediahub.media.processing.peaks import read_peaks
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
from mediahub.media.sweep import leftovers, missing, orphans, remove, returned

log = logging.getLogger(__name__)
Work = Callable[[Path, Path, Progress], object]
WAVEFORM = "media.draw"
# A minute's worth of old sounds, so that new ones do not wait behind them.
_MOST_DRAWN = 10


def process(hub: Hub, original_id: UUID, progress: Progress | None = None) -> bool:
    """Do all that an original waits for: an MP3 of it, its loudness, its normalised version.

    False when another worker is at it, or nothing waits; failures as for `work_on`.
    """

    def steps(tell: Progress) -> None:
        _convert(hub, original_id, tell)
        _measure(hub, original_id, tell)
        make_waveform(hub, original_id, tell)
        _normalise(hub, original_id, tell)

    return work_on(
        hub, original_id, MediaRole.ORIGINAL, steps, progress=progress, is_complete=is_complete
    )


def due(db: Session, now: datetime) -> Sequence[UUID]:
    """Originals that wait and that no living worker is at."""
    return db.scalars(select(MediaFile.id).where(is_waiting(MediaRole.ORIGINAL, now))).all()


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


def make_waveform(hub: Hub, original_id: UUID, tell: Progress) -> None:
    """Keep the waveform of a sound; an empty one of what cannot be heard."""
    with hub.reading() as db:
        original = get_file(db, original_id)
        if original.peaks is not None:
            return
    try:
        with hub.store.as_file(original.key) as path:
            peaks = read_peaks(path, original.duration_seconds, tell)
    except (Invalid, NotFound) as error:
        log.warning("no waveform of %s: %s", original.key, error)
        peaks = b""
    with hub.writing() as db:
        get_file(db, original_id).peaks = peaks


def without_waveform(db: Session, _: datetime) -> Sequence[UUID]:
    """Sounds that were ready before there were waveforms."""
    ready = MediaFile.role == MediaRole.ORIGINAL, MediaFile.state == MediaState.READY
    query = select(MediaFile.id).where(*ready, MediaFile.peaks.is_(None))
    return db.scalars(query.where(MediaFile.removed_at.is_(None)).limit(_MOST_DRAWN)).all()


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


def is_complete(db: Session, original: MediaFile) -> bool:
    """Whether nothing is left to do; more may have been asked for while the worker was past it."""
    held = version_of(db, original, MediaRole.NORMALISED)
    return not original.is_normalised_wanted or held is not None


def sweep(hub: Hub) -> None:
    """Remove bytes that no row names and what killed work left, once they are a day old.

    Bytes that were deleted and are back are to go again. Rows whose bytes are gone are logged as
    warnings, every time until someone has seen to them.
    """
    with hub.reading() as db:
        found = orphans(db, hub.store, hub.now())
        lost = missing(db, hub.store)
        back = returned(db, hub.store)
    for orphan in found:
        log.info("removing %s: no row names it", orphan.key)
        hub.store.delete(orphan.key)
    for folder in leftovers(hub.settings.work_dir, hub.now()):
        log.info("removing %s: the work in it was not finished", folder)
        remove(folder)
    for key in back:
        log.warning("%s was deleted and is back: it is deleted again", key)
        with hub.writing() as db:
            reset_deletion(db, key)
    for key in lost:
        log.warning("%s is lost: a row names it, and the storage does not have it", key)


def _run(hub: Hub, original_id: UUID) -> None:
    process(hub, original_id)


def _run_waveform(hub: Hub, original_id: UUID) -> None:
    make_waveform(hub, original_id, lambda _: None)


JOBS = [Job(PROCESS, _run, due), Job(WAVEFORM, _run_waveform, without_waveform)]
PERIODIC_TASKS = [PeriodicTask("media.sweep", sweep, crontab(minute="17"))]
