"""Headers that every page has, and the cookie of a chosen language."""

from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from mediahub.web.headers import SecurityHeaders, foreign_headers
from tests.servers import NO_TLS, listening, serving


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    def page(request: Request) -> Response:
        return HTMLResponse("<p>hej")

    def secret(request: Request) -> Response:
        return HTMLResponse("<p>hej", headers={"Referrer-Policy": "no-referrer"})

    def text(request: Request) -> Response:
        return PlainTextResponse("hej")

    def uploaded(request: Request) -> Response:
        return HTMLResponse("<p>hej", headers=foreign_headers("text/html; charset=utf-8"))

    pages = (page, secret, text, uploaded)
    site = Starlette(routes=[Route(f"/{page.__name__}", page) for page in pages])
    app = SecurityHeaders(site, "https://podd.example", media_origin="https://s3.example")
    with (
        listening() as (on, origin),
        serving(app, on),
        httpx.Client(base_url=origin, verify=NO_TLS) as client,
    ):
        yield client


def test_a_page_may_load_from_us_and_the_media_host_alone(client: httpx.Client) -> None:
    policy = client.get("/page").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self' https://s3.example",
        "img-src": "'self' https://s3.example",
        "media-src": "'self' https://s3.example",
        "manifest-src": "'self'",
        "frame-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self' https://s3.example",
        "frame-ancestors": "'none'",
    }


def test_a_page_has_the_other_headers(client: httpx.Client) -> None:
    headers = client.get("/page").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_what_a_page_sets_itself_is_kept(client: httpx.Client) -> None:
    headers = client.get("/secret").headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


ALWAYS = {
    *("date", "server", "content-length", "content-type"),
    *("strict-transport-security", "x-content-type-options"),
}


def test_other_answers_get_no_more_than_they_need(client: httpx.Client) -> None:
    headers = client.get("/text?lang=en").headers
    assert headers.keys() == ALWAYS
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_uploaded_html_is_no_page_of_ours(client: httpx.Client) -> None:
    headers = client.get("/uploaded?lang=en").headers
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    # A sandbox together with a Cross-Origin-Opener-Policy is a network error to browsers.
    assert headers.keys() == {*ALWAYS, "content-security-policy"}


@pytest.mark.parametrize(
    ("query", "cookie"),
    [
        ("lang=en", "lang=en; Max-Age=31536000; Path=/; SameSite=Lax"),
        ("lang=sv&t=1", "lang=sv; Max-Age=31536000; Path=/; SameSite=Lax"),
        ("lang=no", None),
        ("lang=en%0d%0aX-Evil:1", None),
        ("", None),
    ],
)
def test_a_chosen_language_is_remembered(
    client: httpx.Client, query: str, cookie: str | None
) -> None:
    assert client.get(f"/page?{query}").headers.get("set-cookie") == cookie
