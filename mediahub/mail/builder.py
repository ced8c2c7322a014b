"""One mail made, or why it is not: for the worker that sends it and for staff who look at it."""

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from mediahub.errors import Invalid, MediaHubError
from mediahub.hub import Hub
from mediahub.i18n import sentence, translations
from mediahub.mail.message import Mailbox, Message, to_bytes
from mediahub.mail.models import Mail
from mediahub.mail.templates import Rendered, Templates, Withheld
from mediahub.names import in_mail
from mediahub.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of a mail, or in the language of staff why there are none.

    It is `withheld` if it is not to be sent, `failed` if it breaks the rules of all mails, which
    trying again does not mend, and `broken` if it could not be made this time.
    """

    mail: Mail
    message: bytes | None = None
    withheld: str | None = None
    failed: str | None = None
    broken: str | None = None

    @property
    def problem(self) -> str | None:
        """Why it cannot be made, None if it can."""
        return self.failed or self.broken


def make(hub: Hub, templates: Templates, db: Session, mail: Mail) -> Made:
    """The mail with what is true now. Raises nothing: one must not keep the others waiting.

    What is `broken` may have left the session where only a rollback helps.
    """
    language = hub.settings.language
    try:
        rendered = templates.render(hub, db, mail)
        if isinstance(rendered, Withheld):
            return Made(mail, withheld=rendered.reason)
        return Made(mail, message=write(hub, mail, rendered))
    except Invalid as error:
        log.warning("the mail %s cannot be made: %s", mail.id, error.sentence)
        return Made(mail, failed=sentence(error, language))
    except MediaHubError as error:
        log.warning("the mail %s cannot be made now: %s", mail.id, error.sentence)
        return Made(mail, broken=sentence(error, language))
    except Exception:
        log.exception("the mail %s cannot be made", mail.id)
        gettext = translations(language).gettext
        return Made(mail, broken=gettext("The mail could not be made; the log tells why."))


def write(hub: Hub, mail: Mail, rendered: Rendered) -> bytes:
    """The bytes that a mail is sent as."""
    return to_bytes(
        Message(
            sender=Mailbox(*hub.settings.sender),
            to=Mailbox(in_mail(mail.name), mail.email),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            date=hub.now(),
            message_id=message_id(hub.settings, mail),
            language=mail.language,
            reply_to=rendered.reply_to,
            unsubscribe_url=rendered.unsubscribe_url,
            attachments=rendered.attachments,
        )
    )


def message_id(settings: Settings, mail: Mail) -> str:
    """The Message-ID without brackets: the row's id, so it was fixed when the mail was put in."""
    return mail.message_id or f"{mail.id.hex}@{host_of(settings)}"


def host_of(settings: Settings) -> str:
    """What this installation is called where a name of a host is wanted."""
    return urlsplit(settings.origin).hostname or "localhost"
