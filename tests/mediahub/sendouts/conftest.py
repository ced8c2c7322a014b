"""A webcast that has ended, its recording, those who registered, and the minutes after that."""

from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from mediahub import worker
from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.mail.delivery import deliver_due
from mediahub.mail.models import Mail, MailMessage, MailState
from mediahub.recordings.models import Recording
from mediahub.sendouts.models import Sendout, SendoutKind
from mediahub.sendouts.runner import advance
from mediahub.webcasts.models import Webcast
from tests.conftest import Clock
from tests.factories import make_recording, make_registration, make_webcast

ENDS = parse_instant("2026-03-11T12:00")
OPENED = parse_instant("2026-03-11T16:00")
MORNING = parse_instant("2026-03-12T09:00")
CLOSES = parse_instant("2026-03-25T12:00")
LAST_CHANCE = parse_instant("2026-03-22T09:00")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """The hub with one webcast whose recording is open, at four in the afternoon of its day."""

    hub: Hub
    clock: Clock
    webcast_id: UUID

    def register(self, **fields: Any) -> UUID:
        """Somebody new has a seat."""
        with self.hub.writing() as db:
            return make_registration(db, db.get_one(Webcast, self.webcast_id), **fields).id

    def change(self, model: type[Any], **fields: Any) -> None:
        """The one row of a table."""
        with self.hub.writing() as db:
            row = db.scalars(select(model)).first()
            for name, value in fields.items():
                setattr(row, name, value)

    def move_on(self, now: Any = None) -> None:
        """What the worker does of this in a minute."""
        self.clock.now = now or self.clock.now
        advance(self.hub)

    def send(self) -> None:
        """Everything that is due, into the folder where no server is set."""
        while deliver_due(self.hub, worker.TEMPLATES):
            pass

    def sent(self) -> list[str]:
        """Whom mails have been sent to."""
        return [mail.email for mail in self.mails() if mail.state is MailState.SENT]

    def mails(self) -> list[Mail]:
        """All there are, oldest first."""
        with self.hub.reading() as db:
            return list(db.scalars(select(Mail).order_by(Mail.created_at, Mail.key)))

    def letters(self) -> dict[str, EmailMessage]:
        """What was sent, as it was, by the name of its template."""
        with self.hub.reading() as db:
            stored = select(Mail.template, MailMessage.message).join(
                MailMessage, MailMessage.id == Mail.id
            )
            return {name: read(message) for name, message in db.execute(stored)}

    def letter(self) -> EmailMessage:
        """The only mail that was sent, as it was."""
        (letter,) = self.letters().values()
        return letter

    def sendout(self, kind: SendoutKind = SendoutKind.RECORDING_AVAILABLE) -> Sendout:
        """The one of this kind."""
        with self.hub.reading() as db:
            return db.scalars(select(Sendout).where(Sendout.kind == kind)).one()


def read(message: bytes) -> EmailMessage:
    """A mail by the standard library."""
    read = message_from_bytes(message, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def text_of(letter: EmailMessage) -> str:
    """The plain part."""
    body = letter.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text.replace("\r\n", "\n").replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def broadcast(hub: Hub, clock: Clock) -> Broadcast:
    clock.now = OPENED
    with hub.writing() as db:
        webcast = make_webcast(
            db, slug="dialog", contact_name="Anna Ek", contact_email="anna.ek@skr.example"
        )
        make_recording(db, webcast, hub.store, opens_at=OPENED, closes_at=CLOSES)
        webcast_id = webcast.id
    return Broadcast(hub, clock, webcast_id)


def unopen(broadcast: Broadcast) -> None:
    """As before anybody opened the recording."""
    broadcast.change(Recording, opens_at=None, closes_at=None)
