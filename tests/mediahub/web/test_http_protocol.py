"""What a client may take: raw sockets against a real server, with limits that are short."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from mediahub.web.connections import Connections, Limits
from tests.servers import listening, serving

KB, MB = 1 << 10, 1 << 20
GET = b"GET /text HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"
CHUNKED = b"POST /headers HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
SHORT = Limits(
    head_seconds=0.3,
    body_seconds=0.3,
    body_rate=100,
    answer_seconds=0.3,
    answer_rate=1000,
    linger_seconds=0.3,
    look_every_seconds=0.02,
)
A_WHILE = 0.05
FOREVER = 20.0


@dataclass
class Site:
    """An address, the connections that are open there, and what its slow page waits for."""

    address: tuple[str, int]
    go_on: threading.Event = field(default_factory=threading.Event)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    connections: Connections = field(init=False)

    @contextmanager
    def client(self, *sent: bytes) -> Iterator[socket.socket]:
        with socket.create_connection(self.address, timeout=FOREVER) as client:
            for data in sent:
                client.sendall(data)
            yield client

    def ask(self, *sent: bytes) -> bytes:
        """All that is answered until the server hangs up."""
        with self.client(*sent) as client:
            return rest(client)


def rest(client: socket.socket) -> bytes:
    """What comes until the end."""
    found = bytearray()
    with suppress(ConnectionResetError):
        while data := client.recv(MB):
            found += data
    return bytes(found)


def statuses(answer: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", answer)]


@contextmanager
def running(limits: Limits) -> Iterator[Site]:
    with listening() as (on, _):
        site = Site(on.getsockname())
        with serving(pages(site), on, limits) as connections:
            site.connections = connections
            try:
                yield site
            finally:
                site.go_on.set()


def pages(site: Site) -> Starlette:
    def text(_: Request) -> Response:
        return PlainTextResponse("hej")

    async def length(request: Request) -> Response:
        return PlainTextResponse(f"{len(await request.body())} bytes")

    async def headers(request: Request) -> Response:
        body = await request.body()
        return PlainTextResponse(f"{request.headers.keys()} {body!r}")

    def slow(_: Request) -> Response:
        site.begun.release()
        site.go_on.wait(FOREVER)
        return PlainTextResponse("at last")

    def stream(request: Request) -> Response:
        count = int(request.query_params["mb"])
        return StreamingResponse(bytes(MB) for _ in range(count))

    def large(_: Request) -> Response:
        return Response(bytes(32 * MB))

    routes = [Route(f"/{page.__name__}", page) for page in (text, slow, stream, large)]
    posts = [Route(f"/{page.__name__}", page, methods=["POST"]) for page in (length, headers)]
    return Starlette(routes=[*routes, *posts, Route("/unread", text, methods=["POST"])])


@pytest.fixture(scope="module")
def patient() -> Iterator[Site]:
    """A site with the limits of every day."""
    with running(Limits(linger_seconds=0.3, look_every_seconds=0.02)) as site:
        yield site


@pytest.fixture(scope="module")
def hasty() -> Iterator[Site]:
    """A site that waits for nobody."""
    with running(SHORT) as site:
        yield site


def head(*lines: bytes, path: bytes = b"/text") -> bytes:
    return b"\r\n".join([b"GET " + path + b" HTTP/1.1", b"Host: a", *lines, b"", b""])


CLOSE = b"Connection: close"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (head(CLOSE), 200),
        (head(CLOSE, b"X: " + b"x" * 60 * KB), 200),
        (head(CLOSE, b"X: " + b"x" * 64 * KB), 431),
        (head(CLOSE, b"x" * 64 * KB + b": x"), 431),
        (head(CLOSE, path=b"/text?" + b"x" * 60 * KB), 200),
        (head(CLOSE, path=b"/text?" + b"x" * 64 * KB), 431),
        (head(CLOSE, *[b"X: " + b"x" * KB] * 60), 200),
        (head(CLOSE, *[b"X: " + b"x" * KB] * 64), 431),
        (head(CLOSE, *[b"X: x"] * 198), 200),
        (head(CLOSE, *[b"X: x"] * 199), 431),
    ],
)
def test_a_head_has_a_size(patient: Site, sent: bytes, status: int) -> None:
    assert statuses(patient.ask(sent)) == [status]


def test_a_head_without_end_is_refused_early(patient: Site) -> None:
    sent = 0
    with patient.client(b"GET /text HTTP/1.1\r\nX: ") as client:
        with suppress(ConnectionError):
            while sent < 300 * MB:
                sent += client.send(bytes(b"x" * MB))
        answer = rest(client)
    assert statuses(answer) == [431]
    assert b"x-content-type-options: nosniff" in answer
    assert patient.ask(head(CLOSE)).endswith(b"hej")


def test_a_second_head_has_a_size_too(patient: Site) -> None:
    long = head(b"X: " + b"x" * 64 * KB)
    with patient.client(GET) as client:
        assert client.recv(MB).endswith(b"hej")
        client.sendall(long)
        assert statuses(rest(client)) == [431]
    with patient.client(head(path=b"/slow") + long) as client:
        assert patient.begun.acquire(timeout=FOREVER)
        patient.go_on.set()
        assert statuses(rest(client)) == [200]


@pytest.mark.parametrize("sent", [b"GE", b"GET /text HTTP/1.1\r\n", GET[:-2]])
def test_half_a_head_is_out_of_time(hasty: Site, sent: bytes) -> None:
    assert statuses(hasty.ask(sent)) == [408]
    assert statuses(hasty.ask(GET + sent)) == [200, 408]


def test_a_connection_that_says_nothing_is_closed_without_a_word(hasty: Site) -> None:
    assert hasty.ask() == b""


def test_empty_lines_keep_no_connection(hasty: Site) -> None:
    assert dribbled(hasty, b"", b"\r\n") == b""


def dribbled(site: Site, begin: bytes, piece: bytes) -> bytes:
    """What is answered to somebody who sends a piece now and then, for ever."""
    with site.client(begin) as client:
        client.settimeout(A_WHILE)
        ends_at = monotonic() + FOREVER
        while monotonic() < ends_at:
            try:
                client.sendall(piece)
                if answer := client.recv(MB):
                    return answer
                return b""
            except TimeoutError:
                continue
            except ConnectionError:
                return b""
    raise AssertionError("it was let go on")


def test_a_head_that_comes_byte_by_byte_is_out_of_time(hasty: Site) -> None:
    assert statuses(dribbled(hasty, b"GET /text HTTP/1.1\r\n", b"X")) == [408]
    assert statuses(dribbled(hasty, b"GET /text HTTP/1.1\r\n", b"X: x\r\n")) == [408]


def test_a_body_that_stops_or_drips_is_out_of_time(hasty: Site) -> None:
    assert statuses(hasty.ask(POST, b"x" * 20)) == [408]
    assert statuses(dribbled(hasty, POST.replace(b"100", b"10000"), b"x")) == [408]
    assert statuses(dribbled(hasty, CHUNKED, b"1\r\nx\r\n")) == [408]


def test_a_body_that_comes_slowly_is_taken(hasty: Site) -> None:
    with hasty.client(POST.replace(b"100", b"200")) as client:
        client.settimeout(A_WHILE)
        for _ in range(20):  # for a second, thrice as long as a body may stop
            client.sendall(b"x" * 10)
            with suppress(TimeoutError):
                answer = client.recv(MB)
    assert answer.endswith(b"200 bytes")


def test_a_body_that_nobody_wants_is_not_waited_for(hasty: Site) -> None:
    unread = POST.replace(b"/length", b"/unread")
    assert statuses(hasty.ask(unread, b"x")) == [200]
    assert statuses(dribbled(hasty, unread.replace(b"100", b"9999"), b"x")) == [200]
    with hasty.client(unread, b"x" * 100, head(CLOSE)) as client:
        assert statuses(rest(client)) == [200, 200]


def test_an_answer_that_nobody_reads_ends(hasty: Site) -> None:
    for path in (b"/stream?mb=64", b"/large"):
        with hasty.client(head(path=path)) as client:
            assert client.recv(1)
            gone(hasty)
            assert len(rest(client)) < 32 * MB


def gone(site: Site) -> None:
    """Wait until the connections that are open have ended, other than the one that asks."""
    ends_at = monotonic() + FOREVER
    while len(site.connections):
        assert monotonic() < ends_at, "a connection is kept"
        site.ask(head(CLOSE))


def test_an_answer_that_is_read_slowly_goes_on(hasty: Site) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * KB)
        client.settimeout(FOREVER)
        client.connect(hasty.address)
        client.sendall(head(CLOSE, path=b"/stream?mb=8"))
        began, size = monotonic(), 0
        pause = threading.Event()
        while data := client.recv(64 * KB):
            size += len(data)
            if size < MB:
                pause.wait(A_WHILE)
    assert monotonic() - began > 2 * SHORT.answer_seconds
    assert size > 8 * MB


def test_where_every_place_is_taken_the_oldest_that_waits_goes() -> None:
    with (
        running(Limits(connections=3)) as site,
        site.client(b"GET /") as oldest,
        site.client() as other,
        site.client(),
    ):
        assert site.ask(head(CLOSE)).endswith(b"hej")
        assert statuses(rest(oldest)) == [503]
        other.sendall(head(CLOSE))
        assert statuses(rest(other)) == [200]


def test_where_all_are_at_work_the_next_is_told_to_come_again() -> None:
    with running(Limits(connections=2)) as site:
        slow = head(CLOSE, path=b"/slow")
        with site.client(slow) as one, site.client(slow) as two:
            for _ in range(2):
                assert site.begun.acquire(timeout=FOREVER)
            answer = site.ask()
            assert statuses(answer) == [503]
            assert b"retry-after: 10\r\n" in answer
            site.go_on.set()
            assert [statuses(rest(client)) for client in (one, two)] == [[200], [200]]
        assert statuses(site.ask(head(CLOSE))) == [200]


def test_few_requests_are_taken_ahead_of_answers(patient: Site) -> None:
    taken = len(statuses(patient.ask(GET * 10_000)))
    assert Limits().pipelined <= taken <= Limits().pipelined + 1
    assert statuses(patient.ask(GET * 5 + head(CLOSE))) == [200] * 6


@pytest.mark.parametrize("protocol", [b"websocket", b"h2c", b"x"])
def test_nothing_is_upgraded(patient: Site, protocol: bytes) -> None:
    lines = [b"Connection: Upgrade", b"Upgrade: " + protocol, b"Sec-WebSocket-Version: 13"]
    answer = patient.ask(head(*lines) + b"\x81\x05hello")
    assert statuses(answer) == [200]
    assert b"\r\nconnection: close\r\n" in answer


def test_what_is_in_a_trailer_is_no_header(patient: Site) -> None:
    with patient.client(CHUNKED, b"1\r\nx\r\n0\r\nCookie: studio=1\r\n\r\n") as client:
        answer = client.recv(MB)
    assert answer.endswith(b"['host', 'transfer-encoding'] b'x'")


@pytest.mark.parametrize(
    "flood",
    [
        b"1;" + b"x" * 200 * KB,
        b"1;x=y\r\nx\r\n" * 20_000,
        b"0\r\n" + b"X: " + b"x" * 200 * KB,
        b"0\r\n" + b"X: x\r\n" * 1_000,
        b"0" * 200 * KB,
    ],
)
def test_chunks_are_mostly_body(patient: Site, flood: bytes) -> None:
    assert statuses(patient.ask(CHUNKED, flood)) in ([400], [431])


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00",
        b"GET /text\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\xe5 HTTP/1.1\r\nHost: a\r\n\r\n",
        head(b"X : x"),
        head(b"X: \x00"),
        head(b"Content-Length: 1", b"Transfer-Encoding: chunked"),
        head(b"Content-Length: 1", b"Content-Length: 2"),
        head(b"Content-Length: -1"),
        head(b"Content-Length: " + b"9" * 30),
    ],
)
def test_what_is_not_http_is_refused(patient: Site, sent: bytes) -> None:
    answer = patient.ask(sent)
    assert statuses(answer) == [400]
    assert b"x-content-type-options: nosniff" in answer


def test_nothing_of_this_leaves_a_connection(hasty: Site, patient: Site) -> None:
    gone(hasty)
    gone(patient)
