"""What time it is at a store that has a clock of its own: asked seldom, and with a deadline."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from time import monotonic
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from mediahub.storage import StoreFailure

REMEMBERED_SECONDS = 60.0
REFUSED_SECONDS = 5.0  # those who come while a store is down are refused without waiting
PATIENCE_SECONDS = 2.5


class StoreClock:
    """A store's clock, which is asked once a minute; any number of threads share the answer.

    `ask` gives the store's time or raises StoreFailure. It runs in a thread of its own: looking up
    a name and trying its addresses one by one have no common deadline.
    """

    def __init__(self, host: str, ask: Callable[[], datetime]) -> None:
        self._host = host
        self._ask = ask
        self._lock = threading.Lock()
        self._asked: _Asked | None = None

    def now(self) -> datetime:
        """The store's time, within a second; StoreFailure when it tells none within 2.5 s."""
        with self._lock:
            if self._asked is None or not self._asked.is_fresh():
                self._asked = _Asked(self._ask)
            asked = self._asked
        try:
            return asked.now()
        except TimeoutError:
            raise StoreFailure("{host} does not answer.", host=self._host) from None


class _Asked:
    """One question to the store, and its answer counted on by a clock that nobody sets."""

    def __init__(self, ask: Callable[[], datetime]) -> None:
        self._ask = ask
        self._asked_at = monotonic()
        self._at_zero: Future[datetime] = Future()
        threading.Thread(target=self._run, daemon=True).start()

    def is_fresh(self) -> bool:
        is_answered = self._at_zero.done() and self._at_zero.exception() is None
        return monotonic() < self._asked_at + (
            REMEMBERED_SECONDS if is_answered else REFUSED_SECONDS
        )

    def now(self) -> datetime:
        left = self._asked_at + PATIENCE_SECONDS - monotonic()
        return self._at_zero.result(max(left, 0)) + timedelta(seconds=monotonic())

    def _run(self) -> None:
        try:
            at_zero = self._ask() - timedelta(seconds=monotonic())
        except Exception as error:  # raised in those who wait for the answer
            self._at_zero.set_exception(error)
        else:
            self._at_zero.set_result(at_zero)


def date_of(url: str, host: str) -> datetime:
    """The Date of the answer to a HEAD, whatever it is; StoreFailure when the host is not well.

    A refusal tells the time as well as a success does: a signature far from the store's clock is
    refused for just that, and who may only read objects may not look at the bucket.
    """
    request = Request(url, method="HEAD")  # noqa: S310 we signed it
    try:
        with urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            headers = answer.headers
    except HTTPError as refusal:
        with refusal:
            headers, is_ill = refusal.headers, refusal.code >= 500
        if is_ill:
            raise _unusable(host, refusal) from refusal
    except (OSError, HTTPException) as error:
        raise _unusable(host, error) from error
    try:
        return parsedate_to_datetime(headers["Date"]).astimezone(UTC)
    except (TypeError, ValueError) as error:
        raise StoreFailure("{host} does not tell what time it is.", host=host) from error


def _unusable(host: str, reason: Exception) -> StoreFailure:
    return StoreFailure("{host} cannot be used: {reason}", host=host, reason=reason)
