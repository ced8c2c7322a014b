"""What is mailed to somebody about their registration, stopped and let go again by staff."""

from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.errors import Conflict
from mediahub.i18n import LANGUAGES, translations
from mediahub.mail import outbox
from mediahub.participants.models import Registration
from mediahub.participants.notices import ALWAYS
from mediahub.participants.registration_actions import lock, log_change

_SENTENCES = {"stopped": "What is mailed to this person has been stopped."}
STOPPED = _SENTENCES["stopped"]
"""Why a mail is withheld, a gettext msgid."""


def stop_mails(
    db: Session,
    registration: Registration,
    *,
    actor: str,
    now: datetime,
    language: str,
    reason: str | None = None,
) -> None:
    """Mail them only what they have to act on; what waits is withheld. Conflict if so already.

    `language` is that of staff, who read why it is withheld.
    """
    lock(db, registration)
    if not registration.is_notified:
        raise Conflict("Mails to {name} are stopped already.", name=registration.participant.name)
    registration.is_notified = False
    why = translations(language).gettext(STOPPED)
    outbox.withhold(db, why, now, about_id=registration.id, but_not=ALWAYS)
    log_change(db, registration, "registration.stop_mails", actor, now, reason=reason)
    db.flush()


def resume_mails(
    db: Session,
    registration: Registration,
    *,
    actor: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Mail them as everyone; what was withheld goes if it still holds. Conflict if so already."""
    lock(db, registration)
    if registration.is_notified:
        raise Conflict("{name} gets mails already.", name=registration.participant.name)
    registration.is_notified = True
    reasons = [translations(language).gettext(STOPPED) for language in LANGUAGES]
    outbox.requeue_withheld(db, now, about_id=registration.id, reasons=reasons)
    log_change(db, registration, "registration.resume_mails", actor, now, reason=reason)
    db.flush()
