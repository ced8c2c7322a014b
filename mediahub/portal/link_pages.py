"""`/inspelning/{token}`: a personal link moves into a cookie, and leads on to a clean address."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediahub.errors import NotFound
from mediahub.i18n import sentence
from mediahub.participants.models import Registration
from mediahub.participants.service import target_of
from mediahub.portal.urls import library_url, network_url
from mediahub.recordings.view import RecordingView
from mediahub.recordings.watching.pages import closed, view_of
from mediahub.recordings.watching.viewers import COOKIE, Viewer, viewer_of
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.headers import Confidential
from mediahub.webcasts.models import Network, Series, Webcast
from mediahub.webcasts.urls import recording_url

LONGEST = timedelta(hours=8)
"""How long a browser keeps the link, and so anyone who sits down at it afterwards."""


def routes(factory: PageFactory) -> list[Route]:
    """The link, with whatever mail programs have made of its text; a slash is no other page."""
    address, quiet = "/inspelning/{token:path}", [Middleware(Confidential)]
    # The address is the secret that this POST acts by. Another site can send it only with a link
    # that it has, and then it could as well have shown the link.
    exchanging = factory.page(exchange, may_be_unnamed=True, only_reads=True)
    return [
        Route(address, factory.page(enter), name="enter", middleware=quiet),
        Route(address, exchanging, methods=["POST"], name="exchange", middleware=quiet),
    ]


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a link is for, where it leads, and its recording when it is for one webcast."""

    target: Webcast | Series | Network
    path: str
    recording: RecordingView | None = None


def enter(request: Request, call: Call) -> Response:
    """What the link opens, and a button; looked at however often, nothing is written or counted.

    Mail scanners open every link, and some of them run scripts.
    """
    door = _open_link(request, call)
    if isinstance(door, Response):
        return door
    return call.render(
        "portal/enter.html",
        target=door.target,
        is_webcast=isinstance(door.target, Webcast),
        is_network=isinstance(door.target, Network),
        recording=door.recording,
    )


def exchange(request: Request, call: Call) -> Response:
    """Keep the link in a cookie that no script can read, and go on without it in the address."""
    door = _open_link(request, call)
    if isinstance(door, Response):
        return door
    response = RedirectResponse(door.path, 303)
    response.set_cookie(
        COOKIE,
        request.path_params["token"],
        max_age=_lifetime(call, door) // timedelta(seconds=1),
        path="/",
        secure=call.hub.settings.origin.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


def _open_link(request: Request, call: Call) -> LinkTarget | Response:
    """What the link opens; 404 with the way to one that works, and 410 when it has closed."""
    try:
        door = _link_target(call, _viewer(request, call))
    except NotFound as error:
        text = sentence(error, call.language)
        return call.render("portal/unknown_link.html", 404, text=text)
    if door.recording is not None and door.recording.is_closed:
        return closed(call, door.recording)
    return door


def _viewer(request: Request, call: Call) -> Viewer:
    return viewer_of(call.db, call.hub.settings.secret_keys, request.path_params["token"])


def _link_target(call: Call, viewer: Viewer) -> LinkTarget:
    if not isinstance(viewer.holder, Registration):
        network = viewer.holder.network
        return LinkTarget(network, network_url("", network))
    target = target_of(viewer.holder)
    if isinstance(target, Series):
        return LinkTarget(target, library_url(""))
    return LinkTarget(target, recording_url("", target), view_of(call, target))


def _lifetime(call: Call, door: LinkTarget) -> timedelta:
    closes_at = door.recording.closes_at if door.recording else None
    return min(LONGEST, closes_at - call.now) if closes_at else LONGEST
