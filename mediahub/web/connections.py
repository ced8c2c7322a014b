"""How much of the server clients may take, and the connections that are open, counted."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from mediahub.web.client_ip import network_of

log = logging.getLogger("uvicorn.error")

_LOG_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may take: times in seconds, rates in bytes a second.

    A client that has all its time used up gains more by every byte, at the rate that is its own;
    never more than it began with. So what stalls ends, and what is slow goes on.
    """

    connections: int = 1000
    head_bytes: int = 64 << 10
    head_lines: int = 200
    head_seconds: float = 10
    body_seconds: float = 30
    body_rate: float = 1000
    # A player whose buffer is full reads nothing for a while; it asks for the rest again.
    answer_seconds: float = 60
    answer_rate: float = 100
    pipelined: int = 16
    linger_seconds: float = 2
    look_every_seconds: float = 1

    @property
    def of_one_network(self) -> int:
        """How many connections one customer may have; a whole town hall may sit behind one."""
        return max(self.connections // 2, 1)


class TimeLeft:
    """How long a client has; what it moves buys it more time, up to what it began with."""

    def __init__(self, seconds: float, rate: float) -> None:
        self._seconds, self._rate = seconds, rate
        self.ends_at = 0.0

    def begin(self, now: float) -> None:
        """Give all of it."""
        self.ends_at = now + self._seconds

    def move(self, size_bytes: int, now: float) -> None:
        """Note that so much came or went."""
        self.ends_at = min(self.ends_at + size_bytes / self._rate, now + self._seconds)


class Connection(Protocol):
    """One of those that are counted."""

    def look(self, now: float) -> None:
        """End it if its time is up."""

    def give_way(self) -> None:
        """End it, for another one needs its place."""


class Connections:
    """The open connections of one server.

    Proxies stand for many clients and are not limited by network.
    """

    def __init__(self, limits: Limits, is_proxy: Callable[[str], bool]) -> None:
        self.limits = limits
        self._is_proxy = is_proxy
        self._open: dict[Connection, str | None] = {}
        self._of_network: Counter[str] = Counter()
        self._waiting: dict[Connection, None] = {}  # in the order in which they began to
        self._refused: Counter[int] = Counter()
        self._log_at = 0.0

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, connection: Connection, address: str, loop: asyncio.AbstractEventLoop) -> bool:
        """Count a new one, unless there are too many.

        Where all places are taken, the one goes that has waited longest without a request.
        """
        network = None if self._is_proxy(address) else network_of(address)
        if network is not None and self._of_network[network] >= self.limits.of_one_network:
            return False
        if len(self._open) >= self.limits.connections:
            if not self._waiting:
                return False
            next(iter(self._waiting)).give_way()
        if not self._open:
            loop.call_later(self.limits.look_every_seconds, self._look, loop)
        self._open[connection] = network
        if network is not None:
            self._of_network[network] += 1
        return True

    def leave(self, connection: Connection) -> None:
        """Count one no more."""
        self._waiting.pop(connection, None)
        network = self._open.pop(connection, None)
        if network is not None:
            self._of_network[network] -= 1
            self._of_network += Counter()  # without those that have none

    def is_waiting(self, connection: Connection, is_waiting: bool) -> None:
        """Note that one waits for a request, or has one."""
        self._waiting.pop(connection, None)
        if is_waiting and connection in self._open:
            self._waiting[connection] = None

    def note(self, status: int) -> None:
        """Count a refusal, for the log."""
        self._refused[status] += 1

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in list(self._open):
            connection.look(now)
        if self._refused and now >= self._log_at:
            told = ", ".join(f"{count} with {status}" for status, count in self._refused.items())
            log.warning("connections refused: %s", told)
            self._refused.clear()
            self._log_at = now + _LOG_SECONDS
        if self._open:
            loop.call_later(self.limits.look_every_seconds, self._look, loop)
