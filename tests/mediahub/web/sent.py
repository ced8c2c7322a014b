"""Requests as they come, piece by piece, without a network between."""

import sys
import threading
from collections.abc import Callable, Iterable
from types import FrameType

import anyio
from starlette.requests import Request
from starlette.types import Message

NEVER: Message = {"type": "never"}
GONE: Message = {"type": "http.disconnect"}


class Arriving:
    """A body on its way: the messages in their order, and how many have been asked for.

    `asking` is called whenever one is.
    """

    def __init__(
        self, messages: Iterable[Message], asking: Callable[[], object] = lambda: None
    ) -> None:
        self._messages = iter(messages)
        self._asking = asking
        self.asked = 0

    async def receive(self) -> Message:
        """The next message; after NEVER there comes none."""
        self.asked += 1
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


def threads_of(function: Callable[..., object], work: Callable[[], object]) -> set[bool]:
    """Whether the function ran in this thread, in others, or in both, while this was done."""
    code, here = function.__code__, threading.get_ident()
    found: set[bool] = set()

    def see(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is code:
            found.add(threading.get_ident() == here)

    threading.setprofile(see)
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return found
