"""Fetching the feed of a thousand episodes, beside a bare route that returns the same bytes."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from mediahub.hub import Hub
from tests.bench import bare, servers
from tests.bench.http_load import Address, Load, fetch, request
from tests.bench.result import Promise, Result
from tests.bench.site import SHOW

ROUNDS = 15
PROMISE = Promise("≥", 0.7)
PATH = f"/feeds/{SHOW}.xml"

# What is asked, with how many answers a round, so that each takes about as long.
_ANSWERS = {"identity": 80, "gzip": 1_200, "304": 1_600}


def measure(hub: Hub, folder: Path, *, quick: bool) -> Iterator[Result]:
    """Requests a second, of the whole feed as it is and gzipped, and of a 304."""
    with servers.service(hub.settings) as ours:
        asked = _requests(ours)
        for name, sent in asked.items():
            bare.write(folder, name, fetch(ours, sent))
        with servers.bare(folder) as baseline:
            for name, sent in asked.items():
                yield _compare(name, ours, baseline, sent, ROUNDS // 3 if quick else ROUNDS)


def _requests(address: Address) -> dict[str, bytes]:
    whole = request(PATH, Accept_Encoding="identity")
    zipped = request(PATH, Accept_Encoding="gzip")
    etag = dict(fetch(address, zipped).headers)["etag"]
    known = request(PATH, Accept_Encoding="gzip", If_None_Match=etag)
    return {"identity": whole, "gzip": zipped, "304": known}


def _compare(name: str, ours: Address, bare: Address, sent: bytes, rounds: int) -> Result:
    same = sent.replace(PATH.encode(), f"/{name}".encode())
    given, expected = fetch(ours, sent), fetch(bare, same)
    assert (given.status, given.body) == (expected.status, expected.body)
    loads = Load(ours, sent), Load(bare, same)
    answers = _ANSWERS[name]
    speeds = [[load.per_second(answers) for load in loads] for _ in range(rounds)]
    mine, theirs = (median(column) for column in zip(*speeds, strict=True))
    kilobytes = f", {len(given.body) / 1e3:,.0f} kB" if given.body else ""
    return Result(f"GET feed, {name}{kilobytes}", "req/s", mine, theirs, PROMISE)
