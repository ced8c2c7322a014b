"""A letter that is current goes into the archive; it can be taken out again, and put back."""

from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.clock import local
from mediahub.db import unique
from mediahub.errors import Conflict
from mediahub.newsletter.contents import content_of
from mediahub.newsletter.currency import require_current
from mediahub.newsletter.models import Newsletter
from mediahub.newsletter.service import next_number, require_draft
from mediahub.newsletter.urls import letter_name


def publish_letter(db: Session, letter: Newsletter, *, actor: str, now: datetime) -> None:
    """Put the letter in the archive: what it says now it goes on to say, until it is corrected.

    One that was drafted in another year gets the next number of this one. Conflict if it is
    published already, or tells of something that is not public, cancelled or over.
    """
    require_draft(letter)
    for item in letter.items:
        require_current(item, now)
    if letter.year != (year := local(now).year):
        letter.year, letter.number = year, next_number(db, year)
    for item in letter.items:
        item.content = content_of(item, letter.language, now).as_json()
    letter.published_at = now.replace(microsecond=0)
    with unique("There is a newsletter {letter} already.", letter=letter_name(letter)):
        db.flush()
    _log(db, letter, "published_at", None, Decision(actor, now))


def withdraw_letter(db: Session, letter: Newsletter, *, actor: str, now: datetime) -> None:
    """Take a published letter out of the archive and its feed; Conflict if it is not in there."""
    if letter.published_at is None or letter.withdrawn_at is not None:
        raise Conflict("Newsletter {letter} is not published.", letter=letter_name(letter))
    letter.withdrawn_at = now.replace(microsecond=0)
    _log(db, letter, "withdrawn_at", None, Decision(actor, now))


def restore_letter(db: Session, letter: Newsletter, *, actor: str, now: datetime) -> None:
    """Put a withdrawn letter back where it was; Conflict if it is not withdrawn."""
    if (before := letter.withdrawn_at) is None:
        raise Conflict("Newsletter {letter} is not withdrawn.", letter=letter_name(letter))
    letter.withdrawn_at = None
    _log(db, letter, "withdrawn_at", before, Decision(actor, now))


def _log(
    db: Session, letter: Newsletter, name: str, before: datetime | None, decision: Decision
) -> None:
    after = {name: getattr(letter, name)}
    log_audit(db, decision, f"newsletter.{name}", letter, before={name: before}, after=after)
