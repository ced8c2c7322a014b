"""`/mina-inspelningar`: all that one person may watch, behind one link."""

from collections.abc import Sequence

from sqlalchemy import select
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediahub.clock import local
from mediahub.participants.models import NetworkMember
from mediahub.recordings.addresses import FeedAddress, mine_url
from mediahub.recordings.feed_tokens import feed_token
from mediahub.recordings.mine import shelf_of
from mediahub.recordings.transferring import seats_to_give
from mediahub.recordings.viewers import COOKIE, Viewer, admitted_webcasts, viewer_in
from mediahub.web.endpoint import Call, Rim
from mediahub.web.headers import Confidential
from mediahub.webcasts.models import Network

_FORGOTTEN = "glomd"


def routes(rim: Rim) -> list[Route]:
    """The page and its form."""
    address, quiet = mine_url(""), [Middleware(Confidential)]
    forgetting = rim.page(forget, may_be_unnamed=True)
    return [
        Route(address, rim.page(mine), name="mine", middleware=quiet),
        Route(f"{address}/glom", forgetting, methods=["POST"], name="forget_me", middleware=quiet),
    ]


def mine(request: Request, call: Call) -> Response:
    """The recordings of whoever the cookie tells of; to anyone else, how to come here."""
    viewer = viewer_in(request, call)
    if viewer is None:
        is_forgotten = _FORGOTTEN in request.query_params
        return without_link(call, is_forgotten=is_forgotten)
    webcasts = admitted_webcasts(call.db, viewer)
    settings = call.hub.settings
    return call.render(
        "recordings/mine.html",
        person=viewer.participant,
        shelf=shelf_of(call.db, webcasts, settings.origin, call.now),
        networks=_networks(call, viewer),
        seats=seats_to_give(call.db, viewer.participant, call.now),
        feed=FeedAddress(settings.origin, feed_token(settings.secret_keys, viewer.holder)),
    )


def without_link(call: Call, *, is_forgotten: bool = False) -> Response:
    """The page that says that the link in the mail opens what is asked for."""
    return call.render(
        "recordings/without_link.html",
        403,
        is_forgotten=is_forgotten,
        kept_query=f"{_FORGOTTEN}=1&" if is_forgotten else "",
    )


def forget(_request: Request, _call: Call) -> Response:
    """Take the cookie away; the link in the mail opens everything again."""
    response = RedirectResponse(f"{mine_url('')}?{_FORGOTTEN}=1", 303)
    response.delete_cookie(COOKIE)
    return response


def _networks(call: Call, viewer: Viewer) -> Sequence[Network]:
    """The networks that the person is a member of this year."""
    return call.db.scalars(
        select(Network)
        .join(NetworkMember)
        .where(
            NetworkMember.participant_id == viewer.participant.id,
            NetworkMember.year == local(call.now).year,
            NetworkMember.ended_at.is_(None),
        )
        .order_by(Network.title)
    ).all()
