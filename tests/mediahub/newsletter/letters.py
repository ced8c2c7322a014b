"""An episode, a webcast and a letter with both, as the newsletter of SKR has them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.episodes.models import Episode
from mediahub.episodes.service import set_credits
from mediahub.newsletter import service
from mediahub.newsletter.models import Newsletter
from mediahub.people.service import parse_credit
from mediahub.webcasts.models import Webcast
from tests.conftest import NOON
from tests.factories import make_episode, make_show, make_webcast

SINCE = parse_instant("2026-02-01")
TUESDAY = parse_instant("2026-03-03T06:00")


def make_97(db: Session, **fields: Any) -> Episode:
    """Episode 97, which was published the day before noon."""
    given = {
        "number": 97,
        "slug": "97-kommunala-rad",
        "description": "En studie av råden.\n\nMer om *studien*.",
        "opens_at": TUESDAY,
    }
    show = fields.pop("show", None) or make_show(db, slug="demokratiresan")
    episode = make_episode(db, show, **given | fields)
    guests = ("Anders Lidström, Umeå universitet", "David Feltenius, Umeå universitet")
    lines = [parse_credit("Nils Munthe", "host"), *(parse_credit(text, "guest") for text in guests)]
    set_credits(db, episode, [*lines, parse_credit("Eva Ek", "editor", "writing")])
    return episode


def make_coming(db: Session, **fields: Any) -> Webcast:
    """A webcast a week after noon, with all that a letter tells of."""
    given = {
        "slug": "medborgardialog",
        "price_text": "250 kr per länk",
        "register_by": date(2026, 3, 9),
        "target_group": "Förtroendevalda",
        "is_form_open": True,
    }
    return make_webcast(db, **given | fields)


def make_letter(db: Session, now: datetime = NOON, **fields: Any) -> Newsletter:
    """A draft about all that is there."""
    letter = service.draft_letter(db, SINCE, now, now=now, **fields)
    service.add_letter(db, letter)
    return letter
