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

from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.web.csrf import is_from_program, require_same_origin
from mediahub.web.documents import accepts_gzip
from mediahub.web.language import language_of
from mediahub.web.queues import Queue
from mediahub.web.templating import Templates

Endpoint = Callable[[Request], Awaitable[Response]]

# A form here has a handful of fields; what is longer is no form of ours.
MOST_FIELDS = 50
LARGEST_FIELD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class FormSize:
    """What a form may hold: the number of its fields, bytes in one of them, and bytes in all."""

    fields: int = MOST_FIELDS
    field_bytes: int = LARGEST_FIELD_BYTES
    all_bytes: int = MOST_FIELDS * LARGEST_FIELD_BYTES


SMALL_FORM = FormSize()
# An editor's: the credits, chapters and links of an episode, or the words of a whole transcript.
LARGE_FORM = FormSize(fields=2_000, field_bytes=1024 * 1024, all_bytes=4 * 1024 * 1024)


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

    def page(
        self,
        page: Page,
        *,
        may_be_unnamed: bool = False,
        may_be_sent_by_programs: bool = False,
        only_reads: bool = False,
        size: FormSize = SMALL_FORM,
        queue: Queue | None = None,
    ) -> Endpoint:
        """An endpoint that runs the page in a thread, inside one transaction.

        GET and HEAD only read. POST may write, comes from a page of this site, and brings a form;
        one that `only_reads` leaves the write lock to others.
        Pages under `Referrer-Policy: no-referrer` make browsers name the Origin of a form “null”
        (W3C Fetch, “append a request Origin header”), as any other site can. So
        `may_be_unnamed` is only for a POST that another site gains nothing by sending: it acts by
        a SameSite=Lax cookie, which browsers leave out of a POST from elsewhere, or by a secret in
        its own address. `may_be_sent_by_programs` also lets pass what names nothing at all, as a
        mail program does that sends no cookies: for a POST that acts by the secret alone.
        A POST whose work is heavy takes its turn in a `queue`, after its form has come.
        """

        def read(request: Request) -> Response:
            with self.hub.reading() as db:
                return page(request, self.call(request, db, FormData()))

        def take(request: Request, form: FormData) -> Response:
            with self.hub.reading() if only_reads else self.hub.writing() as db:
                return page(request, self.call(request, db, form))

        async def serve(request: Request) -> Response:
            if request.method != "POST":
                return await run_in_threadpool(read, request)
            if not (may_be_sent_by_programs and is_from_program(request)):
                origin = self.hub.settings.origin
                require_same_origin(request, origin, may_be_unnamed=may_be_unnamed)
            _check_length(request, size.all_bytes)
            async with request.form(
                max_files=0, max_fields=size.fields, max_part_size=size.field_bytes
            ) as form:
                run = queue.run if queue else run_in_threadpool
                return await run(take, request, form)

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


def _check_length(request: Request, most_bytes: int) -> None:
    """Before anything is read: who may send it is known only when it has been.

    What has neither length nor coding has no body (RFC 9112, 6.3).
    """
    length = request.headers.get("content-length", "0")
    if "transfer-encoding" in request.headers or not length.isdigit() or int(length) > most_bytes:
        raise Invalid("The form holds more than it may.")
