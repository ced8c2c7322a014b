"""Requests as they come, piece by piece, without a network between."""

import threading
from collections.abc import Awaitable, Callable, Iterable
from types import FrameType
from typing import TypeVar, TypeVarTuple

import anyio
from anyio.from_thread import start_blocking_portal
from starlette.requests import Request
from starlette.types import Message

Given = TypeVarTuple("Given")
Result = TypeVar("Result")

NEVER: Message = {"type": "never"}
GONE: Message = {"type": "http.disconnect"}


class Arriving:
    """A body on its way: the messages in their order, and how many have been asked for.

    `asking` is called whenever one is; `loop` is the thread in which that was.
    """

    def __init__(
        self, messages: Iterable[Message], asking: Callable[[], object] = lambda: None
    ) -> None:
        self._messages = iter(messages)
        self._asking = asking
        self.asked = 0
        self.loop = 0

    async def receive(self) -> Message:
        """The next message; after NEVER there comes none."""
        self.asked += 1
        self.loop = threading.get_ident()
        self._asking()
        message = next(self._messages)
        if message is NEVER:
            await anyio.sleep_forever()
        return message


def body(*pieces: bytes, is_whole: bool = True) -> list[Message]:
    """The messages that bring these pieces."""
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    return [*messages, {"type": "http.request"}] if is_whole else list(messages)


def request(arriving: Arriving, *headers: tuple[str, str]) -> Request:
    """A POST with these headers."""
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": raw}
    return Request(scope, arriving.receive)


def run(work: Callable[[*Given], Awaitable[Result]], *given: *Given) -> Result:
    """What comes of it on the event loop of another thread: a browser's may be running in this."""
    with start_blocking_portal() as portal:
        return portal.call(work, *given)


def threads_of(function: Callable[..., object], work: Callable[[], object]) -> set[int]:
    """The threads in which the function ran, of all that were begun while this was done."""
    code, found = function.__code__, set[int]()

    def see(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is code:
            found.add(threading.get_ident())

    threading.setprofile(see)
    try:
        work()
    finally:
        threading.setprofile(None)
    return found
