"""Work in a queue: so much at once, the rest waits without a thread, and not for long."""

from collections.abc import Callable
from threading import Event

import anyio
import pytest
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mediahub.db import RETRY_SECONDS
from mediahub.errors import Busy
from mediahub.web.queues import Queue, Writers, require_turn
from tests.mediahub.web.sent import run as run_beside

FOREVER = 600.0


def a_request() -> Request:
    return Request({"type": "http", "headers": [], "state": {}})


def page(request: Request, form: str) -> Response:
    try:
        require_turn(request)
    except Busy as error:
        return PlainTextResponse(str(error), 503)
    return PlainTextResponse(form)


def held_by(done: Event) -> Callable[[Request, str], Response]:
    """A page that takes as long as the test wants."""

    def slow(request: Request, form: str) -> Response:
        done.wait(10)
        return page(request, form)

    return slow


def test_pages_work_in_their_turn() -> None:
    async def run() -> list[int]:
        queue, answers = Queue(1, FOREVER), []

        async def ask() -> None:
            answers.append((await queue.run(page, a_request(), "")).status_code)

        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(ask)
        return answers

    assert run_beside(run) == [200] * 20


def test_waiting_takes_no_thread_from_others() -> None:
    async def run() -> None:
        queue, done = Queue(2, FOREVER), Event()
        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(queue.run, held_by(done), a_request(), "")
            await anyio.wait_all_tasks_blocked()
            assert queue.is_full
            assert to_thread.current_default_thread_limiter().borrowed_tokens == 0
            done.set()
        assert not queue.is_full

    run_beside(run)


def test_who_waits_in_vain_is_told_and_the_next_is_let_in() -> None:
    async def run() -> tuple[Response, Response]:
        queue, done = Queue(1, 0.01), Event()
        async with anyio.create_task_group() as group:
            group.start_soon(queue.run, held_by(done), a_request(), "")
            await anyio.wait_all_tasks_blocked()
            late = await queue.run(page, a_request(), "late")
            done.set()
        return late, await queue.run(page, a_request(), "next")

    late, following = run_beside(run)
    assert (late.status_code, following.body) == (503, b"next")
    assert f"Try again in {RETRY_SECONDS} seconds." in bytes(late.body).decode()


def test_a_page_that_breaks_gives_its_turn_back() -> None:
    def broken(request: Request, form: str) -> Response:
        raise ZeroDivisionError

    async def run() -> bool:
        queue = Queue(1, FOREVER)
        with pytest.raises(ZeroDivisionError):
            await queue.run(broken, a_request(), "")
        return queue.is_full

    assert not run_beside(run)


def test_who_waits_to_write_takes_no_thread_and_is_told_when_it_takes_too_long() -> None:
    async def run() -> tuple[int, list[str]]:
        writers, done, told = Writers(2, 0.01), Event(), []

        async def write() -> None:
            try:
                told.append(str(await writers.run(done.wait, 10)))
            except Busy as error:
                told.append(str(error.values["seconds"]))

        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(write)
            while len(told) < 48:
                await anyio.wait_all_tasks_blocked()
            taken = to_thread.current_default_thread_limiter().borrowed_tokens
            done.set()
        await writers.run(done.wait, 10)  # and the next is let in
        return int(taken), told

    assert run_beside(run) == (2, ["5"] * 48 + ["True"] * 2)
