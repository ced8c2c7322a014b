"""How fast mail may go out: overall, and to one domain; counted over every worker.

What was begun within the last minute is counted in the outbox itself. Nothing else is stored, so
there is nothing that could say otherwise than the mails do.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from mediahub.mail.models import Mail
from mediahub.settings import Settings

WITHIN = timedelta(minutes=1)
# Any number that no other program uses for its advisory lock in the same database.
LOCK = 7_203_112_027


@dataclass(slots=True)
class Allowance:
    """How many mails may still be begun now; `take` counts one."""

    left: int
    per_domain: int
    begun: dict[str, int]

    def take(self, domain: str) -> bool:
        """Whether one more may go to this domain; if so it is counted."""
        if self.left <= 0 or self.begun.get(domain, 0) >= self.per_domain:
            return False
        self.left -= 1
        self.begun[domain] = self.begun.get(domain, 0) + 1
        return True

    def full_domains(self) -> list[str]:
        """The domains that nothing more may go to now."""
        return [domain for domain, number in self.begun.items() if number >= self.per_domain]


def allowance(db: Session, settings: Settings, now: datetime) -> Allowance:
    """What is left of this minute. Exact inside a writing transaction that holds `lock`."""
    recent = select(Mail.domain, func.count()).where(Mail.tried_at > now - WITHIN)
    begun = dict(db.execute(recent.group_by(Mail.domain)).all())
    left = settings.mail_per_minute - sum(begun.values())
    return Allowance(left, settings.mail_per_domain, begun)


def lock(db: Session) -> None:
    """Let one worker begin mails at a time; on SQLite a writing transaction is alone anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
