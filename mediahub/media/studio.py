"""Uploads, hung in the studio."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.routing import Route

from mediahub.accounts.guard import Guard, Guarded, Studio, own_path
from mediahub.errors import Forbidden
from mediahub.hub import Hub
from mediahub.media import upload_pages
from mediahub.media.upload_form import plain_form

HOME = "/studio/uppladdningar"


def routes(studio: Studio) -> list[Route]:
    """The addresses of uploads."""
    hub: Hub = studio.rim.hub

    def admit(request: Request, form: FormData) -> str:
        with hub.reading() as db:
            call = studio.rim.call(request, db, form)
            session = studio.session_of(call)
            if session is None:
                raise Forbidden(
                    "You are no longer signed in. Sign in in another tab, and try again here."
                )
            return studio.admit(call, session, Guard.PRODUCER).actor

    form = Guarded(Guard.PRODUCER, plain_form(hub, admit, own_path)).serve
    return [
        Route(f"{HOME}/formular", form, methods=["POST"]),
        *upload_pages.routes(HOME, lambda page: studio.page(page, Guard.PRODUCER)),
    ]
