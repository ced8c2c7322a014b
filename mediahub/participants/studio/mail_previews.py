"""The mails to participants as staff look at them: to nobody, with links that open nothing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.i18n import translations
from mediahub.mail.models import Mail
from mediahub.mail.templates import Rendered
from mediahub.participants.mail.mails import NoticeMail, write
from mediahub.participants.models import (
    Participant,
    Registration,
    RegistrationState,
    Source,
)
from mediahub.participants.notices import Notice
from mediahub.participants.seats import OFFERED_FOR
from mediahub.webcasts.models import Webcast

_STATES = {
    Notice.WAITING: RegistrationState.WAITING,
    Notice.OFFERED: RegistrationState.WAITING,
    Notice.REGISTRATION_CANCELLED: RegistrationState.CANCELLED,
    Notice.TRANSFERRED: RegistrationState.TRANSFERRED,
    Notice.TRANSFER_APPROVED: RegistrationState.TRANSFERRED,
}


def preview(hub: Hub, db: Session, webcast: Webcast, notice: Notice, language: str) -> Rendered:
    """The mail to somebody who does not exist; a link is signed over an id that no row has."""
    now, gettext = hub.now(), translations(language).gettext
    held = Registration(
        id=uuid4(),
        webcast=webcast,
        participant=Participant(name=gettext("First name Last name"), email="namn@kommun.example"),
        source=Source.COMMAND,
        state=_STATES.get(notice, RegistrationState.ACTIVE),
        version=1,
        queue_position=1,
        created_at=now,
        language=language,
        offered_until=now + OFFERED_FOR if notice is Notice.OFFERED else None,
    )
    mail = Mail(
        template=notice, email=held.participant.email, name="", language=language,
        data=_data(webcast, notice, gettext("Somebody else")),
    )  # fmt: skip
    return write(NoticeMail(hub, db, mail, held, now))


def _data(webcast: Webcast, notice: Notice, giver: str) -> dict[str, Any]:
    week = timedelta(days=7)
    data: dict[str, Any] = {"webcast": str(webcast.id), "had_seat": True}
    if notice is Notice.MOVED:
        data["before"] = _times(webcast.starts_at - week, webcast.ends_at - week)
    if notice is Notice.TAKEN_OVER:
        data["giver"] = giver
    return data


def _times(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    return {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
