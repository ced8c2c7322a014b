"""The studio answers whether a seat may go to somebody who may belong elsewhere."""

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, done
from mediahub.errors import NotFound
from mediahub.participants.models import TransferRequest
from mediahub.participants.studio_places import Place, place_of, registration_at
from mediahub.recordings import transfer_requests

ANSWERED = "redan-besvarad"


def approve(request: Request, call: StudioCall) -> Response:
    """Yes: the seat goes over at once."""
    place, asked = _found(request, call)
    if asked is None:
        return done(place.list, ANSWERED)
    taken_over = transfer_requests.approve(call.db, asked, actor=call.actor, now=call.now)
    return done(f"{place.list}/{taken_over.id}", "overlaten")


def decline(request: Request, call: StudioCall) -> Response:
    """No: all stays as it is, and the giver is told."""
    place, asked = _found(request, call)
    if asked is None:
        return done(place.list, ANSWERED)
    transfer_requests.decline(call.db, asked, actor=call.actor, now=call.now)
    return done(place.list, "avslagen")


def _found(request: Request, call: StudioCall) -> tuple[Place, TransferRequest | None]:
    """The place and the question; None when somebody has answered it, or it has run out."""
    call.require_edit()
    place = place_of(request, call.db)
    try:
        asked = transfer_requests.get_request(call.db, request.path_params["id"], call.now)
    except NotFound:
        return place, None
    registration_at(call.db, place, asked.registration_id)
    return place, asked
