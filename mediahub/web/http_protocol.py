"""HTTP/1.1 as uvicorn speaks it, within limits: heads, bodies, answers and connections (RFC 9112).

uvicorn itself limits neither the size of a head nor the time that a client takes for anything.
"""

import asyncio
from http import HTTPStatus
from typing import Any, cast

import uvicorn
from httptools import HttpParserError, HttpParserUpgrade
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from mediahub.web.connections import Connections, Limits, TimeLeft
from mediahub.web.sockets import unsent_bytes

RETRY_SECONDS = 10
# What the parser is given at once; so much more than a limit can be held in memory.
_PIECE_BYTES = 16 << 10


class LimitedConfig(uvicorn.Config):
    """uvicorn's settings with `LimitedProtocol`, and the connections that its server has open."""

    def __init__(self, app: ASGIApp, limits: Limits, **options: Any) -> None:
        super().__init__(app, http=LimitedProtocol, ws="none", **options)
        of_proxies: Any = app
        proxies = ProxyHeadersMiddleware(of_proxies, self.forwarded_allow_ips).trusted_hosts
        self.connections = Connections(limits, proxies.__contains__)


class _Enough(Exception):
    """Raised inside the parser, to stop it."""


class LimitedProtocol(HttpToolsProtocol):
    """One connection. Over a limit it is answered 431, 408 or 503, and closed.

    The rules of HTTP that uvicorn leaves open are strict here: what is in trailers is not a header,
    an upgrade is answered as if it was not asked for, and few requests are taken ahead of answers.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        assert isinstance(config, LimitedConfig)
        self._open, self._limits = config.connections, config.connections.limits
        self._is_over = False  # nothing more is read, apart from waiting for the client to go
        self._refusal = HTTPStatus.BAD_REQUEST
        self._in_head, self._has_begun = True, False
        self._head_lines = self._head_bytes = 0
        self._framing_bytes = self._body_bytes = 0
        self._turns = 0  # ends of heads and of messages
        self._due: float | None = None  # when the client's time is up
        self._sending = TimeLeft(self._limits.body_seconds, self._limits.body_rate)
        self._reading = TimeLeft(self._limits.answer_seconds, self._limits.answer_rate)
        self._unsent_bytes = 0

    # What the transport calls.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, or say that there is none."""
        super().connection_made(transport)
        if self._open.admit(self, self.client[0] if self.client else "", self.loop):
            self._due = self.loop.time() + self._limits.head_seconds
            self._open.is_waiting(self, True)
        else:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self._open.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse it piece by piece."""
        self._unset_keepalive_if_required()
        if self._is_over:
            self.flow.pause_reading()  # until the next look, for a flood is not worth reading
        for start in range(0, len(data), _PIECE_BYTES):
            if self._is_over or self.transport.is_closing():
                return
            self._parse(data[start : start + _PIECE_BYTES])

    def _parse(self, piece: bytes) -> None:
        if self._in_head and self._due is None:
            self._due = self.loop.time() + self._limits.head_seconds
        turns, body_bytes = self._turns, self._body_bytes
        try:
            self.parser.feed_data(piece)
        except HttpParserUpgrade:
            self._answer_and_close()
        except HttpParserError:
            if not self._is_over:
                self._refuse(self._refusal)
        else:
            if self._turns == turns:
                self._framing_bytes += len(piece) - (self._body_bytes - body_bytes)
                self._check_framing()

    def _check_framing(self) -> None:
        """What is neither body nor a whole line: the parser may hold it in memory."""
        most = self._limits.head_bytes
        if self._in_head and self._framing_bytes > most:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif not self._in_head and self._framing_bytes > most + self._body_bytes:
            self._refuse(HTTPStatus.BAD_REQUEST)

    # What the parser calls.

    def on_message_begin(self) -> None:
        """A head begins, maybe while the request before it is being answered."""
        super().on_message_begin()
        self._has_begun = True
        if self._due is None:
            self._due = self.loop.time() + self._limits.head_seconds

    def on_url(self, url: bytes) -> None:
        """Count the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a line; one of a trailer is left out (RFC 9110, 6.5.1)."""
        self._head_lines += 1
        self._count(len(name) + len(value))
        if self._in_head:
            super().on_header(name, value)

    def _count(self, size_bytes: int) -> None:
        self._head_bytes += size_bytes
        is_long = self._head_bytes > self._limits.head_bytes
        if is_long or self._head_lines > self._limits.head_lines:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise _Enough

    def on_headers_complete(self) -> None:
        """Begin with the body."""
        if self.parser.get_http_version() not in ("1.0", "1.1"):
            raise _Enough
        super().on_headers_complete()
        self._turn(in_head=False)
        self._open.is_waiting(self, False)
        self._sending.begin(self.loop.time())
        if len(self.pipeline) >= self._limits.pipelined:
            self._answer_and_close()
            raise _Enough

    def on_body(self, body: bytes) -> None:
        """Note that the client is sending."""
        self._body_bytes += len(body)
        self._sending.move(len(body), self.loop.time())
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the next head."""
        super().on_message_complete()
        self._turn(in_head=True)

    def _turn(self, *, in_head: bool) -> None:
        self._turns += 1
        self._in_head, self._has_begun, self._due = in_head, not in_head, None
        self._head_lines = self._head_bytes = self._framing_bytes = self._body_bytes = 0

    def on_response_complete(self) -> None:
        """Be there for the next request; what is left of a body is nobody's any more."""
        super().on_response_complete()
        if not self._is_answering():
            self._open.is_waiting(self, True)
            if not self._in_head:
                self._due = self.loop.time() + self._limits.linger_seconds

    # What ends it.

    def look(self, now: float) -> None:
        """End it if the client has had its time."""
        if self._is_over and not self.transport.is_closing():
            self.flow.resume_reading()
        elif self.flow.read_paused:
            self._sending.begin(now)  # we are the slow ones
        deadline = self._deadline()
        if self._is_stuck(now):
            self.transport.abort()
        elif deadline is not None and now >= deadline:
            self._time_is_up()

    def give_way(self) -> None:
        """Make room for another one; it waits for a request, or for the rest of one's head."""
        self._open.leave(self)
        self._is_over = True
        if self._has_begun:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE)
        if self.transport.get_write_buffer_size():
            self.transport.abort()  # nobody would see whether the rest is ever read
        else:
            self.transport.close()

    def _deadline(self) -> float | None:
        if self._is_answering() and not self._is_over:
            return None if self._in_head else self._sending.ends_at
        return self._due

    def _is_answering(self) -> bool:
        cycle = cast("RequestResponseCycle | None", self.cycle)  # None before the first
        return cycle is not None and not cycle.response_complete

    def _is_stuck(self, now: float) -> bool:
        """Whether nobody reads what was sent. What is written meanwhile begins the time anew."""
        before, self._unsent_bytes = self._unsent_bytes, unsent_bytes(self.transport)
        if self._unsent_bytes > before:
            self._reading.begin(now)
        else:
            self._reading.move(before - self._unsent_bytes, now)
        return self._unsent_bytes > 0 and now >= self._reading.ends_at

    def _time_is_up(self) -> None:
        if self._is_over:
            self.transport.abort()
        elif self._is_answering() or (self._in_head and self._has_begun):
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            # A browser opens connections ahead, and would take an answer for that to its request.
            self.transport.close()

    def _answer_and_close(self) -> None:
        """Take no more requests than there are."""
        self._is_over, self._due = True, None
        self.cycle.keep_alive = False

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer, and wait a little for the client to see it: it may still be sending."""
        if self._is_answering() and self._in_head:
            self._answer_and_close()  # to the request before, which there is nothing wrong with
            return
        self._is_over = True
        if self._is_answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started or self.pipeline:
                self.transport.abort()
                return
        self._say(status)
        self._due = self.loop.time() + self._limits.linger_seconds
        self.transport.write_eof()
        self.flow.resume_reading()

    def _say(self, status: HTTPStatus) -> None:
        self._open.note(status)
        sentence = f"{status.phrase}\n".encode()
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            "content-type: text/plain; charset=utf-8",
            f"content-length: {len(sentence)}",
            "x-content-type-options: nosniff",
            "cache-control: no-store",
            "connection: close",
        ]
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            lines.append(f"retry-after: {RETRY_SECONDS}")
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + sentence)
