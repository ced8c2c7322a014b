"""The rim: the one place where async meets sync, and where a page's transaction begins and ends."""

import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mediahub.hub import Hub
from mediahub.web.csrf import require_same_origin
from mediahub.web.documents import accepts_gzip
from mediahub.web.language import language_of
from mediahub.web.templating import Templates

Endpoint = Callable[[Request], Awaitable[Response]]

# A form here has a handful of fields; what is longer is no form of ours.
MOST_FIELDS = 50
LARGEST_FIELD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """What a page is given beside the request: the hub, a transaction, and one instant.

    `form` is what was sent with POST; its fields are empty otherwise.
    """

    hub: Hub
    db: Session
    now: datetime
    language: str
    request: Request
    templates: Templates
    form: FormData

    def sent(self, name: str) -> str:
        """What stands in a field of the form that was sent, “” if it is not there."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def render(self, name: str, status: int = 200, **context: object) -> Response:
        """An HTML page in the visitor's language."""
        html = self.templates.render(
            self.language, name, path=self.request.url.path, now=self.now, **context
        )
        body, headers = html.encode(), {"Vary": "Accept-Encoding, Cookie"}
        if accepts_gzip(self.request):
            # A transcript of an hour is 190 kB as it is and 30 kB like this.
            body, headers["Content-Encoding"] = gzip.compress(body, 5, mtime=0), "gzip"
        return HTMLResponse(body, status, headers)


Page = Callable[[Request, Call], Response]


@dataclass(frozen=True, slots=True)
class Rim:
    """Turns pages, which are plain functions, into endpoints."""

    hub: Hub
    templates: Templates

    def page(self, page: Page) -> Endpoint:
        """An endpoint that runs the page in a thread, inside one transaction.

        GET and HEAD only read. POST may write, comes from a page of this site, and brings a form.
        """

        def read(request: Request) -> Response:
            with self.hub.reading() as db:
                return page(request, self.call(request, db, FormData()))

        def write(request: Request, form: FormData) -> Response:
            with self.hub.writing() as db:
                return page(request, self.call(request, db, form))

        async def serve(request: Request) -> Response:
            if request.method != "POST":
                return await run_in_threadpool(read, request)
            require_same_origin(request, self.hub.settings.origin)
            async with request.form(
                max_files=0, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD_BYTES
            ) as form:
                return await run_in_threadpool(write, request, form)

        return serve

    def call(self, request: Request, db: Session, form: FormData) -> Call:
        """The arguments of a page."""
        return Call(
            hub=self.hub,
            db=db,
            now=self.hub.now(),
            language=language_of(request, self.hub.settings.language),
            request=request,
            templates=self.templates,
            form=form,
        )
