"""A light HTTP/1.1 client on raw sockets, so that the load costs little beside the answer."""

import asyncio
import socket
from dataclasses import dataclass
from time import perf_counter

import uvloop

CONNECTIONS = 4
SECONDS_ALLOWED = 120.0

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its status, its headers with names in small letters, and its body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    size_bytes: int


def request(path: str, **headers: str) -> bytes:
    """A GET that keeps its connection; names of headers are given with `_` for `-`."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: podd.example", *lines, "", ""]).encode()


def fetch(address: Address, sent: bytes) -> Answer:
    """Ask once."""
    with socket.create_connection(address) as connection, connection.makefile("rb") as file:
        connection.sendall(sent)
        first, *lines = iter(file.readline, b"\r\n")
        headers = [_header(line) for line in lines]
        body = file.read(int(dict(headers).get("content-length", "0")))
    head_bytes = sum(map(len, (first, *lines))) + 2
    return Answer(int(first.split()[1]), headers, body, head_bytes + len(body))


def _header(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("latin-1").partition(":")
    return name.lower(), value.strip()


class Load:
    """The same request, again and again over a few connections that are kept.

    Equal requests have answers of equal size, so it is enough to count bytes.
    """

    def __init__(self, address: Address, sent: bytes) -> None:
        self._address = address
        self._sent = sent
        self._answer_bytes = fetch(address, sent).size_bytes

    def per_second(self, answers: int) -> float:
        """Requests answered in a second, over so many answers."""
        return answers / uvloop.run(self._run(answers // CONNECTIONS))

    async def _run(self, answers_each: int) -> float:
        async with asyncio.timeout(SECONDS_ALLOWED):
            loop = asyncio.get_running_loop()
            opened = [
                await loop.create_connection(
                    lambda: _Connection(self._sent, self._answer_bytes, answers_each),
                    *self._address,
                )
                for _ in range(CONNECTIONS)
            ]
            start = perf_counter()
            for transport, connection in opened:
                connection.begin(transport)
            await asyncio.gather(*(connection.done for _, connection in opened))
            taken = perf_counter() - start
            for transport, _ in opened:
                transport.close()
            return taken


class _Connection(asyncio.BufferedProtocol):
    def __init__(self, sent: bytes, answer_bytes: int, answers: int) -> None:
        self.done = asyncio.get_running_loop().create_future()
        self._buffer = bytearray(1 << 20)
        self._sent = sent
        self._answer_bytes = answer_bytes
        self._answers_left = answers
        self._bytes_left = 0

    def begin(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._answers_left -= 1
        self._bytes_left = self._answer_bytes
        self._transport.write(self._sent)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._bytes_left -= nbytes
        if self._bytes_left < 0:
            self.done.set_exception(RuntimeError("an answer was longer than the first"))
        elif self._bytes_left == 0 and self._answers_left:
            self._ask()
        elif self._bytes_left == 0:
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or RuntimeError("the server hung up"))
