"""The public registration form of a webcast, or of the course it is a part of."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediahub.errors import Conflict, Gone, MediaHubError
from mediahub.i18n import sentence
from mediahub.participants import seats
from mediahub.participants.details import Details
from mediahub.participants.public import registration_form
from mediahub.participants.public.registration_form import EMPTY, HONEYPOT, STAMP, RegistrationForm
from mediahub.participants.rate_limit import TooMany, count_form
from mediahub.participants.registration import register_by_form, require_open
from mediahub.participants.retention import months_kept
from mediahub.participants.service import Target
from mediahub.web.client_ip import address_of
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.errors import status_of
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.service import get_listed
from mediahub.webcasts.urls import form_url
from mediahub.webcasts.view import WebcastView

_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def routes(factory: PageFactory) -> list[Route]:
    """Below a webcast's own address."""
    address = "/webbsandningar/{slug}/anmalan"
    return [
        Route(address, factory.page(fill_in), name="register"),
        Route(address, factory.page(send), methods=["POST"], name="send_registration"),
        Route(f"{address}/tack", factory.page(thank), name="registered"),
    ]


def fill_in(request: Request, call: Call) -> Response:
    """The empty form; a page that says why when there is none any more."""
    webcast, target = _find(request, call)
    try:
        require_open(target, call.now)
    except (Conflict, Gone) as error:
        return _closed(call, webcast, target, error)
    return _form(call, webcast, target, EMPTY)


def send(request: Request, call: Call) -> Response:
    """Register, and go on to an answer that is the same whoever was known before."""
    webcast, target = _find(request, call)
    try:
        require_open(target, call.now)
    except (Conflict, Gone) as error:
        return _closed(call, webcast, target, error)
    filled = registration_form.read_form(call)
    if filled.details is None:
        return _form(call, webcast, target, filled)
    if refusal := _refusal(call, target):
        return _form(call, webcast, target, filled, refusal)
    if registration_form.is_trapped(call):
        return _thanks(webcast, is_full=False)
    try:
        secrets, email = call.hub.settings.secret_keys, filled.details.email
        count_form(call.db, secrets, address_of(request), email, call.now)
    except TooMany as refusal:
        response = _form(call, webcast, target, filled, refusal, status=429)
        response.headers.update(refusal.headers)
        return response
    return _register(call, webcast, target, filled.details)


def thank(request: Request, call: Call) -> Response:
    """What happens now; it tells nothing that depends on who asked."""
    webcast, target = _find(request, call)
    is_full = "full" in request.query_params
    return _page(
        call,
        "participants/thanks.html",
        webcast,
        target,
        is_full=is_full,
        kept_query=_kept(is_full),
    )


def _kept(is_full: bool) -> str:
    return "full=1&" if is_full else ""


def _find(request: Request, call: Call) -> tuple[Webcast, Target]:
    """The webcast, and what its form is for: itself, or the course where that has the form."""
    webcast = get_listed(call.db, request.path_params["slug"], call.now)
    if not webcast.is_form_open and webcast.series is not None and webcast.series.is_form_open:
        return webcast, webcast.series
    return webcast, webcast


def _refusal(call: Call, target: Target) -> MediaHubError | None:
    try:
        secrets = call.hub.settings.secret_keys
        registration_form.require_time(secrets, str(target.id), call.sent(STAMP), call.now)
    except MediaHubError as error:
        return error
    return None


def _register(call: Call, webcast: Webcast, target: Target, details: Details) -> Response:
    # Asked before, and for everyone: afterwards it would tell who had a seat already.
    is_full = seats.reallocate(call.db, target, call.now).free == 0
    register_by_form(call.db, target, details, call.now, language=call.language)
    return _thanks(webcast, is_full=is_full)


def _thanks(webcast: Webcast, *, is_full: bool) -> Response:
    address = f"{form_url('', webcast)}/tack{'?full=1' if is_full else ''}"
    return RedirectResponse(address, 303, headers=_HEADERS)


def _form(
    call: Call,
    webcast: Webcast,
    target: Target,
    filled: RegistrationForm,
    refusal: MediaHubError | None = None,
    status: int = 422,
) -> Response:
    errors = {name: sentence(error, call.language) for name, error in filled.errors.items()}
    return _page(
        call,
        "participants/form.html",
        webcast,
        target,
        status=status if errors or refusal else 200,
        values=filled.values,
        errors=errors,
        refusal=sentence(refusal, call.language) if refusal else None,
        honeypot=HONEYPOT,
        stamp_name=STAMP,
        stamp=registration_form.stamp_of(
            call.hub.settings.secret_keys, str(target.id), call.sent(STAMP), call.now
        ),
        is_full=seats.count(call.db, target).free == 0,
        months=months_kept(target),
    )


def _closed(call: Call, webcast: Webcast, target: Target, error: MediaHubError) -> Response:
    text = sentence(error, call.language)
    status = status_of(error)
    return _page(call, "participants/closed.html", webcast, target, status=status, text=text)


def _page(
    call: Call, name: str, webcast: Webcast, target: Target, *, status: int = 200, **context: object
) -> Response:
    view = WebcastView(webcast, call.hub.settings.origin, call.now)
    response = call.render(
        name,
        status,
        webcast=view,
        target=target,
        is_series=not isinstance(target, Webcast),
        **context,
    )
    response.headers.update(_HEADERS)
    return response
