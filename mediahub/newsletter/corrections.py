"""What a change of a published letter does: its words are frozen anew, and it is dated."""

from dataclasses import replace

from sqlalchemy.orm import Session

from mediahub.newsletter.contents import Content, current_content
from mediahub.newsletter.currency import require_current
from mediahub.newsletter.models import Newsletter, NewsletterItem


def correct(db: Session, letter: Newsletter) -> None:
    """Say that the letter was put right now; a draft has nothing to be put right."""
    if letter.published_at is not None:
        letter.corrected_at = db.info["now"]().replace(microsecond=0)


def freeze(db: Session, letter: Newsletter, item: NewsletterItem) -> None:
    """Let the item of a published letter say from now on what it would say if it went out today.

    Conflict when what it tells of is not public, cancelled or over.
    """
    if letter.published_at is not None:
        now = db.info["now"]()
        require_current(item, now)
        item.content = current_content(item, letter.language, now).as_json()


def freeze_words(
    db: Session, letter: Newsletter, item: NewsletterItem, *, heading: bool, text: bool
) -> None:
    """The same of its heading, its text or both alone: the rest stays as it was sent."""
    if item.content is None or not (heading or text):
        return
    kept = Content.of_json(item.content)
    current = current_content(item, letter.language, db.info["now"]())
    if heading:
        kept = replace(kept, heading=current.heading)
    if text:
        kept = replace(kept, text=current.text)
    item.content = kept.as_json()
