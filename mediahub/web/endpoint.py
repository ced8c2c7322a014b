"""The rim: the one place where async meets sync, and where a page's transaction begins and ends."""

import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mediahub.hub import Hub
from mediahub.web.documents import accepts_gzip
from mediahub.web.language import language_of
from mediahub.web.templating import Templates

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Call:
    """What a page is given beside the request: the hub, a transaction, and one instant."""

    hub: Hub
    db: Session
    now: datetime
    language: str
    request: Request
    templates: Templates

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
        """An endpoint that runs the page in a thread, inside one reading transaction."""

        def run(request: Request) -> Response:
            with self.hub.reading() as db:
                return page(request, self.call(request, db))

        async def serve(request: Request) -> Response:
            return await run_in_threadpool(run, request)

        return serve

    def call(self, request: Request, db: Session) -> Call:
        """The arguments of a page."""
        return Call(
            hub=self.hub,
            db=db,
            now=self.hub.now(),
            language=language_of(request, self.hub.settings.language),
            request=request,
            templates=self.templates,
        )
