"""The addresses of uploads in the studio."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.accounts.guard import (
    Guard,
    GuardedEndpoint,
    Studio,
    StudioCall,
    path_or_home,
    to_sign_in,
)
from mediahub.errors import Forbidden, NotFound
from mediahub.hub import Hub
from mediahub.media.models import Upload
from mediahub.media.uploads import pages
from mediahub.media.uploads.form_pages import MOST_FILES, plain_form
from mediahub.media.uploads.service import get_upload
from mediahub.web.endpoint import Endpoint

HOME = "/studio/uppladdningar"


def routes(studio: Studio) -> list[Route]:
    """The addresses of uploads."""
    form = GuardedEndpoint(Guard.PRODUCER, _form(studio)).serve
    return [
        Route(f"{HOME}/formular", form, methods=["POST"]),
        *pages.routes(HOME, lambda page: studio.page(page, Guard.PRODUCER)),
    ]


def _form(studio: Studio) -> Endpoint:
    """The plain form, whose bytes are not read before it is known who sends them.

    Its token stands among its fields, so it is looked at when they have come; where the body is no
    such form there will be none.
    """
    hub: Hub = studio.factory.hub

    def admit(request: Request, form: FormData) -> str:
        with hub.reading() as db:
            call = studio.factory.call(request, db, form)
            session = studio.session_of(call)
            if session is None:
                raise Forbidden(
                    "You are no longer signed in. Sign in in another tab, and try again here."
                )
            return studio.admit(call, session, Guard.PRODUCER).actor

    def is_known(request: Request) -> bool:
        with hub.reading() as db:
            return studio.session_of(studio.factory.call(request, db, FormData())) is not None

    take = plain_form(studio.factory, admit, path_or_home)

    async def serve(request: Request) -> Response:
        if not await run_in_threadpool(is_known, request):
            return to_sign_in(request)
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            await run_in_threadpool(admit, request, FormData())
        return await take(request)

    return serve


def sent_uploads(request: Request, call: StudioCall) -> Sequence[Upload]:
    """The user's uploads that `?upload=` names, as the plain form comes back with them."""
    found = []
    for text in request.query_params.getlist("upload")[:MOST_FILES]:
        with suppress(NotFound, ValueError):  # what is nobody's is left out
            found.append(get_upload(call.db, UUID(text), call.actor))
    return found
