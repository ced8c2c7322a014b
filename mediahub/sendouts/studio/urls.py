"""Addresses in the studio of what is mailed about a webcast."""

from starlette.requests import Request

from mediahub.accounts.guard import StudioCall
from mediahub.errors import NotFound
from mediahub.sendouts.models import SendoutKind
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.service import get_webcast
from mediahub.webcasts.urls import STUDIO_WEBCASTS

SENDOUTS = "/studio/utskick"
POST = "/studio/post"
SLUGS = {
    "inspelning": SendoutKind.RECORDING_AVAILABLE,
    "sista-chansen": SendoutKind.LAST_CHANCE,
}
"""By the word that an address has for them."""


def webcast_of(request: Request, call: StudioCall) -> Webcast:
    """The webcast that the address names; who sends a form must be allowed to change it."""
    if request.method == "POST":
        call.require_edit()
    return get_webcast(call.db, request.path_params["slug"])


def kind_of(request: Request) -> SendoutKind:
    """The kind of send-out that the address names, or NotFound."""
    found = SLUGS.get(request.path_params["slag"])
    if found is None:
        raise NotFound("There is no such send-out.")
    return found


def home_of(webcast: Webcast) -> str:
    """Where the send-outs of a webcast are."""
    return f"{STUDIO_WEBCASTS}/{webcast.slug}/utskick"


def texts_of(webcast: Webcast) -> str:
    """Where the texts of its mails are."""
    return f"{STUDIO_WEBCASTS}/{webcast.slug}/mejl"
