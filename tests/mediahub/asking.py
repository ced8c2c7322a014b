"""Requests sent to the application just as they stand: no client tidies their addresses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import anyio
from anyio.from_thread import start_blocking_portal
from starlette.types import ASGIApp, Message, Scope

from tests.leaks import require_none


@dataclass(frozen=True, slots=True)
class Asked:
    """A request by a page of the site; its path is what stands on the wire."""

    method: str
    path: str
    cookie: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: the headers in order, with small letters."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first of that name."""
        return dict(reversed(self.headers)).get(name)


def answers(app: ASGIApp, requests: Iterable[Asked]) -> Sequence[Answer]:
    """The answers to requests that are sent one after another."""

    async def ask_all() -> list[Answer]:
        return [await _ask(app, request) for request in requests]

    # In a thread of its own: the browser's loop may have this one.
    with start_blocking_portal() as portal:
        return portal.call(ask_all)


async def _ask(app: ASGIApp, request: Asked) -> Answer:
    said: list[Message] = []
    sent: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not sent:
            await anyio.sleep_forever()
        return sent.pop()

    async def send(message: Message) -> None:
        said.append(message)

    await app(_scope(request), receive, send)
    headers = tuple((name.decode(), value.decode("latin-1")) for name, value in said[0]["headers"])
    body = b"".join(one.get("body", b"") for one in said[1:])
    if said[0]["status"] >= 400:
        require_none(body.decode(errors="replace"), f"the answer {said[0]['status']}")
    return Answer(said[0]["status"], headers, body)


def _scope(request: Asked) -> Scope:
    address = urlsplit(request.path)
    headers = {"host": "site.example", "sec-fetch-site": "same-origin"}
    headers |= {"cookie": request.cookie} if request.cookie else {}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(address.path),
        "raw_path": address.path.encode(),
        "query_string": address.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("site.example", 80),
    }
