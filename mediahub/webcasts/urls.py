"""Where a webcast is found: its page, its calendar entry, its form and its recording."""

from mediahub.webcasts.models import Webcast

STUDIO_WEBCASTS = "/studio/webbsandningar"
STUDIO_SERIES = "/studio/kurser"
STUDIO_NETWORKS = "/studio/natverk"
"""Where the studio lists them."""


def webcast_url(origin: str, webcast: Webcast) -> str:
    """The webcast's page."""
    return f"{origin}/webbsandningar/{webcast.slug}"


def calendar_url(origin: str, webcast: Webcast) -> str:
    """The webcast as a calendar entry."""
    return f"{webcast_url(origin, webcast)}.ics"


def subscription_url(origin: str) -> str:
    """The calendar of all listed webcasts, to be subscribed to."""
    return f"{origin}/webbsandningar.ics"


def form_url(origin: str, webcast: Webcast) -> str:
    """The form to register with."""
    return f"{webcast_url(origin, webcast)}/anmalan"


def recording_url(origin: str, webcast: Webcast) -> str:
    """The page to watch its recording on."""
    return f"{webcast_url(origin, webcast)}/inspelning"
