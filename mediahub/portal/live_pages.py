"""`/sandning/{token}`: the way from a mail to a broadcast whose link stands on no page."""

from uuid import UUID

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediahub.errors import NotFound
from mediahub.i18n import sentence
from mediahub.participants.links import live_of, personal_link
from mediahub.participants.models import Registration
from mediahub.participants.service import target_of
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.headers import Confidential
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import shows_live_link
from mediahub.webcasts.view import WebcastView


def routes(factory: PageFactory) -> list[Route]:
    """The one address."""
    middleware = [Middleware(Confidential)]
    return [Route("/sandning/{token:path}", factory.page(lead_on), middleware=middleware)]


def lead_on(request: Request, call: Call) -> Response:
    """On to the broadcast from half an hour before it, and else when that is; 404 with a way on."""
    try:
        held, identity = live_of(
            call.db, call.hub.settings.secret_keys, request.path_params["token"]
        )
        webcast = _webcast(call, held, identity)
    except NotFound as error:
        text = sentence(error, call.language)
        return call.render("portal/unknown_link.html", 404, text=text)
    if shows_live_link(webcast, call.now) and webcast.live_url is not None:
        return RedirectResponse(webcast.live_url, 303)
    return call.render(
        "portal/live.html",
        webcast=WebcastView(webcast, call.hub.settings.origin, call.now),
        own_link=personal_link(call.hub.settings, held),
    )


def _webcast(call: Call, held: Registration, identity: UUID) -> Webcast:
    """The webcast, while the seat is for it or its series: it may have left that."""
    webcast = call.db.get(Webcast, identity)
    if webcast is None or target_of(held) not in (webcast, webcast.series):
        raise NotFound("There is no such webcast.")
    return webcast
