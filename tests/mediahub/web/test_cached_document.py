"""Documents over HTTP: validators from the content, 304, gzip, CORS."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.web.cached_document import Document, answer
from tests.servers import NO_TLS, listening, serving

BODY = "<rss>Välkommen</rss>".encode() * 50
TYPE = "application/rss+xml; charset=utf-8"
CHANGED_AT = datetime(2026, 3, 4, 12, 0, 0, 700_000, tzinfo=UTC)
CHANGED = "Wed, 04 Mar 2026 12:00:00 GMT"
DOCUMENT = Document.of(BODY, TYPE, CHANGED_AT)
FOREIGN = "sandbox; default-src 'none'"
GET = {"type": "http", "method": "GET", "headers": []}
PLAIN, ZIPPED = f'"{DOCUMENT.digest}"', f'"{DOCUMENT.digest}-gzip"'


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    async def page(request: Request) -> Response:
        return answer(request, DOCUMENT)

    app = Starlette(routes=[Route("/", page)])
    with (
        listening() as (on, origin),
        serving(app, on),
        httpx.Client(base_url=origin, verify=NO_TLS) as client,
    ):
        client.headers.clear()
        yield client


def test_the_whole_answer(client: httpx.Client) -> None:
    got = client.get("/")
    got.headers.pop("date"), got.headers.pop("server")
    assert got.content == BODY
    assert got.headers == httpx.Headers(
        {
            "content-type": TYPE,
            "content-length": str(len(BODY)),
            "etag": PLAIN,
            "last-modified": CHANGED,
            "cache-control": "public, no-cache",
            "vary": "Accept-Encoding",
            "access-control-allow-origin": "*",
            "x-content-type-options": "nosniff",
        }
    )


@pytest.mark.parametrize("accepted", ["", "gzip"])
def test_head_has_the_headers_of_get_and_no_body(client: httpx.Client, accepted: str) -> None:
    asked = {"Accept-Encoding": accepted}
    head, got = client.head("/", headers=asked), client.get("/", headers=asked)
    head.headers.pop("date"), got.headers.pop("date")
    assert (head.status_code, head.content, head.headers) == (200, b"", got.headers)


@pytest.mark.parametrize(
    ("accepted", "is_zipped"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("GZIP", True),
        ("*", True),
        ("*;q=0, gzip", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("br", False),
        ("identity", False),
        ("", False),
    ],
)
def test_gzip_for_those_who_take_it(client: httpx.Client, accepted: str, is_zipped: bool) -> None:
    got = client.get("/", headers={"Accept-Encoding": accepted})
    assert got.headers.get("content-encoding") == ("gzip" if is_zipped else None)
    assert got.headers["etag"] == (ZIPPED if is_zipped else PLAIN)
    assert got.headers["vary"] == "Accept-Encoding"
    assert got.content == BODY


def test_gzip_holds_no_time() -> None:
    assert DOCUMENT.zipped == Document.of(BODY, TYPE, datetime.now(UTC)).zipped
    assert gzip.decompress(DOCUMENT.zipped) == BODY


EARLIER, LATER = "Wed, 04 Mar 2026 11:59:59 GMT", "Thu, 05 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": PLAIN}, 304),
        ({"If-None-Match": f"W/{PLAIN}"}, 304),
        ({"If-None-Match": ZIPPED}, 304),
        ({"If-None-Match": f'"other", {PLAIN}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": ""}, 200),
        ({"If-None-Match": '"*"'}, 200),
        ({"If-Modified-Since": CHANGED}, 304),
        ({"If-Modified-Since": LATER}, 304),
        ({"If-Modified-Since": EARLIER}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 +99999999999999"}, 200),
        ({"If-Modified-Since": "Mon, 01 Jan 0001 00:00:00 +2300"}, 200),
        ({"If-Modified-Since": "Wed, 04 Mar 2026 12:00:00 -0000"}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": LATER}, 200),
        ({"If-None-Match": PLAIN, "If-Modified-Since": EARLIER}, 304),
    ],
)
def test_what_is_known_is_not_sent_again(
    client: httpx.Client, headers: dict[str, str], status: int
) -> None:
    got = client.get("/", headers=headers)
    assert (got.status_code, got.content) == (status, b"" if status == 304 else BODY)
    assert got.headers["etag"] == PLAIN
    assert got.headers["last-modified"] == CHANGED


@pytest.mark.parametrize(("content_type", "policy"), [("text/html", FOREIGN), (TYPE, None)])
def test_uploaded_html_is_shut_in(content_type: str, policy: str | None) -> None:
    got = answer(Request(GET), Document.of(BODY, content_type, CHANGED_AT))
    assert got.headers.get("content-security-policy") == policy


def test_not_modified_says_nothing_of_a_body(client: httpx.Client) -> None:
    got = client.get("/", headers={"If-None-Match": PLAIN, "Accept-Encoding": "gzip"})
    assert [name for name in got.headers if name.startswith("content-")] == []
    assert got.headers["etag"] == ZIPPED


@given(st.sampled_from(["accept-encoding", "if-none-match", "if-modified-since"]), st.binary())
def test_no_header_breaks_it(name: str, value: bytes) -> None:
    scope = {"type": "http", "method": "GET", "headers": [(name.encode(), value)]}
    assert answer(Request(scope), DOCUMENT).status_code in (200, 304)
    assert Headers(scope=scope)[name] == value.decode("latin-1")
