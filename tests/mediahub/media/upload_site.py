"""A site with the pages of uploads, behind a guard that believes what its visitor says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from hashlib import sha256

import httpx
from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from mediahub.errors import Forbidden
from mediahub.hub import Hub
from mediahub.media import pages as media
from mediahub.media.uploads import pages
from mediahub.media.uploads.form_pages import plain_form
from mediahub.media.uploads.pages import SenderPage
from mediahub.storage import PART_BYTES
from mediahub.web.endpoint import Call, Endpoint, PageFactory
from mediahub.web.errors import exception_handlers
from mediahub.web.headers import SecurityHeaders
from mediahub.web.templating import Templates
from tests.mediahub.visitor import Visitor

HOME = "/studio/uppladdningar"
TOKEN = "the form's token"


@dataclass(frozen=True, slots=True)
class ActingCall(Call):
    """A call that knows who is there."""

    actor: str


def create(hub: Hub) -> ASGIApp:
    """The site; a cookie `who` names the user."""
    templates = Templates(hub.settings.origin)
    factory = PageFactory(hub, templates)

    def guarded(page: SenderPage) -> Endpoint:
        def run(request: Request, call: Call) -> Response:
            if request.method == "POST" and request.headers.get("x-csrf-token") != TOKEN:
                raise Forbidden("There is no token.")
            values = {field.name: getattr(call, field.name) for field in fields(call)}
            return page(request, ActingCall(**values, actor=_who(request)))

        return factory.page(run)

    def admit(request: Request, form: FormData) -> str:
        if form.get("csrf") != TOKEN:
            raise Forbidden("There is no token.")
        return _who(request)

    routes = [
        *media.routes(hub),
        Route(f"{HOME}/formular", plain_form(factory, admit, lambda _: "/sida"), methods=["POST"]),
        *pages.routes(HOME, guarded),
    ]
    site = Starlette(routes=routes, exception_handlers=exception_handlers(hub, templates))
    return SecurityHeaders(site, hub.settings.origin, "")


def _who(request: Request) -> str:
    return request.cookies.get("who", "producer")


@contextmanager
def visiting(hub: Hub) -> Iterator[Visitor]:
    """A visitor of the site, whose scripts bring the token."""
    with start_blocking_portal() as portal:
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(create(hub)),
            base_url=hub.settings.origin,
            headers={"x-csrf-token": TOKEN, "accept": "application/json"},
        )
        yield Visitor(client, portal)
        portal.call(client.aclose)


def put(visitor: Visitor, url: str, body: bytes) -> int:
    """The status of sending a part."""
    return visitor.portal.call(lambda: visitor.client.put(url, content=body)).status_code


def cut(body: bytes) -> dict[int, bytes]:
    """The parts of a file by number."""
    starts = range(0, len(body), PART_BYTES)
    return {number: body[start : start + PART_BYTES] for number, start in enumerate(starts, 1)}


def digest(body: bytes) -> str:
    """The SHA-256 as browsers send it."""
    return sha256(body).hexdigest()
