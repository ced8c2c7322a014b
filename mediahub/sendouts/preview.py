"""The mail of a send-out before it goes: looked at by staff, and sent to oneself as a test."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.i18n import translations
from mediahub.mail.models import Mail
from mediahub.mail.outbox import NewMail, enqueue_mail
from mediahub.mail.templates import Rendered
from mediahub.recordings.service import find_newest_recording
from mediahub.sendouts.mails import PREVIEW, TEST, render_shown
from mediahub.sendouts.models import Sendout, SendoutKind
from mediahub.sendouts.recipients import Recipient
from mediahub.sendouts.schedule import OBSTACLES
from mediahub.webcasts.models import Webcast


def preview(
    hub: Hub,
    db: Session,
    webcast: Webcast,
    kind: SendoutKind,
    *,
    language: str,
    recipient: Recipient | None = None,
) -> Rendered | None:
    """The mail, but for the link: who sees it could take the seat. None without a recording.

    To the recipient, in their language if they chose one; else to nobody in particular.
    """
    mail = Mail(
        template=kind,
        email=recipient.email if recipient else "",
        name=recipient.name if recipient else nobody(language),
        language=(recipient and recipient.language) or language,
        data={"shown_as": PREVIEW},
    )
    return render_shown(hub, db, webcast, kind, mail)


def nobody(language: str) -> str:
    """What stands where a name will."""
    return translations(language).gettext("First name Last name")


def send_test(db: Session, sendout: Sendout, email: str, *, language: str, now: datetime) -> None:
    """Send the mail to somebody of staff, marked as a test; its link opens nothing.

    Conflict before there is a recording.
    """
    if find_newest_recording(db, sendout.webcast) is None:
        raise Conflict(OBSTACLES["missing"])
    mail = NewMail(
        key=f"test:{uuid4().hex}",
        template=sendout.kind,
        email=email,
        name=nobody(language),
        language=language,
        data={"sendout": str(sendout.id), "shown_as": TEST},
    )
    enqueue_mail(db, mail, now)
