"""`/avanmalan/{token}`: no more mails of a kind, by a button or by a mail program (RFC 8058)."""

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediahub.participants.models import Participant
from mediahub.sendouts.models import SendoutKind
from mediahub.sendouts.optout import is_out, opt_in, opt_out, read_optout
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.headers import Confidential

ADDRESS = "/avanmalan/{token}"
_BACK = "tillbaka"


def routes(factory: PageFactory) -> list[Route]:
    """The page and its two answers; a slash is no other page."""
    quiet = [Middleware(Confidential)]
    leaving = factory.page(leave, may_be_unnamed=True, may_be_sent_by_programs=True)
    return [
        Route(ADDRESS, factory.page(ask), name="opt_out", middleware=quiet),
        Route(ADDRESS, leaving, methods=["POST"], name="leave", middleware=quiet),
    ]


def ask(request: Request, call: Call) -> Response:
    """A button; looked at however often, nothing changes, for mail scanners open every link."""
    person, kind = _asked_for(request, call)
    return call.render("sendouts/opt_out.html", is_out=is_out(call.db, person, kind), back=_BACK)


def leave(request: Request, call: Call) -> Response:
    """Store it. A mail program sends `List-Unsubscribe=One-Click` and wants no page (RFC 8058)."""
    person, kind = _asked_for(request, call)
    if call.sent(_BACK):
        opt_in(call.db, person, kind)
    else:
        opt_out(call.db, person, kind, call.now)
    if call.sent("List-Unsubscribe"):
        return Response(status_code=200)
    return RedirectResponse(request.url.path, 303)


def _asked_for(request: Request, call: Call) -> tuple[Participant, SendoutKind]:
    token = request.path_params["token"]
    return read_optout(call.db, call.hub.settings.secret_keys, token)
