"""Errors on pages: the right status, a sentence in the visitor's language, never a trace."""

import logging
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from feeds.errors import FeedError
from mediahub.db import busy
from mediahub.errors import Busy, Conflict, Forbidden, Gone, Invalid, MediaHubError, NotFound
from mediahub.hub import Hub
from mediahub.storage import StoreFailure
from mediahub.web.body import OtherCharset, TooLarge, TooSlow
from mediahub.web.errors import exception_handlers, status_of
from mediahub.web.templating import Templates
from tests.servers import NO_TLS, listening, serving

SENTENCE = "There is no show called “{slug}”."


@pytest.fixture
def client(hub: Hub) -> Iterator[httpx.Client]:
    """A site whose pages only fail."""

    def refuse(request: Request) -> Response:
        raise NotFound(SENTENCE, slug="<b>resan</b>")

    def fail(request: Request) -> Response:
        raise StoreFailure("{host} refuses.", host="s3.inside.example")

    def be_busy(request: Request) -> Response:
        raise HTTPException(503, headers={"Retry-After": "5"})

    def be_locked(request: Request) -> Response:
        raise busy()

    def be_slow(request: Request) -> Response:
        raise TooSlow("It took too long to arrive. Check the connection and send it again.")

    def break_down(request: Request) -> Response:
        raise RuntimeError("a secret of ours")

    routes = [
        Route(f"/{page.__name__}", page)
        for page in (refuse, fail, be_busy, be_locked, be_slow, break_down)
    ]
    handlers = exception_handlers(hub, Templates(hub.settings.origin))
    app = Starlette(routes=routes, exception_handlers=handlers)
    with (
        listening() as (on, origin),
        serving(app, on),
        httpx.Client(base_url=origin, verify=NO_TLS) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Forbidden(""), 403),
        (NotFound(""), 404),
        (Conflict(""), 409),
        (StoreFailure(""), 503),
        (Busy(""), 503),
        (Gone(""), 410),
        (Invalid(""), 422),
        (TooSlow(""), 408),
        (TooLarge(), 413),
        (OtherCharset(""), 415),
        (FeedError(""), 422),
    ],
)
def test_each_refusal_has_its_status(error: MediaHubError | FeedError, status: int) -> None:
    assert status_of(error) == status


def test_a_refusal_is_a_page_with_its_sentence(client: httpx.Client) -> None:
    got = client.get("/refuse")
    assert (got.status_code, got.headers["cache-control"]) == (404, "no-store")
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert got.text.count("Det finns ingen podd som heter ”&lt;b&gt;resan&lt;/b&gt;”.") == 1


def test_the_sentence_is_in_the_visitors_language(client: httpx.Client) -> None:
    got = client.get("/refuse", params={"lang": "en"})
    assert got.text.count("There is no show called “&lt;b&gt;resan&lt;/b&gt;”.") == 1


def test_an_http_error_keeps_its_headers(client: httpx.Client) -> None:
    got = client.get("/be_busy")
    assert (got.status_code, got.headers["retry-after"]) == (503, "5")
    assert got.headers["cache-control"] == "no-store"


def test_who_is_kept_from_writing_is_told_when_to_try_again(client: httpx.Client) -> None:
    got = client.get("/be_locked", params={"lang": "en"})
    assert (got.status_code, got.headers["retry-after"]) == (503, "5")
    assert "so this was not done. Try again in 5 seconds." in got.text


def test_who_is_too_slow_is_hung_up_on(client: httpx.Client) -> None:
    got = client.get("/be_slow")
    assert (got.status_code, got.headers["connection"]) == (408, "close")
    assert "connection" not in client.get("/refuse").headers


def test_a_page_that_is_not_there_and_a_method_that_is_not(client: httpx.Client) -> None:
    assert (client.get("/x").status_code, client.post("/refuse").status_code) == (404, 405)


def test_failure_of_the_store_passes_and_its_place_is_nobodys_business(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    got = client.get("/fail")
    assert (got.status_code, got.headers["retry-after"]) == (503, "10")
    assert "s3.inside.example" not in got.text
    (record,) = [one for one in caplog.records if one.name == "mediahub.web.errors"]
    assert record.getMessage() == "the store failed at /fail: s3.inside.example refuses."


def test_what_nobody_foresaw_tells_visitors_nothing(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    got = client.get("/break_down")
    assert (got.status_code, "secret" in got.text) == (500, False)
    (record,) = [one for one in caplog.records if one.name == "mediahub.web.errors"]
    assert record.getMessage() == "unforeseen error at /break_down"
    assert record.exc_info is not None
