"""Pages with a hundred episodes and with one: how many a second, with nothing to compare."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from mediahub.hub import Hub
from tests.bench import servers
from tests.bench.http_load import Address, Load, fetch, request
from tests.bench.result import Result
from tests.bench.site import EPISODE, SHOW

ROUNDS = 5
_PATHS = {"page with 100 episodes": f"/{SHOW}", "page of an episode": f"/{SHOW}/{EPISODE}"}


def measure(hub: Hub, folder: Path, *, quick: bool) -> Iterator[Result]:
    """Requests a second."""
    with servers.service(hub.settings) as address:
        for name, path in _PATHS.items():
            yield Result(name, "req/s", _speed(address, request(path), 2 if quick else ROUNDS))


def _speed(address: Address, sent: bytes, rounds: int) -> float:
    assert fetch(address, sent).status == 200
    load = Load(address, sent)
    return median(load.per_second(40) for _ in range(rounds))
