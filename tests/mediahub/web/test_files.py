"""Files as answers, fetched from a running server: whole, in ranges, unchanged, absent."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mediahub.errors import NotFound
from mediahub.web.files import CHUNK_BYTES, FileAnswer, byte_range
from tests.servers import NO_TLS, listening, serving

BODY = os.urandom(CHUNK_BYTES * 2 + 1000)
SIZE = len(BODY)
CHANGED = "Wed, 04 Mar 2026 12:00:00 GMT"
CHANGED_AT = 1772625600.75


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name, body in {"97.mp3": BODY, "empty.mp3": b""}.items():
        (folder / name).write_bytes(body)
        os.utime(folder / name, (CHANGED_AT, CHANGED_AT))
    with (folder / "long.mp4").open("wb") as long:
        long.truncate(1 << 30)
    return folder


@pytest.fixture(scope="module")
def origin(folder: Path) -> Iterator[str]:
    def page(request: Request) -> Response:
        return FileAnswer(
            folder / request.path_params["name"],
            etag="abc",
            content_type="audio/mpeg",
            cache_control="public, max-age=31536000, immutable",
            filename="Råd.mp3",
        )

    def refuse(request: Request, error: Exception) -> Response:
        return PlainTextResponse(str(error), 404)

    app = Starlette(routes=[Route("/{name}", page)], exception_handlers={NotFound: refuse})
    with listening() as (on, origin), serving(app, on):
        yield origin


def get(origin: str, name: str = "97.mp3", **headers: str) -> httpx.Response:
    named = {key.replace("_", "-"): headers[key] for key in headers}
    return httpx.get(f"{origin}/{name}", headers=named, verify=NO_TLS)


def told(answer: httpx.Response) -> tuple[int, str | None, bytes]:
    return answer.status_code, answer.headers.get("content-range"), answer.content


WHOLE = (200, None, BODY)


def test_the_whole_file(origin: str) -> None:
    assert told(get(origin)) == WHOLE


def test_the_headers(origin: str) -> None:
    headers = get(origin).headers
    del headers["date"], headers["server"]
    assert dict(headers) == {
        "accept-ranges": "bytes",
        "cache-control": "public, max-age=31536000, immutable",
        "content-disposition": "inline; filename=\"Rad.mp3\"; filename*=UTF-8''R%C3%A5d.mp3",
        "content-length": str(SIZE),
        "content-type": "audio/mpeg",
        "etag": '"abc"',
        "last-modified": CHANGED,
        "x-content-type-options": "nosniff",
    }


@pytest.mark.parametrize("asked", [{}, {"range": "bytes=5-9"}, {"range": f"bytes={SIZE}-"}])
def test_head_equals_get(origin: str, asked: dict[str, str]) -> None:
    whole = get(origin, **asked)
    bare = httpx.head(f"{origin}/97.mp3", headers=asked, verify=NO_TLS)
    del whole.headers["date"], bare.headers["date"]
    assert (bare.status_code, bare.headers) == (whole.status_code, whole.headers)
    assert bare.content == b""


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-9", 5, 9),
        ("bytes=5-", 5, SIZE - 1),
        ("bytes=-5", SIZE - 5, SIZE - 1),
        (f"bytes=-{SIZE + 5}", 0, SIZE - 1),
        (f"bytes=5-{SIZE + 5}", 5, SIZE - 1),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
        (f"bytes=1-{CHUNK_BYTES * 2}", 1, CHUNK_BYTES * 2),
        ("BYTES=5-9", 5, 9),
    ],
)
def test_a_range_is_partial_content(origin: str, asked: str, first: int, last: int) -> None:
    answer = get(origin, range=asked)
    assert told(answer) == (206, f"bytes {first}-{last}/{SIZE}", BODY[first : last + 1])
    assert answer.headers["content-length"] == str(last + 1 - first)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 9}", "bytes=-0"])
def test_a_range_past_the_end_is_not_satisfiable(origin: str, asked: str) -> None:
    answer = get(origin, range=asked)
    assert told(answer) == (416, f"bytes */{SIZE}", b"")
    assert "content-type" not in answer.headers


MALFORMED = ["bytes=", "bytes=-", "bytes= -", "bytes=9-5", "bytes=a-b", "bytes=1", "bytes=+1-2"]
MORE = ["5-9", "items=5-9", "bytes=5-9x", f"bytes={'9' * 5000}-", "bytes=--5", "bytes=1-2-3"]


@pytest.mark.parametrize("asked", MALFORMED + MORE)
def test_a_malformed_range_is_ignored(origin: str, asked: str) -> None:
    assert told(get(origin, range=asked)) == WHOLE


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "bytes=0-1, -5", "bytes=0-0,0-0,0-0"])
def test_several_ranges_are_answered_whole(origin: str, asked: str) -> None:
    assert told(get(origin, range=asked)) == WHOLE


def test_an_empty_file(origin: str) -> None:
    assert told(get(origin, "empty.mp3")) == (200, None, b"")
    assert told(get(origin, "empty.mp3", range="bytes=-5")) == (200, None, b"")
    assert told(get(origin, "empty.mp3", range="bytes=0-")) == (416, "bytes */0", b"")


@pytest.mark.parametrize("known", ['"abc"', CHANGED])
def test_if_range_with_the_same_file_gives_the_range(origin: str, known: str) -> None:
    answer = get(origin, range="bytes=5-9", if_range=known)
    assert told(answer) == (206, f"bytes 5-9/{SIZE}", BODY[5:10])


@pytest.mark.parametrize("known", ['"old"', 'W/"abc"', "abc", "Wed, 04 Mar 2026 12:00:01 GMT"])
def test_if_range_with_another_file_gives_the_whole(origin: str, known: str) -> None:
    assert told(get(origin, range="bytes=5-9", if_range=known)) == WHOLE


@pytest.mark.parametrize("known", ['"abc"', 'W/"abc"', '"x", "abc"', "*"])
def test_a_known_etag_is_not_modified(origin: str, known: str) -> None:
    answer = get(origin, if_none_match=known, range="bytes=5-9")
    assert told(answer) == (304, None, b"")
    assert answer.headers["etag"] == '"abc"'
    assert "content-length" not in answer.headers


HUGE = "Mon, 01 Jan 2024 00:00:00 +99999999999999"


@pytest.mark.parametrize("since", [CHANGED, "Thu, 05 Mar 2026 12:00:00 GMT"])
def test_unmodified_since_is_not_modified(origin: str, since: str) -> None:
    assert get(origin, if_modified_since=since).status_code == 304


@pytest.mark.parametrize("since", ["Wed, 04 Mar 2026 11:59:59 GMT", "yesterday", "", HUGE])
def test_modified_since_gives_the_file(origin: str, since: str) -> None:
    assert told(get(origin, if_modified_since=since)) == WHOLE


def test_an_etag_outranks_a_date(origin: str) -> None:
    assert told(get(origin, if_none_match='"old"', if_modified_since=CHANGED)) == WHOLE


@pytest.mark.parametrize("name", ["absent.mp3", "97.mp3%2Fpart", "."])
def test_an_absent_file_is_a_page(origin: str, name: str) -> None:
    assert get(origin, name).status_code == 404


def test_a_file_cut_short_breaks_the_answer(origin: str, folder: Path) -> None:
    (folder / "cut.mp3").write_bytes(bytes(64 << 20))
    with httpx.stream("GET", f"{origin}/cut.mp3", verify=NO_TLS) as answer:
        os.truncate(folder / "cut.mp3", 1000)
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()


def test_a_listener_who_leaves_frees_the_file(origin: str, folder: Path) -> None:
    address = urlsplit(origin)
    with socket.create_connection((address.hostname or "", address.port or 0)) as listener:
        listener.sendall(b"GET /long.mp4 HTTP/1.1\r\nHost: here\r\n\r\n")
        listener.recv(1000)
        assert is_open(folder / "long.mp4")
    for _ in range(200):  # each request gives the server a turn to notice
        if not is_open(folder / "long.mp4"):
            return
        get(origin, range="bytes=0-0")
    pytest.fail("the file is still open")


def is_open(path: Path) -> bool:
    return str(path) in [os.path.realpath(fd) for fd in Path("/proc/self/fd").iterdir()]


@given(st.text(max_size=40), st.integers(0, 100))
def test_any_header_is_a_range_within_the_file_or_none(header: str, size: int) -> None:
    asked = byte_range(header, size)
    assert asked is None or list(asked) == [at for at in asked if 0 <= at < size]


@given(st.integers(0, 99), st.integers(0, 200), st.integers(1, 100))
def test_a_range_selects_what_slicing_selects(first: int, length: int, size: int) -> None:
    asked = byte_range(f"bytes={first}-{first + length}", size)
    assert list(asked or ()) == list(range(size))[first : first + length + 1]
