"""Work on a stored file: claimed by one worker, told of meanwhile, taken over from the dead."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.jobs import attempts
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.service import get_file

Progress = Callable[[float], None]
IsComplete = Callable[[Session, MediaFile], bool]

# A worker that has not said anything for this long is taken for dead.
SILENCE = timedelta(minutes=2)
PROGRESS_SECONDS = 1.0


def is_waiting(role: MediaRole, now: datetime) -> ColumnElement[bool]:
    """The files of a role that wait and that no living worker is at, as a SQL condition."""
    waits = MediaFile.role == role, MediaFile.state == MediaState.UPLOADED
    return and_(*waits, attempts.is_idle(MediaFile, now, SILENCE))


def work_on(
    hub: Hub,
    file_id: UUID,
    role: MediaRole,
    steps: Callable[[Progress], None],
    *,
    progress: Progress | None = None,
    is_complete: IsComplete = lambda _db, _file: True,
) -> bool:
    """Do the steps on a waiting file, which is ready afterwards if it `is_complete`.

    False when another worker is at it, or it does not wait. What is wrong with the file is written
    into its row; any other failure leaves it waiting, to be tried again, up to five times.
    """
    with hub.writing() as db:
        if not claim(db, file_id, role, hub.now()):
            return False
        if attempts.is_given_up(get_file(db, file_id)):
            _fail(hub, get_file(db, file_id), attempts.given_up())
            return True
    try:
        steps(progress_reporter(hub, file_id, progress))
    except Invalid as error:
        finish(hub, file_id, is_complete, sentence(error, hub.settings.language))
    except BaseException as error:
        _release(hub, file_id, error)
        raise
    else:
        finish(hub, file_id, is_complete)
    return True


def claim(db: Session, file_id: UUID, role: MediaRole, now: datetime) -> bool:
    """Whether this worker is to do the work, which it then must do or give up."""
    return attempts.claim(db, MediaFile, file_id, is_waiting(role, now), now, progress=0.0)


def progress_reporter(hub: Hub, file_id: UUID, shown: Progress | None) -> Progress:
    """A function that is told the part done; once a second it says so in the file's row."""
    told_at = monotonic()

    def tell(fraction: float) -> None:
        nonlocal told_at
        if shown is not None:
            shown(fraction)
        if monotonic() - told_at >= PROGRESS_SECONDS:
            told_at = monotonic()
            with hub.writing() as db:
                file = get_file(db, file_id)
                file.progress, file.worked_at = fraction, hub.now()

    return tell


def finish(hub: Hub, file_id: UUID, is_complete: IsComplete, failure: str | None = None) -> None:
    """Write down how it went, and give the file back."""
    with hub.writing() as db:
        file = get_file(db, file_id)
        file.failure, file.progress = failure and failure[:500], None
        attempts.end(file)
        if failure:
            file.state = MediaState.FAILED
        elif is_complete(db, file):
            file.state = MediaState.READY


def _release(hub: Hub, file_id: UUID, error: BaseException) -> None:
    with hub.writing() as db:
        file = get_file(db, file_id)
        reason = attempts.release(file, error, hub.now())
        if reason is not None:
            _fail(hub, file, reason)


def _fail(hub: Hub, file: MediaFile, reason: Invalid) -> None:
    """Until somebody asks for it again, as `mediahub media retry` does."""
    file.state, file.failure = MediaState.FAILED, sentence(reason, hub.settings.language)[:500]
    file.progress = file.worked_at = None
