"""Where a show is found: its page and its feeds."""

from mediahub.shows.models import Show


def show_url(origin: str, show: Show) -> str:
    """The show's page."""
    return f"{origin}/{show.slug}"


def feed_url(origin: str, slug: str) -> str:
    """The canonical address of the RSS feed; podcast:guid is made from it."""
    return f"{origin}/feeds/{slug}.xml"


def json_feed_url(origin: str, slug: str) -> str:
    """The address of the JSON feed."""
    return f"{origin}/feeds/{slug}.json"
