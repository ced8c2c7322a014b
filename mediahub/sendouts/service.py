"""Send-outs: planned by themselves, started, paused and cancelled by people, each time noted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.errors import Conflict
from mediahub.i18n import LANGUAGES, translations
from mediahub.mail import outbox
from mediahub.mail.models import Mail, MailState
from mediahub.sendouts.models import Sendout, SendoutKind, SendoutState
from mediahub.sendouts.schedule import OBSTACLES
from mediahub.webcasts.models import Webcast

ENDED = (SendoutState.CANCELLED, SendoutState.DONE)


def find_sendout(db: Session, webcast: Webcast, kind: SendoutKind) -> Sendout | None:
    """The webcast's send-out of this kind, if there is one."""
    wanted = select(Sendout).where(Sendout.webcast_id == webcast.id, Sendout.kind == kind)
    return db.scalars(wanted).one_or_none()


def found_or_to_come(db: Session, webcast: Webcast, kind: SendoutKind) -> Sendout:
    """The same; one that nobody has planned stands as it will be planned, and is not kept."""
    return find_sendout(db, webcast, kind) or Sendout(
        id=uuid4(), webcast=webcast, webcast_id=webcast.id, kind=kind, state=SendoutState.PLANNED
    )


def plan_sendout(
    db: Session, webcast: Webcast, kind: SendoutKind, *, actor: str, now: datetime
) -> Sendout:
    """The webcast's send-out of this kind, made if there is none."""
    found = find_sendout(db, webcast, kind)
    if found is not None:
        return found
    made = Sendout(webcast=webcast, kind=kind, created_at=now, created_by=actor)
    made.state = SendoutState.PLANNED
    db.add(made)
    db.flush()
    return made


def schedule(db: Session, sendout: Sendout, at: datetime, *, actor: str, now: datetime) -> None:
    """Let it begin at another time than the usual; Conflict once it has begun or is cancelled."""
    _hold(db, sendout)
    if sendout.state is not SendoutState.PLANNED:
        raise Conflict("The send-out has begun already, or is stopped: its time is past.")
    before = {"scheduled_at": sendout.scheduled_at}
    sendout.scheduled_at = at
    after = {"scheduled_at": at}
    log_audit(db, Decision(actor, now), "sendout.schedule", sendout, before=before, after=after)
    db.flush()


def start(db: Session, sendout: Sendout, *, actor: str, now: datetime) -> None:
    """Begin now, or go on after a pause or a cancellation with what was withheld by it."""
    _hold(db, sendout)
    if sendout.state is SendoutState.RUNNING:
        raise Conflict("The send-out is on its way already.")
    before = {"state": sendout.state.value}
    sendout.state, sendout.ended_at = SendoutState.RUNNING, None
    sendout.started_at = sendout.started_at or now
    resume(db, sendout, now)
    after = {"state": sendout.state.value}
    log_audit(db, Decision(actor, now), "sendout.start", sendout, before=before, after=after)
    db.flush()


def pause(db: Session, sendout: Sendout, *, actor: str, now: datetime, language: str) -> int:
    """Send nothing more until it is started; how many mails were withheld."""
    _require_going(db, sendout)
    if sendout.state is SendoutState.PAUSED:
        raise Conflict("The send-out is paused already.")
    return _stop(db, sendout, SendoutState.PAUSED, actor=actor, now=now, language=language)


def cancel(db: Session, sendout: Sendout, *, actor: str, now: datetime, language: str) -> int:
    """Send nothing more, nor to those who come later; how many mails were withheld."""
    _require_going(db, sendout)
    return _stop(db, sendout, SendoutState.CANCELLED, actor=actor, now=now, language=language)


def finish(db: Session, sendout: Sendout, now: datetime) -> None:
    """There is nothing more to tell."""
    sendout.state, sendout.ended_at = SendoutState.DONE, now
    db.flush()


def resume(db: Session, sendout: Sendout, now: datetime) -> int:
    """Let those of its mails wait again that were withheld for a reason that has passed."""
    return outbox.requeue_withheld(db, now, batch=sendout.batch, reasons=_reasons())


def is_any_held_back(db: Session, sendout: Sendout) -> bool:
    """Whether `take_up` would find something."""
    return outbox.is_any_withheld(db, batch=sendout.batch, reasons=_reasons())


def _reasons() -> list[str]:
    return [
        translations(language).gettext(sentence)
        for sentence in OBSTACLES.values()
        for language in LANGUAGES
    ]


def reasons(db: Session, sendout: Sendout) -> Sequence[tuple[MailState, str, int]]:
    """Why its mails failed or were withheld: the state, the answer, and how many."""
    ill = (MailState.FAILED, MailState.WITHHELD, MailState.RETRY)
    answer = func.coalesce(Mail.answer, "")
    counted = select(Mail.state, answer, func.count()).where(
        Mail.batch == sendout.batch, Mail.state.in_(ill)
    )
    rows = db.execute(counted.group_by(Mail.state, answer).order_by(func.count().desc()))
    return [(state, said, number) for state, said, number in rows]


def running(db: Session) -> Sequence[Sendout]:
    """Those that may have something to do: planned or on their way."""
    states = (SendoutState.PLANNED, SendoutState.RUNNING)
    wanted = select(Sendout).where(Sendout.state.in_(states))
    # That there is a recording goes first: who is told of it is not told that it closes as well.
    first = Sendout.kind != SendoutKind.RECORDING_AVAILABLE
    return db.scalars(wanted.order_by(Sendout.created_at, first, Sendout.id)).all()


def _stop(
    db: Session,
    sendout: Sendout,
    state: SendoutState,
    *,
    actor: str,
    now: datetime,
    language: str,
) -> int:
    before = {"state": sendout.state.value}
    sendout.state = state
    sendout.ended_at = now if state is SendoutState.CANCELLED else None
    reason = translations(language).gettext(OBSTACLES[f"sendout {state}"])
    withheld = outbox.withhold(db, reason, now, batch=sendout.batch)
    after = {"state": state.value}
    log_audit(db, Decision(actor, now), f"sendout.{state}", sendout, before=before, after=after)
    db.flush()
    return withheld


def _require_going(db: Session, sendout: Sendout) -> None:
    _hold(db, sendout)
    if sendout.state in ENDED:
        raise Conflict("The send-out has ended or is cancelled: nothing more goes out.")


def _hold(db: Session, sendout: Sendout) -> None:
    """Nobody else may change it meanwhile."""
    db.flush()
    names = ["state", "scheduled_at", "started_at", "ended_at"]
    db.refresh(sendout, names, with_for_update={"key_share": True})
