"""Mails of a send-out put into the outbox, and what becomes of it minute by minute."""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.i18n import translations
from mediahub.mail.models import WAITING, Mail, MailState
from mediahub.mail.outbox import NewMail, count, enqueue_mails, retry, withhold
from mediahub.participants.seats import SERVICE
from mediahub.recordings.models import Recording
from mediahub.recordings.service import find_newest_recording
from mediahub.sendouts import service
from mediahub.sendouts.models import Sendout, SendoutKind, SendoutState
from mediahub.sendouts.recipients import Recipient, new_recipients, recipients
from mediahub.sendouts.schedule import OBSTACLES, UNSEATED, is_due, obstacle
from mediahub.webcasts.models import Webcast

log = logging.getLogger(__name__)


def enqueue_new(db: Session, sendout: Sendout, language: str, now: datetime) -> int:
    """A mail for everyone who has none of it yet, in the reader's language; how many."""
    found = new_recipients(db, sendout, now)
    return enqueue_mails(db, (_new(sendout, one, language) for one in found), now)


def _new(sendout: Sendout, recipient: Recipient, language: str) -> NewMail:
    return NewMail(
        key=f"{sendout.batch}:{recipient.holder_id.hex}",
        template=sendout.kind,
        email=recipient.email,
        name=recipient.name,
        recipient_id=recipient.person_id,
        language=recipient.language or language,
        data={"sendout": str(sendout.id)},
        about_id=recipient.holder_id,
        batch=sendout.batch,
        is_bulk=True,
    )


def unplanned(db: Session, now: datetime) -> list[tuple[Webcast, SendoutKind]]:
    """What is to be told of recordings with a window that lasts, and is not planned yet."""
    lasting = or_(Recording.closes_at.is_(None), Recording.closes_at > now)
    opened = select(Webcast).join(Recording, Recording.webcast_id == Webcast.id)
    opened = opened.where(Recording.deleted_at.is_(None), Recording.opens_at.is_not(None), lasting)
    planned = set(db.execute(select(Sendout.webcast_id, Sendout.kind)))
    return [
        (webcast, kind)
        for webcast in db.scalars(opened)
        for kind in SendoutKind
        if (webcast.id, kind) not in planned
    ]


def plan_missing(hub: Hub) -> None:
    """Plan what nobody has planned, from the time on when its recording has got a window."""
    with hub.reading() as db:
        if not unplanned(db, hub.now()):
            return
    with hub.writing() as db:
        for webcast, kind in unplanned(db, hub.now()):
            service.plan_sendout(db, webcast, kind, actor=SERVICE, now=hub.now())


def advance(hub: Hub) -> None:
    """Begin what is due, tell those who have come since, and end what is over."""
    plan_missing(hub)
    with hub.reading() as db:
        waiting = [one.id for one in service.running(db) if _has_work(db, one, hub.now())]
    for sendout_id in waiting:
        with hub.writing() as db:
            lock = {"of": Sendout, "key_share": True}
            sendout = db.get_one(Sendout, sendout_id, with_for_update=lock)
            _advance(db, sendout, hub.settings.language, hub.now())


def begin(db: Session, sendout: Sendout, *, actor: str, language: str, now: datetime) -> int:
    """Begin or go on at once, whatever the hour; how many mails were put in.

    Conflict with the reason when nobody could watch by what the mail says.
    """
    held = _obstacle(db, sendout, now)
    if held is not None:
        raise Conflict(OBSTACLES[held])
    service.start(db, sendout, actor=actor, now=now)
    return enqueue_new(db, sendout, language, now)


def send_rest(db: Session, sendout: Sendout, *, actor: str, language: str, now: datetime) -> None:
    """Begin unless it has begun, and send it once more to those whom a server refused it for.

    Conflict as for `begin`.
    """
    if sendout.state is not SendoutState.RUNNING:
        begin(db, sendout, actor=actor, language=language, now=now)
    elif (held := _obstacle(db, sendout, now)) is not None:
        raise Conflict(OBSTACLES[held])
    else:
        enqueue_new(db, sendout, language, now)
    failed = select(Mail).where(
        Mail.batch == sendout.batch, Mail.state == MailState.FAILED, Mail.purged_at.is_(None)
    )
    for mail in db.scalars(failed).all():
        retry(db, mail, now)


def _obstacle(db: Session, sendout: Sendout, now: datetime) -> str | None:
    recording = find_newest_recording(db, sendout.webcast)
    return obstacle(sendout.webcast, recording, sendout.kind, now)


def _has_work(db: Session, sendout: Sendout, now: datetime) -> bool:
    recording = find_newest_recording(db, sendout.webcast)
    if _is_over(recording):
        return True
    held = obstacle(sendout.webcast, recording, sendout.kind, now)
    if sendout.state is SendoutState.PLANNED:
        return held is None and is_due(sendout, recording, now)
    if held is not None:
        return _is_any_waiting(db, sendout)
    if service.is_any_held_back(db, sendout) or _unseated(db, sendout):
        return True
    if sendout.kind is SendoutKind.LAST_CHANCE:
        return not _is_any_waiting(db, sendout)
    return bool(new_recipients(db, sendout, now))


def _advance(db: Session, sendout: Sendout, language: str, now: datetime) -> None:
    recording = find_newest_recording(db, sendout.webcast)
    held = obstacle(sendout.webcast, recording, sendout.kind, now)
    if held is not None:
        # Also what a server refused for now: as it was made, it would no longer be true.
        reason = translations(language).gettext(OBSTACLES[held])
        withhold(db, reason, now, batch=sendout.batch)
    if _is_over(recording):
        service.finish(db, sendout, now)
    elif held is None and sendout.state is SendoutState.PLANNED:
        if is_due(sendout, recording, now):
            told = begin(db, sendout, actor=SERVICE, language=language, now=now)
            log.info("the send-out %s has begun: %d mails", sendout.id, told)
    elif held is None and sendout.state is SendoutState.RUNNING:
        _go_on(db, sendout, language, now)


def _go_on(db: Session, sendout: Sendout, language: str, now: datetime) -> None:
    taken_up = service.resume(db, sendout, now)
    for about_id in _unseated(db, sendout):
        reason = translations(language).gettext(UNSEATED)
        withhold(db, reason, now, batch=sendout.batch, about_id=about_id)
    if sendout.kind is SendoutKind.RECORDING_AVAILABLE:
        enqueue_new(db, sendout, language, now)
    elif not taken_up and not _is_any_waiting(db, sendout):
        service.finish(db, sendout, now)  # who comes now is told of the recording, and its end


def _unseated(db: Session, sendout: Sendout) -> list[UUID]:
    """Whose mail was tried and would be sent again as it was, with a link that is dead by now."""
    tried = select(Mail.about_id).where(
        Mail.batch == sendout.batch,
        Mail.state.in_(WAITING),
        Mail.tried_at.is_not(None),
        Mail.about_id.is_not(None),
    )
    waiting = set(db.scalars(tried))
    if not waiting:
        return []
    seated = {one.holder_id for one in recipients(db, sendout.webcast)}
    return [about_id for about_id in waiting if about_id and about_id not in seated]


def _is_over(recording: Recording | None) -> bool:
    """Whether the recording is gone; one that has only closed may still be extended."""
    return recording is not None and recording.deleted_at is not None


def _is_any_waiting(db: Session, sendout: Sendout) -> bool:
    counted = count(db, sendout.batch)
    return any(counted[state] for state in (*WAITING, MailState.SENDING))
