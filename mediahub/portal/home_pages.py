"""`/mina-inspelningar`: all that one person may watch, behind one link."""

from collections.abc import Sequence

from sqlalchemy import select
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediahub.clock import local
from mediahub.errors import Invalid, MediaHubError
from mediahub.i18n import sentence
from mediahub.participants.details import read_email
from mediahub.participants.members import is_member
from mediahub.participants.models import NetworkMember
from mediahub.participants.rate_limit import LINKS, TooMany, count_form
from mediahub.portal.feed_tokens import calendar_token, feed_token
from mediahub.portal.library import library_of
from mediahub.portal.link_recovery import send_again
from mediahub.portal.urls import FeedAddress, library_url, own_calendar_url
from mediahub.recordings.transfers.requests import find_request
from mediahub.recordings.transfers.rules import seats_to_give
from mediahub.recordings.watching.viewers import COOKIE, Viewer, admitted_webcasts, viewer_in
from mediahub.web.client_ip import address_of
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.headers import Confidential
from mediahub.webcasts.models import Network

_FORGOTTEN, _SENT = "glomd", "skickat"
WITHDRAWN = "tillbaka"
"""Set once somebody has taken back a question about a seat."""


def routes(factory: PageFactory) -> list[Route]:
    """The page and its forms."""
    address, quiet = library_url(""), [Middleware(Confidential)]
    forgetting = factory.page(forget, may_be_unnamed=True)
    # Whoever can make a browser send it can as well send it themselves: it acts for nobody.
    asking = factory.page(ask, may_be_unnamed=True)
    return [
        Route(f"{address}/lank", asking, methods=["POST"], name="ask_links", middleware=quiet),
        Route(address, factory.page(library_page), name="mine", middleware=quiet),
        Route(f"{address}/glom", forgetting, methods=["POST"], name="forget_me", middleware=quiet),
    ]


def library_page(request: Request, call: Call) -> Response:
    """The recordings of whoever the cookie tells of; to anyone else, how to come here."""
    viewer = viewer_in(request, call)
    if viewer is None:
        asked = request.query_params
        return without_link(call, is_forgotten=_FORGOTTEN in asked, is_sent=_SENT in asked)
    webcasts = admitted_webcasts(call.db, viewer)
    settings = call.hub.settings
    seats = seats_to_give(call.db, viewer.participant, call.now)
    is_withdrawn = WITHDRAWN in request.query_params
    return call.render(
        "portal/library.html",
        person=viewer.participant,
        shelf=library_of(call.db, webcasts, settings.origin, call.now),
        networks=_networks(call, viewer),
        seats=[(seat, find_request(call.db, seat.registration, call.now)) for seat in seats],
        is_withdrawn=is_withdrawn,
        kept_query=f"{WITHDRAWN}=1&" if is_withdrawn else "",
        calendar_url=own_calendar_url(
            settings.origin, calendar_token(settings.secret_keys, viewer.holder)
        ),
        feed=FeedAddress(settings.origin, feed_token(settings.secret_keys, viewer.holder)),
    )


def without_link(
    call: Call,
    *,
    is_forgotten: bool = False,
    is_sent: bool = False,
    email: str = "",
    refusal: MediaHubError | None = None,
    status: int = 403,
) -> Response:
    """The page that says that the link in the mail opens what is asked for, and sends it again."""
    kept = f"{_FORGOTTEN}=1&" if is_forgotten else f"{_SENT}=1&" if is_sent else ""
    return call.render(
        "portal/without_link.html",
        status,
        is_forgotten=is_forgotten,
        is_sent=is_sent,
        kept_query=kept,
        values={"email": email},
        errors={"email": sentence(refusal, call.language)} if refusal else {},
    )


def ask(request: Request, call: Call) -> Response:
    """Send somebody their links again; the answer is the same for an address that nobody has."""
    email = call.sent("email")[:500]
    try:
        address = read_email(email)
    except Invalid as refusal:
        return without_link(call, email=email, refusal=refusal, status=422)
    secrets = call.hub.settings.secret_keys
    try:
        count_form(call.db, secrets, address_of(request), address, call.now, LINKS)
    except TooMany as refusal:
        response = without_link(call, email=email, refusal=refusal, status=429)
        response.headers.update(refusal.headers)
        return response
    send_again(call.db, secrets, address, call.language, call.now)
    return RedirectResponse(f"{library_url('')}?{_SENT}=1", 303)


def forget(_request: Request, _call: Call) -> Response:
    """Take the cookie away; the link in the mail opens everything again."""
    response = RedirectResponse(f"{library_url('')}?{_FORGOTTEN}=1", 303)
    response.delete_cookie(COOKIE)
    return response


def _networks(call: Call, viewer: Viewer) -> Sequence[Network]:
    """The networks that the person is a member of this year."""
    return call.db.scalars(
        select(Network)
        .join(NetworkMember)
        .where(
            NetworkMember.participant_id == viewer.participant.id,
            is_member(local(call.now).year),
        )
        .order_by(Network.title)
    ).all()
