"""The edge: a page gets one transaction, one instant and one language; what it raises undoes it."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing

import httpx
import pytest
from anyio import create_task_group, to_thread, wait_all_tasks_blocked
from jinja2 import UndefinedError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mediahub.db import content_revision
from mediahub.hub import Hub
from mediahub.web.body import TooLarge
from mediahub.web.endpoint import Call, Endpoint, Page, PageFactory
from mediahub.web.form_data import PUBLIC_FORM, FormSize, SentForm
from mediahub.web.templating import Templates
from tests.conftest import NOON
from tests.mediahub.web.sent import Arriving, body, request, run, threads_of
from tests.servers import NO_TLS, listening, serving

FORM = (
    ("content-type", "application/x-www-form-urlencoded"),
    ("sec-fetch-site", "same-origin"),
)

READING = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}


def answered(hub: Hub, page: Page) -> Iterator[httpx.Client]:
    factory = PageFactory(hub, Templates(hub.settings.origin))
    app = Starlette(routes=[Route("/", factory.page(page))])
    with (
        listening() as (on, origin),
        serving(app, on),
        httpx.Client(base_url=origin, verify=NO_TLS) as client,
    ):
        yield client


@pytest.fixture
def calls(hub: Hub) -> Iterator[tuple[list[Call], httpx.Client]]:
    """What a page was given, and a client to ask it with."""
    seen: list[Call] = []

    def page(request: Request, call: Call) -> Response:
        seen.append(call)
        assert request is call.request
        return PlainTextResponse(str(content_revision(call.db)))

    for client in answered(hub, page):
        yield seen, client


def test_a_page_is_given_what_it_needs(hub: Hub, calls: tuple[list[Call], httpx.Client]) -> None:
    seen, client = calls
    assert client.get("/").text == "0"
    assert (seen[0].hub, seen[0].now, seen[0].language) == (hub, NOON, "sv")


def test_each_request_has_a_session_of_its_own_that_is_over_with_it(
    calls: tuple[list[Call], httpx.Client],
) -> None:
    seen, client = calls
    for _ in range(2):
        client.get("/")
    assert seen[0].db is not seen[1].db
    assert [call.db.in_transaction() for call in seen] == [False, False]


def test_a_language_is_the_visitors(calls: tuple[list[Call], httpx.Client]) -> None:
    seen, client = calls
    client.get("/", params={"lang": "en"})
    client.get("/", headers={"Cookie": "lang=en"})
    client.get("/", params={"lang": "xx"})
    assert [call.language for call in seen] == ["en", "en", "sv"]


def test_a_name_that_a_template_does_not_get_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        Templates("").render("sv", "errors/error.html")


def test_the_connections_are_as_many_as_the_threads(hub: Hub) -> None:
    opened = [hub.engine.connect() for _ in range(hub.settings.threads)]
    for connection in opened:
        connection.close()
    assert len(opened) == 40


def test_errors_of_the_database_are_not_swallowed(hub: Hub) -> None:
    with pytest.raises(OperationalError), hub.reading() as db:
        db.connection().exec_driver_sql("SELECT * FROM nothing")


def sent_field(_: Request, call: Call) -> Response:
    return PlainTextResponse(call.sent("a"))


def ask_database(_: Request, call: Call) -> Response:
    return PlainTextResponse(str(content_revision(call.db)))


def write_apart(_: Request, call: Call) -> Response:
    with call.hub.writing() as db:
        return PlainTextResponse(str(content_revision(db)))


def posted(endpoint: Endpoint, arriving: Arriving) -> str:
    """What a form on its way is answered."""
    return bytes(run(endpoint, request(arriving, *FORM)).body).decode()


def test_a_form_is_as_long_as_a_visitors(hub: Hub) -> None:
    factory, most = PageFactory(hub, Templates("")), PUBLIC_FORM.all_bytes
    most_text = "x" * (most - 2)
    pieces = [b"a=", most_text.encode()]
    assert posted(factory.page(sent_field), Arriving(body(*pieces))) == most_text
    with pytest.raises(TooLarge):
        posted(factory.page(sent_field), Arriving(body(*pieces, b"x")))


def test_who_sends_is_asked_before_the_body_and_nothing_is_held_meanwhile(hub: Hub) -> None:
    happened: list[tuple[str, int]] = []

    def note(what: str, db: Session | None = None) -> None:
        if db is not None:
            content_revision(db)
        pool = hub.engine.pool
        assert isinstance(pool, QueuePool)
        happened.append((what, pool.checkedout()))

    def size_of(call: Call) -> FormSize:
        note("asked", call.db)
        return PUBLIC_FORM

    def page(_: Request, call: Call) -> Response:
        note("page", call.db)
        return PlainTextResponse(call.sent("a"))

    endpoint = PageFactory(hub, Templates("")).page(page, size_of=size_of)
    assert posted(endpoint, Arriving(body(b"a", b"=1"), lambda: note("read"))) == "1"
    assert happened == [("asked", 1), *[("read", 0)] * 3, ("page", 1)]


def test_a_form_is_parsed_away_from_the_event_loop(hub: Hub) -> None:
    endpoint, arriving = PageFactory(hub, Templates("")).page(sent_field), Arriving(body(b"a=1"))
    threads = threads_of(SentForm.parsed, lambda: posted(endpoint, arriving))
    assert threads
    assert arriving.loop not in threads


def test_those_who_wait_to_write_leave_threads_to_those_who_read(hub: Hub) -> None:
    """While another process holds the lock: forms, and a GET that may write."""
    factory = PageFactory(hub, Templates(""))
    posting, getting = factory.page(ask_database), factory.page(write_apart, may_write=True)
    answers: list[int] = []

    async def ask(endpoint: Endpoint, form: Sequence[tuple[str, str]] = ()) -> None:
        sent = request(Arriving(body(b"a=1")), *form) if form else Request(READING)
        answers.append((await endpoint(sent)).status_code)

    async def all_at_once() -> tuple[int, int]:
        with closing(sqlite3.connect(str(hub.engine.url.database))) as other:
            other.execute("BEGIN IMMEDIATE")
            async with create_task_group() as group:
                for _ in range(30):
                    group.start_soon(ask, posting, FORM)
                    group.start_soon(ask, getting)
                await wait_all_tasks_blocked()
                taken = to_thread.current_default_thread_limiter().borrowed_tokens
                other.rollback()
        return int(taken), len(answers)

    assert run(all_at_once) == (hub.settings.threads // 4, 60)
    assert {*answers} == {200}
