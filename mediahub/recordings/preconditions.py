"""What must hold before the window of a recording is opened or changed, each with its refusal."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision
from mediahub.clock import local
from mediahub.errors import Conflict, Gone, Hint, Invalid
from mediahub.i18n import in_words
from mediahub.media.models import Deletion, MediaState
from mediahub.recordings.models import Recording
from mediahub.recordings.service import files_of
from mediahub.recordings.state import RecordingState, state_of
from mediahub.webcasts.models import Access, Webcast
from mediahub.webcasts.rules import LONGEST_WINDOW_DAYS
from mediahub.webcasts.state import WebcastState, is_listed
from mediahub.webcasts.state import state_of as state_of_webcast

IN_WINDOW = (RecordingState.SCHEDULED, RecordingState.OPEN, RecordingState.PAUSED)


@dataclass(frozen=True, slots=True)
class CaptionException:
    """Who lets a recording be shown without captions, and why; it is dated when it is made."""

    by: str
    reason: str


def require_reason(decision: Decision) -> None:
    """Invalid without a reason."""
    if not (decision.reason or "").strip():
        raise Invalid("Say why: it is noted in the audit log.").with_hint(Hint.GIVE_REASON)


def require_later(until: datetime, than: datetime) -> None:
    """Invalid unless one time is later than the other."""
    if until <= than:
        raise Invalid("{until} is not later than {than}.", until=in_words(until),
                      than=in_words(than))  # fmt: skip


def require_near(instant: datetime, after: datetime) -> None:
    """Invalid when the longest window a webcast may have is over between the two days."""
    if (local(instant).date() - local(after).date()).days > LONGEST_WINDOW_DAYS:
        raise Invalid(
            "{until} is more than {longest} days after {than}. Choose an earlier day.",
            until=in_words(instant),
            longest=LONGEST_WINDOW_DAYS,
            than=in_words(after),
        )


def require_public(webcast: Webcast) -> None:
    """Invalid unless everyone may watch the recording of this webcast."""
    if webcast.access is not Access.PUBLIC:
        raise Invalid("Say until when: only what is open to everyone has no end.").with_hint(
            Hint.GIVE_END
        )


def require_ended(webcast: Webcast, now: datetime) -> None:
    """Conflict unless the webcast has ended."""
    state = state_of_webcast(webcast, now)
    if state is WebcastState.CANCELLED:
        raise Conflict("“{title}” is cancelled.", title=webcast.title)
    if state is not WebcastState.ENDED:
        raise Conflict(
            "“{title}” has not ended. Its recording can be opened from {end}.",
            title=webcast.title,
            end=in_words(webcast.end),
        )


def require_findable(webcast: Webcast, opens_at: datetime) -> None:
    """Conflict when everyone may watch it and nobody is told of the webcast."""
    if webcast.access is Access.PUBLIC and not is_listed(webcast, opens_at):
        raise Conflict(
            "“{title}” is not published, so nobody could watch its recording. Publish it first.",
            title=webcast.title,
            slug=webcast.slug,
        ).with_hint(Hint.PUBLISH_WEBCAST)


def require_exception(webcast: Webcast, exception: CaptionException | None) -> None:
    """Conflict or Invalid unless somebody says why captions may be missing."""
    if exception is None:
        raise Conflict(
            "The recording of “{title}” has no captions that a person has made or reviewed. Add or"
            " review them, or say who makes an exception and why.",
            title=webcast.title,
        ).with_hint(Hint.CAPTION_OR_EXCEPT)
    if not exception.by.strip() or not exception.reason.strip():
        refusal = Invalid("An exception needs both who makes it and why.")
        raise refusal.with_hint(Hint.GIVE_EXCEPTION)


def require_openable(recording: Recording, now: datetime) -> None:
    """Conflict unless it is ready and never was opened."""
    state, title = state_of(recording, now), recording.webcast.title
    if state is RecordingState.READY:
        return
    if state in IN_WINDOW:
        raise Conflict("The recording of “{title}” has been opened already.", title=title)
    if state is RecordingState.DELETED:
        raise _deleted(recording)
    if state is RecordingState.CLOSED:
        raise _closed(recording)
    if recording.media.state is MediaState.FAILED:
        raise Conflict(
            "The recording of “{title}” could not be made ready: {failure}",
            title=title,
            failure=recording.media.failure or "",
        )
    raise Conflict("The recording of “{title}” is not ready yet: it is being worked on.",
                   title=title)  # fmt: skip


def require_in_window(recording: Recording, now: datetime) -> None:
    """Gone when it is closed already."""
    state = state_of(recording, now)
    if state is RecordingState.DELETED:
        raise _deleted(recording)
    if state not in IN_WINDOW:
        raise _closed(recording)


def require_kept(db: Session, recording: Recording) -> None:
    """Gone when its bytes are deleted, or are about to be."""
    if recording.deleted_at is not None:
        raise _deleted(recording)
    identities = [file.id for file in files_of(recording)]
    begun = select(Deletion.id).where(Deletion.media_id.in_(identities)).limit(1)
    if db.scalars(begun).first() is not None:
        raise Gone("The recording of “{title}” is being deleted and cannot be opened again.",
                   title=recording.webcast.title)  # fmt: skip


def _deleted(recording: Recording) -> Gone:
    return Gone("The recording of “{title}” is deleted.", title=recording.webcast.title)


def _closed(recording: Recording) -> Conflict:
    assert recording.closes_at is not None
    return Conflict(
        "The recording of “{title}” closed {end}. To open it again, let it close later.",
        title=recording.webcast.title,
        end=in_words(recording.closes_at),
        slug=recording.webcast.slug,
    ).with_hint(Hint.EXTEND_RECORDING)
