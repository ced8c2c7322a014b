"""`/natverk/{slug}`: the room of a network's members of the year, and its lasting documents."""

from collections.abc import Sequence

from sqlalchemy import select
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediahub.clock import local
from mediahub.errors import NotFound
from mediahub.participants.members import is_member
from mediahub.participants.models import NetworkMember, Participant
from mediahub.portal.home_pages import without_link
from mediahub.portal.library import library_of
from mediahub.recordings.watching.signed_links import sign_link
from mediahub.recordings.watching.viewers import Viewer, admitted_webcasts, viewer_in
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.headers import Confidential
from mediahub.webcasts.models import Network, NetworkDocument, Webcast
from mediahub.webcasts.networks import get_network
from mediahub.webcasts.state import is_listed
from mediahub.webcasts.view import WebcastView


def routes(factory: PageFactory) -> list[Route]:
    """The room, and the way to each of its documents."""
    address, quiet = "/natverk/{slug}", [Middleware(Confidential)]
    below = f"{address}/dokument/{{document:uuid}}"
    return [
        Route(address, factory.page(network_page), name="room", middleware=quiet),
        Route(below, factory.page(document), name="room_document", middleware=quiet),
    ]


def network_page(request: Request, call: Call) -> Response:
    """What is coming, what can be watched and what lasts, for a member of this year."""
    network = get_network(call.db, request.path_params["slug"])
    viewer = _enter(request, call, network)
    if isinstance(viewer, Response):
        return viewer
    mine = [one for one in admitted_webcasts(call.db, viewer) if one.network_id == network.id]
    shelf = library_of(call.db, mine, call.hub.settings.origin, call.now)
    listed = _listed(call, network)
    return call.render(
        "portal/network.html",
        network=network,
        coming=[one for one in listed if not one.is_over],
        shelf=shelf,
        awaited=[one for one in shelf.coming if one.webcast.is_over],
        contact=_contact(listed),
    )


def document(request: Request, call: Call) -> Response:
    """The way to a document, for a member of this year."""
    network = get_network(call.db, request.path_params["slug"])
    viewer = _enter(request, call, network)
    if isinstance(viewer, Response):
        return viewer
    held = call.db.get(NetworkDocument, request.path_params["document"])
    if held is None or held.network_id != network.id:
        raise NotFound("There is no such file.")
    minted = sign_link(call.hub.store, held.media, None, call.hub.now, download=True)
    return RedirectResponse(minted.url, 302)


def _enter(request: Request, call: Call, network: Network) -> Viewer | Response:
    """Who comes, or the page for whoever is not a member this year.

    Only one who is a member of another year is told so.
    """
    viewer = viewer_in(request, call)
    years = _years(call, network, viewer.participant) if viewer else ()
    if viewer is not None and local(call.now).year in years:
        return viewer
    if not years:
        return without_link(call)
    return call.render("portal/other_year.html", 403, network=network, year=max(years))


def _years(call: Call, network: Network, person: Participant) -> Sequence[int]:
    return call.db.scalars(
        select(NetworkMember.year).where(
            NetworkMember.network_id == network.id,
            NetworkMember.participant_id == person.id,
            is_member(),
        )
    ).all()


def _listed(call: Call, network: Network) -> Sequence[WebcastView]:
    views = [WebcastView(one, call.hub.settings.origin, call.now) for one in network.webcasts]
    return [one for one in views if is_listed(one.webcast, call.now)]


def _contact(listed: Sequence[WebcastView]) -> Webcast | None:
    """The meeting whose contact person is the one to ask: the next that has one, else the last."""
    named = [one for one in listed if one.webcast.contact_email]
    coming = [one for one in named if not one.is_over]
    return (coming[0] if coming else named[-1]).webcast if named else None
