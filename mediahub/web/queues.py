"""Work of which little is done at once: requests wait for their turn without holding a thread."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, move_on_after, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from mediahub.db import RETRY_SECONDS, busy
from mediahub.errors import Busy

# Two hundred who register in the same second are written in ten.
WRITERS_PATIENCE_SECONDS = 20.0

_Form = TypeVar("_Form")
_Given = ParamSpec("_Given")
_Told = TypeVar("_Told")


class Writers:
    """Lets so few write at once that pages which only read always have threads left.

    Whoever writes may wait for the database's lock in one of the threads of all pages; the others
    wait for them on the event loop, each for `patience` seconds.
    """

    def __init__(self, at_once: int, patience: float = WRITERS_PATIENCE_SECONDS) -> None:
        self._turns = CapacityLimiter(at_once)
        self._patience = patience

    async def run(
        self, work: Callable[_Given, _Told], *given: _Given.args, **named: _Given.kwargs
    ) -> _Told:
        """What the work answers in a thread; Busy for whom there was none in time."""
        with move_on_after(self._patience) as waiting:
            await self._turns.acquire()
        if waiting.cancelled_caught:
            raise busy()
        try:
            return await run_in_threadpool(work, *given, **named)
        finally:
            self._turns.release()


class Queue:
    """Lets so many requests work at once, in threads that are theirs alone.

    The others wait on the event loop, each for `patience` seconds. Then their page is made all the
    same, and is to ask `require_turn` before it begins what takes long: so it can give back what
    was written in the form.
    """

    def __init__(self, at_once: int, patience: float) -> None:
        self._turns = CapacityLimiter(at_once)
        self._threads = CapacityLimiter(at_once)
        self._late = CapacityLimiter(at_once)  # a crowd gives up all at once
        self._patience = patience

    @property
    def is_full(self) -> bool:
        """Whether the next one has to wait."""
        return self._turns.available_tokens <= 0

    async def run(
        self, page: Callable[[Request, _Form], Response], request: Request, form: _Form
    ) -> Response:
        """The answer of a page, in its turn or without one."""
        with move_on_after(self._patience) as waiting:
            await self._turns.acquire()
        if waiting.cancelled_caught:
            request.state.has_turn = False
            return await to_thread.run_sync(page, request, form, limiter=self._late)
        try:
            return await to_thread.run_sync(page, request, form, limiter=self._threads)
        finally:
            self._turns.release()


def require_turn(request: Request) -> None:
    """Busy for a request that waited in vain."""
    if not getattr(request.state, "has_turn", True):
        raise Busy(
            "Many are signing in or choosing a password right now, and yours was not looked at. "
            "Try again in {seconds} seconds.",
            seconds=RETRY_SECONDS,
        )
