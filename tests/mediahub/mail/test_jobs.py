"""When there is work for the one who sends: something is due, or was left by a dead worker."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.jobs.queue import EVERYTHING
from mediahub.mail.claims import SILENCE
from mediahub.mail.jobs import due
from mediahub.mail.models import Mail, MailState
from mediahub.mail.outbox import enqueue_mails
from tests.conftest import NOON
from tests.mediahub.mail.conftest import new_mail

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "due_at", "tried_at", "is_work"),
    [
        (MailState.QUEUED, NOON, None, True),
        (MailState.QUEUED, NOON + SECOND, None, False),
        (MailState.RETRY, NOON, NOON - SILENCE, True),
        (MailState.RETRY, NOON + SECOND, NOON - SILENCE, False),
        (MailState.SENDING, NOON, NOON - SILENCE, True),
        (MailState.SENDING, NOON, NOON - SILENCE + SECOND, False),
        (MailState.SENT, NOON, NOON - SILENCE, False),
        (MailState.FAILED, NOON, NOON - SILENCE, False),
        (MailState.WITHHELD, NOON, NOON - SILENCE, False),
    ],
)
def test_what_waits_or_is_stuck_is_work(
    db: Session, state: MailState, due_at: datetime, tried_at: datetime | None, is_work: bool
) -> None:
    enqueue_mails(db, [new_mail(due_at=due_at)], NOON)
    mail = db.scalars(select(Mail)).one()
    mail.state, mail.tried_at = state, tried_at
    db.flush()
    assert due(db, NOON) == ([EVERYTHING] if is_work else [])
