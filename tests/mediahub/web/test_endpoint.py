"""The rim: a page gets one transaction, one instant and one language; what it raises undoes it."""

from collections.abc import Iterator

import httpx
import pytest
from jinja2 import UndefinedError
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mediahub.db import content_revision
from mediahub.hub import Hub
from mediahub.web.endpoint import Call, Page, Rim
from mediahub.web.templating import Templates
from tests.conftest import NOON
from tests.servers import NO_TLS, listening, serving


def answered(hub: Hub, page: Page) -> Iterator[httpx.Client]:
    rim = Rim(hub, Templates(hub.settings.origin))
    app = Starlette(routes=[Route("/", rim.page(page))])
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
