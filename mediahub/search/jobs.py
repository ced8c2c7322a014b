"""Keeping the index in step: woken after each commit that changes content, and each minute."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from mediahub.db import Touched
from mediahub.hub import Hub
from mediahub.jobs.queue import EVERYTHING, Job, enqueue
from mediahub.recordings.models import Recording, RecordingDocument

INDEX = "search.index"
REBUILD = "search.rebuild"
_CONTENT = (Touched, Recording, RecordingDocument)


def index_changes(hub: Hub) -> None:
    """Have the index brought up after every commit that changes content; once for each hub."""
    event.listen(hub.writers, "after_flush", _notice)


def _notice(session: Session, _: object) -> None:
    if INDEX in session.info:
        return
    rows = [*session.new, *session.dirty, *session.deleted]
    if any(isinstance(row, _CONTENT) for row in rows):
        session.info[INDEX] = True
        # The job compares the whole index with the database, so one run does the work of many.
        enqueue(session, INDEX, EVERYTHING)


def _run(hub: Hub, _: UUID) -> None:
    # Every command knows the jobs, and few do them: the analysis takes a while to import.
    from mediahub.search.index.provider import opened  # noqa: PLC0415
    from mediahub.search.index.sync import sync  # noqa: PLC0415

    with opened(hub) as index:
        sync(hub, index)


def _run_rebuilding(hub: Hub, _: UUID) -> None:
    from mediahub.search.index.provider import opened  # noqa: PLC0415 - as above
    from mediahub.search.index.sync import every_document  # noqa: PLC0415

    with opened(hub) as index:
        index.rebuild(every_document(hub))


def _due(_: Session, __: datetime) -> Sequence[UUID]:
    """Each minute, for what no session told of: rows that were deleted in bulk, a lost index."""
    return (EVERYTHING,)


JOBS = [Job(INDEX, _run, _due), Job(REBUILD, _run_rebuilding)]
