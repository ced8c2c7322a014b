"""A hub whose mail goes to a server of the test's own, and mails to send."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub import worker
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.mail.models import Mail
from mediahub.mail.outbox import NewMail, enqueue_mails
from mediahub.mail.templates import (
    Block,
    Button,
    Paragraph,
    Rendered,
    Template,
    Templates,
    compose,
)
from mediahub.settings import Settings
from tests.conftest import Clock
from tests.mail_server import MailServer, mail_server

SENDER = "MediaHub på SKR <podd@example.se>"


def render_notice(hub: Hub, db: Session, mail: Mail) -> Rendered:
    """A mail that says what its data says."""
    blocks: list[Block] = [
        Paragraph(f"Hej {mail.name}"),
        Button("Se den", f"{hub.settings.origin}/inspelning"),
    ]
    return compose(hub, mail, mail.data.get("subject", "Inspelningen är öppen"), blocks)


NOTICE = Template("notice", render_notice)
TEMPLATES = Templates([NOTICE])


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def with_settings(hub: Hub, **changed: Any) -> Hub:
    """The same hub with other settings of mail."""
    return replace(hub, settings=hub.settings.model_copy(update=changed))


@pytest.fixture
def post(hub: Hub, server: MailServer) -> Hub:
    """The hub, sending to the server."""
    return with_settings(hub, smtp_url=server.url, mail_from=SENDER)


def new_mail(number: int = 1, **changed: Any) -> NewMail:
    """To a person of their own, from a cause of its own."""
    values: dict[str, Any] = {
        "key": f"notice:{number}",
        "template": "notice",
        "email": f"person.{number}@boras.se",
        "name": f"Åsa {number}",
    }
    return NewMail(**values | changed)


def put(hub: Hub, *mails: NewMail) -> None:
    """Into the outbox."""
    with hub.writing() as db:
        enqueue_mails(db, mails, hub.now())


def all_mails(hub: Hub) -> list[Mail]:
    """As they are now, by their keys."""
    with hub.reading() as db:
        return list(db.scalars(select(Mail).order_by(Mail.key)))


def only_mail(hub: Hub) -> Mail:
    """The one there is."""
    (mail,) = all_mails(hub)
    return mail


@pytest.fixture
def on_postgresql(settings: Settings, postgresql_url: str, clock: Clock) -> Iterator[Hub]:
    """A hub on PostgreSQL."""
    settings.data_dir.mkdir()
    changed = settings.model_copy(update={"database_url": postgresql_url, "mail_from": SENDER})
    hub = build(changed, clock)
    connect(hub, worker.JOBS)
    with closing(hub):
        yield hub
