"""Previews: signed, expiring addresses of episodes that are not public."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from mediahub.episodes.models import Episode
from mediahub.episodes.urls import episode_url
from mediahub.errors import Gone, Invalid
from mediahub.settings import Settings
from mediahub.signatures import is_signed, sign

USUAL = timedelta(days=14)
LONGEST = timedelta(days=90)
# No date that anyone previews until has more digits.
_MOST_DIGITS = 11


def preview_link(
    settings: Settings, episode: Episode, now: datetime, lifetime: timedelta = USUAL
) -> str:
    """The address that shows the episode, whatever its state, to whoever holds it until it expires.

    Invalid unless 1 minute <= lifetime <= 90 days.
    """
    if not timedelta(minutes=1) <= lifetime <= LONGEST:
        raise Invalid("A preview lasts between one minute and {days} days.", days=LONGEST.days)
    expires = str(int((now + lifetime).timestamp()))
    signature = sign(settings.secret_keys, "preview", str(episode.id), expires)
    query = urlencode({"expires": expires, "signature": signature})
    return f"{episode_url(settings.origin, episode)}?{query}"


def previewed_until(
    settings: Settings, episode: Episode, query: Mapping[str, str], now: datetime
) -> datetime | None:
    """When the preview that an address asks for ends; None when it asks for none.

    None too when we did not sign it, for a sentence of its own would tell that the episode exists.
    Gone when its time is past: `expires` is outside.
    """
    expires, signature = query.get("expires", ""), query.get("signature", "")
    is_number = expires.isascii() and expires.isdigit() and len(expires) <= _MOST_DIGITS
    if not is_number or not is_signed(
        settings.secret_keys, signature, "preview", str(episode.id), expires
    ):
        return None
    until = datetime.fromtimestamp(int(expires), UTC)
    if until <= now:
        raise Gone(
            "This preview of “{title}” has ended. Ask for a new address.", title=episode.title
        )
    return until
