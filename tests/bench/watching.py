"""The morning after a webcast: two thousand viewers open their links and press play in a minute."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from urllib.parse import urlsplit

import uvloop

from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.urls import recording_url
from tests.bench import servers
from tests.bench.http_load import Address
from tests.bench.result import Promise, Result
from tests.factories import make_recording, make_registration, make_webcast

VIEWERS, SECONDS = 2_000, 60.0
FIRST = 30
QUICK_PART = 0.1
MOST_PAGE_MS, MOST_PLAY_MS = 200, 100
SECONDS_ALLOWED = 300.0


@dataclass(slots=True)
class Times:
    """How long viewers waited, in milliseconds, and what was answered otherwise than it should."""

    pages: list[float] = field(default_factory=list)
    plays: list[float] = field(default_factory=list)
    errors: int = 0


def measure(hub: Hub, folder: Path, *, quick: bool) -> Iterator[Result]:
    """Errors, and the 95th percentile of waiting for a page and for play."""
    part = QUICK_PART if quick else 1.0
    path, tokens = _fill(hub, FIRST + round(VIEWERS * part))
    with servers.service(hub.settings) as address:
        # A service that nobody has asked anything has yet to read its templates.
        uvloop.run(_run(address, path, tokens[:FIRST], FIRST * SECONDS / VIEWERS))
        times = uvloop.run(_run(address, path, tokens[FIRST:], SECONDS * part))
    yield Result("watching: wrong answers", "", times.errors, promise=Promise("≤", 0))
    for name, waits, most in (
        ("watching: p95 of a page", times.pages, MOST_PAGE_MS),
        ("watching: p95 of play", times.plays, MOST_PLAY_MS),
    ):
        yield Result(name, "ms", quantiles(waits, n=20)[-1], promise=Promise("≤", most))


def _fill(hub: Hub, viewers: int) -> tuple[str, list[str]]:
    """An open recording that so many may see: the path of its page, and their tokens."""
    now = hub.now()
    with hub.writing() as db:
        started_at = now - timedelta(days=1)
        webcast: Webcast = make_webcast(db, starts_at=started_at)
        closes_at = now + timedelta(days=13)
        make_recording(db, webcast, hub.store, opens_at=started_at, closes_at=closes_at)
        seats = [make_registration(db, webcast) for _ in range(viewers)]
        return recording_url("", webcast), [token(hub.settings.secret_keys, one) for one in seats]


async def _run(address: Address, path: str, tokens: list[str], seconds: float) -> Times:
    times = Times()
    async with asyncio.timeout(SECONDS_ALLOWED):
        await asyncio.gather(
            *(
                _watch(address, path, one, times, delay=seconds * number / len(tokens))
                for number, one in enumerate(tokens)
            )
        )
    return times


async def _watch(address: Address, path: str, token: str, times: Times, *, delay: float) -> None:
    """One viewer, who comes when they come, however long those before them wait."""
    await asyncio.sleep(delay)
    reader, writer = await asyncio.open_connection(*address)
    visit = _Visit(reader, writer, times)
    await visit.ask("GET", f"/inspelning/{token}", times.pages, 200)
    await visit.ask("POST", f"/inspelning/{token}", times.pages, 303)
    await visit.ask("GET", path, times.pages, 200, token)
    link = await visit.ask("POST", f"{path}/spela", times.plays, 303, token)
    await visit.ask("GET", link, [], 206, range_="bytes=0-1023")
    writer.close()


@dataclass(frozen=True, slots=True)
class _Visit:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    times: Times

    async def ask(
        self,
        method: str,
        path: str,
        waits: list[float],
        expected: int,
        token: str | None = None,
        range_: str | None = None,
    ) -> str:
        """Send a request, wait for all of its answer, and give back where it leads."""
        lines = [f"{method} {path} HTTP/1.1", "Host: podd.example", "Sec-Fetch-Site: same-origin"]
        lines += [f"Cookie: inspelning={token}"] if token else []
        lines += [f"Range: {range_}"] if range_ else []
        lines += ["Content-Length: 0"] if method == "POST" else []
        start = perf_counter()
        self.writer.write("\r\n".join([*lines, "", ""]).encode())
        status, headers = await self._answer()
        waits.append((perf_counter() - start) * 1000)
        self.times.errors += status != expected
        parts = urlsplit(headers.get("location", ""))
        return f"{parts.path}?{parts.query}"

    async def _answer(self) -> tuple[int, dict[str, str]]:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        pairs = (line.partition(": ") for line in lines)
        headers = {name.lower(): value for name, _, value in pairs}
        await self.reader.readexactly(int(headers.get("content-length", "0")))
        return int(first.split()[1]), headers
