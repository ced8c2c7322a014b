"""The studio answers whether a seat may go to somebody who may belong elsewhere."""

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Conflict, NotFound
from mediahub.participants.models import TransferRequest
from mediahub.participants.targets import RegistrationTarget, registration_at, target_of
from mediahub.recordings.transfers import requests

_OVER = "besvarad"


def approve(request: Request, call: StudioCall) -> Response:
    """Yes: the seat goes over at once."""
    place, asked = _found(request, call)
    if asked is None:
        return redirect(place.list, _OVER)
    try:
        with call.db.begin_nested():
            taken_over = requests.approve(call.db, asked, actor=call.actor, now=call.now)
    except Conflict:
        return redirect(place.list, "inte-overlaten")
    return redirect(f"{place.list}/{taken_over.id}", "overlaten")


def decline(request: Request, call: StudioCall) -> Response:
    """No: all stays as it is, and the giver is told."""
    place, asked = _found(request, call)
    if asked is None:
        return redirect(place.list, _OVER)
    requests.decline(call.db, asked, actor=call.actor, now=call.now)
    return redirect(place.list, "avslagen")


def _found(request: Request, call: StudioCall) -> tuple[RegistrationTarget, TransferRequest | None]:
    """The list that it stood in, and the question; None if somebody has answered it meanwhile."""
    call.require_edit()
    place = target_of(request, call.db)
    try:
        asked = requests.get_request(call.db, request.path_params["id"], call.now)
    except NotFound:
        return place, None
    registration_at(call.db, place, asked.registration_id)
    return place, asked
