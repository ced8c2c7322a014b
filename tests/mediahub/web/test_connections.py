"""Connections are counted: together, by network, and those that wait go first."""

import subprocess
import sys
from asyncio import AbstractEventLoop, new_event_loop
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from mediahub.web.connections import Connections, Limits, TimeLeft

PROXY, HERE, THERE = "192.0.2.1", "198.51.100.7", "203.0.113.9"


@dataclass(eq=False)
class One:
    """A connection that notes what becomes of it."""

    server: "Server"
    has_gone: bool = field(default=False, init=False)

    def look(self, now: float) -> None:
        pass

    def give_way(self) -> None:
        self.has_gone = True
        self.server.open.leave(self)


@dataclass
class Server:
    """With room for four connections, two of one network."""

    loop: AbstractEventLoop
    open: Connections = field(
        default_factory=lambda: Connections(Limits(connections=4), PROXY.__eq__)
    )

    def admit(self, address: str, *, is_waiting: bool = False) -> One | None:
        one = One(self)
        if not self.open.admit(one, address, self.loop):
            return None
        self.open.is_waiting(one, is_waiting)
        return one


@pytest.fixture
def server() -> Iterator[Server]:
    with closing(new_event_loop()) as loop:
        yield Server(loop)


def test_one_network_has_half_of_the_places(server: Server) -> None:
    first = server.admit(HERE)
    assert first is not None
    assert server.admit(HERE) is not None
    assert server.admit(HERE) is None
    assert server.admit(THERE) is not None
    server.open.leave(first)
    assert server.admit(HERE) is not None
    assert server.admit(HERE) is None


def test_neighbours_in_one_ipv6_network_are_one(server: Server) -> None:
    admitted = [server.admit(f"2001:db8::{number}") for number in range(3)]
    assert [one is None for one in admitted] == [False, False, True]
    assert server.admit("2001:db8:0:1::1") is not None


def test_a_proxy_stands_for_many(server: Server) -> None:
    assert None not in [server.admit(PROXY) for _ in range(4)]
    assert server.admit(PROXY) is None


def test_the_one_that_waits_longest_gives_way(server: Server) -> None:
    at_work = server.admit(PROXY)
    first, second, third = (server.admit(PROXY, is_waiting=True) for _ in range(3))
    assert first is not None
    server.open.is_waiting(first, False)
    server.open.is_waiting(first, True)  # after the others
    assert server.admit(PROXY) is not None
    gone = [one.has_gone for one in (at_work, first, second, third) if one is not None]
    assert gone == [False, False, True, False]
    assert len(server.open) == 4


def test_who_was_not_admitted_never_waits(server: Server) -> None:
    for _ in range(4):
        server.admit(PROXY)
    refused = One(server)
    assert not server.open.admit(refused, PROXY, server.loop)
    server.open.is_waiting(refused, True)
    server.open.leave(refused)
    assert server.admit(PROXY) is None
    assert not refused.has_gone


def test_what_moves_buys_time_up_to_what_there_was() -> None:
    left = TimeLeft(seconds=30, rate=100)
    left.begin(1000)
    assert left.ends_at == 1030
    left.move(100, 1020)
    assert left.ends_at == 1031
    left.move(1_000_000, 1020)
    assert left.ends_at == 1050
    left.move(0, 1049)
    assert left.ends_at == 1050


def test_connections_fit_into_the_files_that_a_process_may_open() -> None:
    program = """
import resource
from mediahub.web.sockets import allow_connections
resource.setrlimit(resource.RLIMIT_NOFILE, (300, 1000))
print(allow_connections(100), resource.getrlimit(resource.RLIMIT_NOFILE))
print(allow_connections(5000), resource.getrlimit(resource.RLIMIT_NOFILE))
resource.setrlimit(resource.RLIMIT_NOFILE, (50, 50))
print(allow_connections(5000))
"""
    told = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert told.splitlines() == ["100 (400, 1000)", "400 (1000, 1000)", "1"]
