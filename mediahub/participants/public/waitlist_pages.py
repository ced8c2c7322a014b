"""`/webbsandningar/plats/{token}`: a person's place in line, and the seat that is offered."""

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediahub.errors import Conflict, Gone
from mediahub.i18n import sentence
from mediahub.participants import registration_actions, seats
from mediahub.participants.links import personal_link, waitlisted_of
from mediahub.participants.mail.invitations import webcasts_of
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.service import target_of
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.errors import status_of
from mediahub.web.headers import Confidential

PARTICIPANT = "participant"
"""The actor of what people do with their own registrations."""

_STEP = "steg"
_TAKE, _LEAVE, _SURE = "ta", "lamna", "ja"
_LEFT = "/webbsandningar/plats/lamnad"


def routes(factory: PageFactory) -> list[Route]:
    """The page and its buttons; whoever has left is on a page without a token."""
    address, quiet = "/webbsandningar/plats/{token}", [Middleware(Confidential)]
    sending = factory.page(answer, may_be_unnamed=True)
    return [
        Route(_LEFT, factory.page(left), name="place_left", middleware=quiet),
        Route(address, factory.page(show), name="place", middleware=quiet),
        Route(address, sending, methods=["POST"], name="answer_offer", middleware=quiet),
    ]


def show(request: Request, call: Call) -> Response:
    """What the person has: an offer, a place in line, or a seat. Looking at it changes nothing."""
    return _page(call, _held(request, call))


def answer(request: Request, call: Call) -> Response:
    """Take the seat, or leave the line; leaving is asked about once more."""
    held = _held(request, call)
    step = call.sent(_STEP)
    if step == _TAKE:
        return _take(request, call, held)
    if step != _SURE:
        return _page(call, held, is_leaving=step == _LEAVE)
    if held.state is RegistrationState.ACTIVE:
        return _page(call, held)
    registration_actions.cancel(call.db, held, actor=PARTICIPANT, now=call.now)
    return RedirectResponse(_LEFT, 303)


def left(_request: Request, call: Call) -> Response:
    """That it is done; it tells nothing of anybody."""
    return call.render("participants/place_left.html")


def _held(request: Request, call: Call) -> Registration:
    return waitlisted_of(call.db, call.hub.settings.secret_keys, request.path_params["token"])


def _take(request: Request, call: Call, held: Registration) -> Response:
    try:
        seats.take(call.db, held, actor=PARTICIPANT, now=call.now)
    except (Conflict, Gone) as refusal:
        text = sentence(refusal, call.language)
        return _page(call, held, refusal=text, status=status_of(refusal))
    return RedirectResponse(request.url.path, 303)


def _page(
    call: Call,
    held: Registration,
    *,
    refusal: str | None = None,
    is_leaving: bool = False,
    status: int = 200,
) -> Response:
    until = held.offered_until
    is_waiting = held.state is RegistrationState.WAITING
    is_offered = is_waiting and until is not None and call.now < until
    is_passed = is_waiting and not is_offered and (until or held.passed_at) is not None
    return call.render(
        "participants/place.html",
        status,
        target=target_of(held),
        webcasts=webcasts_of(held),
        until=until,
        has_seat=not is_waiting,
        is_offered=is_offered,
        is_passed=is_passed,
        is_leaving=is_leaving and is_waiting,
        number=seats.position_in_queue(call.db, held) if is_waiting else None,
        link=personal_link(call.hub.settings, held) if not is_waiting else None,
        refusal=refusal,
        step=_STEP,
        take=_TAKE,
        leave=_LEAVE,
        sure=_SURE,
    )
