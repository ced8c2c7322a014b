"""`/mina-inspelningar/overlat/{id}`: a participant gives their seat to a colleague, or asks to."""

from dataclasses import replace

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediahub.errors import Conflict, Invalid, MediaHubError
from mediahub.i18n import sentence
from mediahub.participants.details import Details
from mediahub.participants.organisations import are_known_colleagues
from mediahub.participants.public.registration_form import EMPTY, RegistrationForm, read_form
from mediahub.participants.rate_limit import TooMany, count_form
from mediahub.participants.registration_actions import require_unregistered, transfer
from mediahub.participants.service import find_participant
from mediahub.portal.home_pages import WITHDRAWN, without_link
from mediahub.portal.urls import library_url
from mediahub.recordings.transfers import requests
from mediahub.recordings.transfers.rules import PARTICIPANT, Seat, get_seat
from mediahub.recordings.watching.viewers import COOKIE, Viewer, viewer_in
from mediahub.web.client_ip import address_of
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.headers import Confidential

_DONE = f"{library_url('')}/overlaten"
_STEP = "steg"
_CHANGE, _TRANSFER = "andra", "overlat"
_ASKED = "fraga"


def routes(factory: PageFactory) -> list[Route]:
    """The form, which is sent twice: to be looked at, and to be done."""
    address, quiet = f"{library_url('')}/overlat/{{registration:uuid}}", [Middleware(Confidential)]
    withdrawing = factory.page(withdraw, may_be_unnamed=True)
    taken_back = f"{address}/ta-tillbaka"
    sending = factory.page(send, may_be_unnamed=True)
    return [
        Route(address, factory.page(fill_in), name="transfer", middleware=quiet),
        Route(address, sending, methods=["POST"], name="send_transfer", middleware=quiet),
        Route(taken_back, withdrawing, methods=["POST"], name="withdraw", middleware=quiet),
        Route(_DONE, factory.page(done), name="transferred", middleware=quiet),
    ]


def fill_in(request: Request, call: Call) -> Response:
    """The empty form of a seat that is the visitor's own."""
    viewer = viewer_in(request, call)
    if viewer is None:
        return without_link(call)
    return _form(call, _seat(request, call, viewer), EMPTY)


def send(request: Request, call: Call) -> Response:
    """Show what is about to be done; and once that has been seen, do it."""
    viewer = viewer_in(request, call)
    if viewer is None:
        return without_link(call)
    seat = _seat(request, call, viewer)
    filled = read_form(call)
    if filled.details is None:
        return _form(call, seat, filled, status=422)
    if call.sent(_STEP) == _CHANGE:
        return _form(call, seat, filled)
    if filled.details.email == viewer.participant.email:
        return _form(call, seat, replace(filled, errors={"email": _own_address()}), status=422)
    return _counted(request, call, viewer, seat, filled, filled.details)


def withdraw(request: Request, call: Call) -> Response:
    """Take the question about a seat back."""
    viewer = viewer_in(request, call)
    if viewer is None:
        return without_link(call)
    requests.withdraw(call.db, _seat(request, call, viewer).registration, call.now)
    return RedirectResponse(f"{library_url('')}?{WITHDRAWN}=1", 303)


def done(request: Request, call: Call) -> Response:
    """That it is done, or asked; it tells nothing of anybody."""
    is_asked = _ASKED in request.query_params
    return call.render(
        "portal/transferred.html",
        is_known=viewer_in(request, call) is not None,
        is_asked=is_asked,
        kept_query=f"{_ASKED}=1&" if is_asked else "",
    )


def _are_colleagues(call: Call, viewer: Viewer, to: Details) -> bool:
    known = find_participant(call.db, to.email)
    return are_known_colleagues(viewer.participant, to.email, known)


def _seat(request: Request, call: Call, viewer: Viewer) -> Seat:
    identity = request.path_params["registration"]
    return get_seat(call.db, viewer.participant, identity, call.now)


def _own_address() -> Invalid:
    return Invalid(
        "This is your own address, and the seat is yours already. Write your colleague's."
    )


def _counted(
    request: Request, call: Call, viewer: Viewer, seat: Seat, filled: RegistrationForm, to: Details
) -> Response:
    """The answer to either step: both tell whether somebody is registered, so both count."""
    try:
        secrets, sender = call.hub.settings.secret_keys, address_of(request)
        count_form(call.db, secrets, sender, to.email, call.now)
        require_unregistered(call.db, seat.registration, to.email)
        if call.sent(_STEP) == _TRANSFER:
            return _transfer(call, viewer, seat, to)
    except TooMany as refusal:
        response = _form(call, seat, filled, refusal, status=429)
        response.headers.update(refusal.headers)
        return response
    except Conflict as refusal:
        return _form(call, seat, filled, refusal, status=409)
    return call.render(
        "portal/transfer_check.html",
        seat=seat,
        to=to,
        is_question=not _are_colleagues(call, viewer, to),
        step=_STEP,
        change=_CHANGE,
        go=_TRANSFER,
    )


def _transfer(call: Call, viewer: Viewer, seat: Seat, to: Details) -> Response:
    if not _are_colleagues(call, viewer, to):
        requests.ask(call.db, seat.registration, to, call.now)
        return RedirectResponse(f"{_DONE}?{_ASKED}=1", 303)
    transfer(call.db, seat.registration, to, actor=PARTICIPANT, now=call.now)
    response = RedirectResponse(_DONE, 303)
    if viewer.holder is seat.registration:
        response.delete_cookie(COOKIE)
    return response


def _form(
    call: Call,
    seat: Seat,
    filled: RegistrationForm,
    refusal: MediaHubError | None = None,
    *,
    status: int = 200,
) -> Response:
    return call.render(
        "portal/transfer.html",
        status,
        seat=seat,
        pending=requests.find_request(call.db, seat.registration, call.now),
        values=filled.values,
        errors={name: sentence(error, call.language) for name, error in filled.errors.items()},
        refusal=sentence(refusal, call.language) if refusal else None,
    )
