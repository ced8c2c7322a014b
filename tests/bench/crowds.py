"""How long visitors wait for the front page while a crowd or an attack goes on beside them."""

import asyncio
import re
from collections.abc import Awaitable, Iterator
from contextlib import suppress
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from urllib.parse import urlencode

from mediahub.hub import Hub
from tests.bench import servers
from tests.bench.http_load import SECONDS_ALLOWED, Address, fetch, request
from tests.bench.result import Promise, Result

SIGN_INS = 100
AT_REST, QUICK_AT_REST = 300, 60
FRONT, HEALTH = request("/"), request("/healthz")
NOT_NOTICED = Promise("≤", 3)
HALF_OPEN, FLOODS = 500, 4
LONGEST_SECONDS = 20.0
BELOW_A_SECOND = Promise("≤", 1000)
_DRIP, _FLOOD = b"x", b"x" * 65536


def measure(hub: Hub, folder: Path, *, quick: bool) -> Iterator[Result]:
    """The 95th percentile of the front page in milliseconds, at rest and beside the crowd."""
    asked = QUICK_AT_REST if quick else AT_REST
    with servers.service(hub.settings) as address:
        yield from asyncio.run(_with_sign_ins(address, asked))
        yield from asyncio.run(_with_attackers(address, asked))


async def _with_sign_ins(address: Address, asked: int) -> list[Result]:
    form = await asyncio.to_thread(_sign_in, address)
    rest = await _beside(address, FRONT, asyncio.sleep(0), asked)
    crowd = asyncio.gather(*(_status(address, form) for _ in range(SIGN_INS)))
    busy = await _beside(address, FRONT, crowd)
    answers = sorted(set(await crowd))
    assert set(answers) <= {422, 429, 503}, answers
    name = f"front page, p95 during {SIGN_INS} sign-ins"
    return [Result(name, "ms", _p95(busy), _p95(rest), NOT_NOTICED)]


async def _with_attackers(address: Address, asked: int) -> list[Result]:
    """Half-open connections, heads that come byte by byte, and heads without end."""
    rest = await _beside(address, FRONT, asyncio.sleep(0), asked)
    attackers = [asyncio.ensure_future(_hold(address, _DRIP)) for _ in range(HALF_OPEN)]
    attackers += [asyncio.ensure_future(_hold(address, _FLOOD)) for _ in range(FLOODS)]
    front = await _beside(address, FRONT, asyncio.sleep(0), asked)
    health = await _beside(address, HEALTH, asyncio.sleep(0), asked)
    for attacker in attackers:
        attacker.cancel()
    await asyncio.gather(*attackers, return_exceptions=True)
    name = f"p95 beside {HALF_OPEN} half-open connections and {FLOODS} floods"
    return [
        Result(f"front page, {name}", "ms", _p95(front), _p95(rest)),
        Result(f"/healthz, {name}", "ms", _p95(health), None, BELOW_A_SECOND),
    ]


async def _hold(address: Address, piece: bytes) -> None:
    """Begin a head and never end it; when the server has had enough, begin anew."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(b"GET / HTTP/1.1\r\nX: ")
            while not reader.at_eof():
                writer.write(piece)
                await writer.drain()
                if piece is _DRIP:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(1000), 1)
            writer.close()


async def _beside(
    address: Address, sent: bytes, crowd: Awaitable[object], least: int = 0
) -> list[float]:
    """The milliseconds of one visitor's requests, one after the other, until the crowd is gone."""
    taken: list[float] = []
    going = asyncio.ensure_future(crowd)
    ends_at = perf_counter() + LONGEST_SECONDS
    async with asyncio.timeout(SECONDS_ALLOWED):
        while not going.done() or (len(taken) < least and perf_counter() < ends_at):
            start = perf_counter()
            status = await _status(address, sent)
            taken.append(1000 * (perf_counter() - start))
            assert status == 200, status
    return taken


async def _status(address: Address, sent: bytes) -> int:
    """Ask on a connection of its own, as a new visitor does, and read the answer to its end."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(sent.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
    answer = await reader.read(-1)
    writer.close()
    return int(answer.split(b" ", 2)[1])


def _sign_in(address: Address) -> bytes:
    """A form with a wrong password, as a browser that has opened the page sends it."""
    page = fetch(address, request("/studio/logga-in"))
    cookie = dict(page.headers)["set-cookie"].partition(";")[0]
    token = re.search(rb'name="csrf" value="([^"]+)"', page.body)
    assert token is not None
    body = urlencode({"csrf": token[1].decode(), "email": "a@b.example", "password": "x" * 12})
    head = request(
        "/studio/logga-in",
        Cookie=cookie,
        Sec_Fetch_Site="same-origin",
        Content_Type="application/x-www-form-urlencoded",
        Content_Length=str(len(body)),
    )
    return head.replace(b"GET", b"POST", 1) + body.encode()


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
