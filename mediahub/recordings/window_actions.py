"""The window of a recording: opened, moved, paused and closed by people, each time with why."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.errors import Conflict, Hint, Invalid
from mediahub.i18n import in_words
from mediahub.recordings.captions import are_reviewed
from mediahub.recordings.models import Recording
from mediahub.recordings.preconditions import (
    CaptionException,
    require_ended,
    require_exception,
    require_findable,
    require_in_window,
    require_kept,
    require_later,
    require_near,
    require_openable,
    require_public,
    require_reason,
)
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import closing_of


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for when a recording is opened: each is that of the rule unless it is given."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


_OF_WEBCAST = "ends_at", "ended_at", "cancelled_at", "access", "window_days", "closing_rule"
_OF_RECORDING = "opens_at", "closes_at", "paused_at", "deleted_at", "playable_id"


def check_opening(
    webcast: Webcast,
    window: Window,
    decision: Decision,
    *,
    has_captions: bool,
    exception: CaptionException | None = None,
) -> tuple[datetime, datetime | None]:
    """When the recording would open and close; Conflict or Invalid when it may not be opened."""
    require_ended(webcast, decision.now)
    if not has_captions:
        require_exception(webcast, exception)
    opens_at = window.opens_at or decision.now.replace(microsecond=0)
    require_near(opens_at, decision.now)
    require_findable(webcast, opens_at)
    if window.closes_at is not None:
        require_reason(decision)
        require_later(window.closes_at, max(opens_at, decision.now))
        require_near(window.closes_at, max(opens_at, decision.now))
        return opens_at, window.closes_at
    closes_at = closing_of(webcast)
    if closes_at is not None and closes_at <= max(opens_at, decision.now):
        raise Conflict(
            "By the rule, the window of “{title}” ended {end}. Give it another end, and say why.",
            title=webcast.title,
            end=in_words(closes_at),
        ).with_hint(Hint.OPEN_UNTIL)
    return opens_at, closes_at


def lock_webcast_and_recording(db: Session, recording: Recording) -> None:
    """Let nobody else change it or its webcast until this transaction ends, and read both anew.

    The webcast comes first, as it does for who corrects its end.
    """
    db.flush()
    lock = {"key_share": True}
    db.refresh(recording.webcast, _OF_WEBCAST, with_for_update=lock)
    db.refresh(recording, _OF_RECORDING, with_for_update=lock)


def open_recording(
    db: Session,
    recording: Recording,
    decision: Decision,
    *,
    window: Window | None = None,
    exception: CaptionException | None = None,
) -> None:
    """Open it, now or later, for the window of its webcast or until another time with a reason.

    Conflict unless it is ready, the webcast has ended, and it has captions that a person has made
    or reviewed, or an exception.
    """
    lock_webcast_and_recording(db, recording)
    require_openable(recording, decision.now)
    opens_at, closes_at = check_opening(
        recording.webcast,
        window or Window(),
        decision,
        has_captions=are_reviewed(recording),
        exception=exception,
    )
    if exception is not None and not are_reviewed(recording):
        _except(db, recording, exception, decision)
    before = _times(recording)
    recording.opens_at, recording.closes_at, recording.paused_at = opens_at, closes_at, None
    _note(db, recording, "open", decision, before)


def extend(db: Session, recording: Recording, until: datetime | None, decision: Decision) -> None:
    """Move the end later; also after it, until the recording begins to be deleted.

    None takes the end away, which only a webcast that is open to everyone may have.
    """
    _begin(db, recording, decision)
    require_kept(db, recording)
    closes_at = recording.closes_at
    if closes_at is None:
        raise Conflict("The window of “{title}” has no end that could be moved.",
                       title=recording.webcast.title)  # fmt: skip
    if until is None:
        require_public(recording.webcast)
    else:
        require_later(until, closes_at)
        require_later(until, decision.now)
        require_near(until, max(recording.opens_at or decision.now, decision.now))
    _move(db, recording, "extend", until, decision)


def shorten(db: Session, recording: Recording, until: datetime, decision: Decision) -> None:
    """Move the end earlier, to a time that has not come; or give one to what has none."""
    _begin(db, recording, decision)
    require_in_window(recording, decision.now)
    assert recording.opens_at is not None
    require_later(until, max(recording.opens_at, decision.now))
    require_near(until, max(recording.opens_at, decision.now))
    if recording.closes_at is not None and until >= recording.closes_at:
        raise Invalid(
            "{until} is not earlier than {end}.",
            until=in_words(until),
            end=in_words(recording.closes_at),
        )
    _move(db, recording, "shorten", until, decision)


def close(db: Session, recording: Recording, decision: Decision) -> None:
    """End the window now."""
    _begin(db, recording, decision)
    require_in_window(recording, decision.now)
    _move(db, recording, "close", decision.now, decision)


def pause(db: Session, recording: Recording, decision: Decision) -> None:
    """Let nobody begin to watch until it is resumed; the window goes on to its end."""
    _begin(db, recording, decision)
    require_in_window(recording, decision.now)
    if recording.paused_at is not None:
        raise Conflict("The recording of “{title}” is paused already.",
                       title=recording.webcast.title)  # fmt: skip
    before = _times(recording)
    recording.paused_at = decision.now
    _note(db, recording, "pause", decision, before)


def resume(db: Session, recording: Recording, decision: Decision) -> None:
    """End the pause."""
    _begin(db, recording, decision)
    require_in_window(recording, decision.now)
    if recording.paused_at is None:
        raise Conflict("The recording of “{title}” is not paused.", title=recording.webcast.title)
    before = _times(recording)
    recording.paused_at = None
    _note(db, recording, "resume", decision, before)


def _begin(db: Session, recording: Recording, decision: Decision) -> None:
    lock_webcast_and_recording(db, recording)
    require_reason(decision)
    if recording.opens_at is None:
        raise Conflict("The recording of “{title}” has not been opened.",
                       title=recording.webcast.title)  # fmt: skip


def _move(
    db: Session, recording: Recording, action: str, until: datetime | None, decision: Decision
) -> None:
    before = _times(recording)
    recording.closes_at = until
    _note(db, recording, action, decision, before)


def _except(
    db: Session, recording: Recording, exception: CaptionException, decision: Decision
) -> None:
    recording.exception_by, recording.exception_reason = exception.by, exception.reason
    recording.exception_at = decision.now
    log_audit(
        db,
        replace(decision, reason=exception.reason),
        "recording.exception",
        recording,
    )


def _times(recording: Recording) -> dict[str, object]:
    return {name: getattr(recording, name) for name in ("opens_at", "closes_at", "paused_at")}


def _note(
    db: Session,
    recording: Recording,
    action: str,
    decision: Decision,
    before: dict[str, object],
) -> None:
    """Note what changed, and send it to the database."""
    after = _times(recording)
    changed = [name for name, value in after.items() if value != before[name]]
    log_audit(
        db,
        decision,
        f"recording.{action}",
        recording,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    db.flush()
