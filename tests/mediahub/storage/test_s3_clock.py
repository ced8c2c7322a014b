"""The clock of a store: how far ours is from it, asked seldom and never waited for long."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from mediahub.doctor import examine
from mediahub.settings import Settings
from mediahub.storage import StoreFailure, s3_clock
from mediahub.storage.s3 import S3Store
from mediahub.storage.s3_clock import StoreClock, date_of
from tests.servers import S3Server


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def answering(status: int, date: str) -> Iterator[str]:
    """A server that gives one answer, with a Date as only a raw one can."""
    answer = f"HTTP/1.1 {status} Said\r\nDate: {date}\r\nContent-Length: 0\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            caller, _ = server.accept()
            with caller:
                caller.recv(65536)
                caller.sendall(answer.encode())

        thread = threading.Thread(target=run)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


@pytest.mark.parametrize("seconds", [-61, 61, 300])
def test_a_wrong_clock_of_ours_is_seen(s3_store: S3Store, seconds: int) -> None:
    s3_store._now = lambda: now() + timedelta(seconds=seconds)
    assert abs(s3_store.clock_skew().total_seconds() - seconds) < 5


@pytest.mark.parametrize(("seconds", "is_well"), [(50, True), (70, False), (-70, False)])
def test_the_doctor_tells_of_it(
    s3: S3Server,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
    *,
    is_well: bool,
) -> None:
    for name, value in s3.environment().items():
        monkeypatch.setenv(name, value)
    url = f"s3://bucket/doctor?endpoint={s3.endpoint}"
    wrong = examine(
        settings.model_copy(update={"storage_url": url}),
        lambda: now() + timedelta(seconds=seconds),
    )
    found = {part.name: part for part in wrong}
    assert (found["storage"].is_well, found["clock"].is_well) == (True, is_well)


def test_the_store_is_asked_once_by_all() -> None:
    clock, asked = counted()
    threads = [threading.Thread(target=clock.now) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1


def counted() -> tuple[StoreClock, list[datetime]]:
    asked: list[datetime] = []

    def ask() -> datetime:
        asked.append(now())
        return asked[-1]

    return StoreClock("host", ask), asked


def test_what_was_answered_goes_on_by_itself() -> None:
    noon = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
    clock = StoreClock("host", lambda: noon)
    first = clock.now()
    later = clock.now()
    assert noon < first < later < noon + timedelta(seconds=5)


def test_an_old_answer_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, asked = counted()
    clock.now()
    monkeypatch.setattr(s3_clock, "REMEMBERED_SECONDS", 0.0)
    clock.now()
    assert len(asked) == 2


def test_nobody_waits_long_for_a_store_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_clock, "PATIENCE_SECONDS", 0.2)
    with silent() as url:
        clock = StoreClock("host", lambda: date_of(url, "host"))
        begun = time.monotonic()
        for _ in range(10):
            with pytest.raises(StoreFailure):
                clock.now()
    assert time.monotonic() - begun < 2


@contextmanager
def silent() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_store_that_is_gone_is_told_of_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(StoreFailure, match="cannot be used"):
        date_of("http://127.0.0.1:1", "host")
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("status", [200, 403, 404])
def test_any_answer_tells_the_time(status: int) -> None:
    # S3 refuses a request signed 15 minutes off with 403 RequestTimeTooSkewed.
    with answering(status, "Wed, 04 Mar 2026 12:00:00 GMT") as url:
        assert date_of(url, "host") == datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", [500, 503])
def test_a_failing_store_tells_nothing(status: int) -> None:
    with (
        answering(status, "Wed, 04 Mar 2026 12:00:00 GMT") as url,
        pytest.raises(StoreFailure, match=f"host cannot be used: HTTP Error {status}"),
    ):
        date_of(url, "host")


@pytest.mark.parametrize("date", ["soon", ""])
def test_a_date_must_be_an_instant(date: str) -> None:
    with (
        answering(200, date) as url,
        pytest.raises(StoreFailure, match="does not tell what time it is"),
    ):
        date_of(url, "host")
