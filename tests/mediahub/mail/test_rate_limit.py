"""How many mails may still go out: counted over the last minute, and for each domain alone."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.mail.outbox import enqueue_mails
from mediahub.mail.rate_limit import WITHIN, allowance
from tests.conftest import NOON
from tests.mediahub.mail.conftest import new_mail, with_settings

SECOND = timedelta(seconds=1)


def begin(db: Session, number: int, domain: str, tried_at: datetime | None) -> None:
    enqueue_mails(db, [new_mail(number, email=f"person.{number}@{domain}")], NOON)
    db.scalars(select(Mail).where(Mail.key == f"notice:{number}")).one().tried_at = tried_at
    db.flush()


def test_what_was_begun_before_this_minute_or_never_is_not_counted(hub: Hub, rows: Session) -> None:
    settings = with_settings(hub, mail_per_minute=5, mail_per_domain=2).settings
    begun = [
        ("boras.se", NOON - WITHIN),
        ("boras.se", None),
        ("boras.se", NOON - WITHIN + SECOND),
        ("umea.se", NOON),
        ("umea.se", NOON),
    ]
    for number, (domain, tried_at) in enumerate(begun):
        begin(rows, number, domain, tried_at)
    left = allowance(rows, settings, NOON)
    assert (left.left, left.begun, left.full_domains()) == (
        2,
        {"boras.se": 1, "umea.se": 2},
        ["umea.se"],
    )
    assert not left.take("umea.se")
    assert left.take("boras.se")
    assert not left.take("boras.se")
    assert left.take("lund.se")
    assert not left.take("kalmar.se")
