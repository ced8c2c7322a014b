"""The edge: the one place where async meets sync, and a page's transaction begins and ends."""

import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mediahub.hub import Hub
from mediahub.web.cached_document import accepts_gzip
from mediahub.web.csrf import is_from_program, require_same_origin
from mediahub.web.form_data import PUBLIC_FORM, FormSize, SentForm, read_form
from mediahub.web.language import language_of
from mediahub.web.queues import Queue, Writers
from mediahub.web.templating import Templates

Endpoint = Callable[[Request], Awaitable[Response]]


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

    def sent_list(self, name: str) -> list[str]:
        """What stands in every field of this name, in the order of the form."""
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

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
SizeOf = Callable[[Call], FormSize]


@dataclass(frozen=True, slots=True)
class PageFactory:
    """Turns pages, which are plain functions, into endpoints.

    Whatever may write runs by `writers`, which has a quarter of the threads.
    """

    hub: Hub
    templates: Templates
    writers: Writers = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "writers", Writers(max(1, self.hub.settings.threads // 4)))

    def page(
        self,
        page: Page,
        *,
        may_be_unnamed: bool = False,
        may_be_sent_by_programs: bool = False,
        only_reads: bool = False,
        may_write: bool = False,
        size_of: SizeOf | None = None,
        queue: Queue | None = None,
    ) -> Endpoint:
        """An endpoint that runs the page in a thread, inside one transaction.

        GET and HEAD only read. POST may write, comes from a page of this site, and brings a form;
        one that `only_reads` leaves the write lock to others. How large a form may be, `size_of`
        tells in a transaction of its own, before anything of it is read; without, it is as large as
        the public's.
        Pages under `Referrer-Policy: no-referrer` make browsers name the Origin of a form “null”
        (W3C Fetch, “append a request Origin header”), as any other site can. So
        `may_be_unnamed` is only for a POST that another site gains nothing by sending: it acts by
        a SameSite=Lax cookie, which browsers leave out of a POST from elsewhere, or by a secret in
        its own address. `may_be_sent_by_programs` also lets pass what names nothing at all, as a
        mail program does that sends no cookies: for a POST that acts by the secret alone.
        A GET that `may_write`, in a transaction of its own, waits with those who write.
        A POST whose work is heavy takes its turn in a `queue`, after its form has come.
        """

        def read(request: Request) -> Response:
            with self.hub.reading() as db:
                return page(request, self.call(request, db, FormData()))

        def size(size_of: SizeOf, request: Request) -> FormSize:
            with self.hub.reading() as db:
                return size_of(self.call(request, db, FormData()))

        def take(request: Request, sent: SentForm) -> Response:
            form = sent.parsed()
            with self.hub.reading() if only_reads else self.hub.writing() as db:
                return page(request, self.call(request, db, form))

        async def serve(request: Request) -> Response:
            if request.method != "POST":
                return await (self.writers.run if may_write else run_in_threadpool)(read, request)
            if not (may_be_sent_by_programs and is_from_program(request)):
                origin = self.hub.settings.origin
                require_same_origin(request, origin, may_be_unnamed=may_be_unnamed)
            # Pages for anyone, such as pressing play, ask the database nothing before the form.
            most = await run_in_threadpool(size, size_of, request) if size_of else PUBLIC_FORM
            sent = await read_form(request, most)
            run = queue.run if queue else self.writers.run
            return await run(take, request, sent)

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
