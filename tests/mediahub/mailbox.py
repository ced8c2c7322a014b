"""The outbox as those it is for would read it: mails made now, without any server."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar
from sqlalchemy import select

from mediahub import worker
from mediahub.hub import Hub
from mediahub.mail.builder import write
from mediahub.mail.delivery import deliver_due
from mediahub.mail.models import Mail, MailState
from mediahub.mail.templates import Withheld


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that waits, as it would be read if it were sent now; `withheld` is why not."""

    mail: Mail
    subject: str = ""
    text: str = ""
    html: str = ""
    message: EmailMessage | None = None
    withheld: str | None = None

    @property
    def event(self) -> Any:
        """The only entry of the calendar that is attached."""
        (event,) = self.calendar.walk("VEVENT")
        return event

    @property
    def calendar(self) -> Any:
        """The calendar that is attached."""
        assert self.message is not None
        (file,) = self.message.iter_attachments()
        data = file.get_payload(decode=True)
        assert isinstance(data, bytes)
        return Calendar.from_ical(data)

    @property
    def has_calendar(self) -> bool:
        """Whether one is attached."""
        return self.message is not None and any(self.message.iter_attachments())


def letters(hub: Hub, template: str | None = None) -> list[Letter]:
    """What waits in the outbox, of one template or all, in the order of the addresses."""
    with hub.reading() as db:
        wanted = select(Mail).where(Mail.state == MailState.QUEUED)
        if template is not None:
            wanted = wanted.where(Mail.template == template)
        mails = db.scalars(wanted.order_by(Mail.email, Mail.created_at, Mail.key)).all()
        return [_letter(hub, db, mail) for mail in mails]


def only_letter(hub: Hub, template: str | None = None) -> Letter:
    """The one that waits."""
    (letter,) = letters(hub, template)
    return letter


def told(hub: Hub) -> list[tuple[str, str]]:
    """Whom what waits is for, without the domain, and which template it is made with."""
    return [(one.mail.email.partition("@")[0], one.mail.template) for one in letters(hub)]


def send_all(hub: Hub) -> None:
    """Send what is due; it lands in a folder."""
    deliver_due(hub, worker.TEMPLATES)


def _letter(hub: Hub, db: Any, mail: Mail) -> Letter:
    made = worker.TEMPLATES.render(hub, db, mail)
    if isinstance(made, Withheld):
        return Letter(mail, withheld=made.reason)
    message = message_from_bytes(write(hub, mail, made), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Letter(mail, made.subject, made.text, made.html, message)
