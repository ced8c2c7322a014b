"""Publishing a newsletter: a letter that is current goes into the archive and stays as it was."""

from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.clock import local
from mediahub.db import unique
from mediahub.episodes.models import Episode
from mediahub.episodes.service import state_of as episode_state
from mediahub.errors import Conflict
from mediahub.newsletter.contents import content_of
from mediahub.newsletter.models import Newsletter, NewsletterItem
from mediahub.newsletter.service import next_number, require_draft
from mediahub.newsletter.urls import letter_name
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import WebcastState, is_listed, state_of


def publish_letter(db: Session, letter: Newsletter, *, actor: str, now: datetime) -> None:
    """Put the letter in the archive, for good: what it says now is what it always says.

    One that was drafted in another year gets the next number of this one. Conflict if it is
    published already, or tells of something that is not public, cancelled or over.
    """
    require_draft(letter)
    for item in letter.items:
        _require_current(item, now)
    if letter.year != (year := local(now).year):
        letter.year, letter.number = year, next_number(db, year)
    for item in letter.items:
        item.content = content_of(item, letter.language, now).as_json()
    letter.published_at = now.replace(microsecond=0)
    with unique("There is a newsletter {letter} already.", letter=letter_name(letter)):
        db.flush()
    log_audit(
        db,
        Decision(actor, now),
        "newsletter.published_at",
        letter,
        before={"published_at": None},
        after={"published_at": letter.published_at},
    )


def _require_current(item: NewsletterItem, now: datetime) -> None:
    sentences = {
        "hidden": "Item {position}, “{title}”, is not public. Publish it, or remove the item.",
        "cancelled": "Item {position}, “{title}”, is cancelled. Remove the item.",
        "over": "Item {position}, “{title}”, is over. Remove the item.",
    }
    about = item.episode or item.webcast
    if about is not None and (state := _staleness(about, now)):
        raise Conflict(sentences[state], position=item.position, title=about.title)


def _staleness(about: Episode | Webcast, now: datetime) -> str:
    if isinstance(about, Episode):
        return "" if episode_state(about, now) == "published" else "hidden"
    if not is_listed(about, now):
        return "hidden"
    states = {WebcastState.CANCELLED: "cancelled", WebcastState.ENDED: "over"}
    return states.get(state_of(about, now), "")
