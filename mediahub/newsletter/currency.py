"""Whether what an item tells of can still be told: it is public, and neither cancelled nor over."""

from datetime import datetime

from mediahub.episodes.models import Episode
from mediahub.episodes.service import state_of as episode_state
from mediahub.errors import Conflict
from mediahub.newsletter.models import NewsletterItem
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import WebcastState, is_listed, state_of


def require_current(item: NewsletterItem, now: datetime) -> None:
    """Conflict with what stands in the way."""
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
