"""How long those wait who open their links while the mails with them are still being sent."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter, sleep

from mediahub.clock import local
from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.sendouts.schedule import MORNING, at
from tests.bench import servers
from tests.bench.http_load import Address, fetch, request
from tests.factories import make_recording, make_registration, make_webcast

PAUSE_SECONDS = 0.02
_REPOSITORY = Path(__file__).parent.parent.parent


def waits_while_sending(hub: Hub, port: int, mails: int) -> list[float]:
    """Milliseconds for each page that was asked for from the first mail to the last."""
    tokens = _fill(hub, mails)
    with servers.service(hub.settings) as address:
        _wait(address, tokens[0])  # the first page of all loads templates and catalogues
        worker = _worker(hub, port)
        waits: list[float] = []
        while worker.poll() is None:
            waits.append(_wait(address, tokens[len(waits) % len(tokens)]))
            sleep(PAUSE_SECONDS)
    _, said = worker.communicate()
    assert worker.returncode == 0, said
    return waits


def _fill(hub: Hub, people: int) -> list[str]:
    """A recording that has been open since yesterday, and the links of those who registered."""
    begin = hub.now() - timedelta(days=2)
    with hub.writing() as db:
        webcast = make_webcast(db, starts_at=begin)
        window = {"opens_at": begin, "closes_at": hub.now() + timedelta(days=9)}
        make_recording(db, webcast, hub.store, **window)
        seats = [make_registration(db, webcast) for _ in range(people)]
        return [token(hub.settings.secret_keys, seat) for seat in seats]


def _wait(address: Address, token: str) -> float:
    start = perf_counter()
    assert fetch(address, request(f"/inspelning/{token}")).status == 200
    return (perf_counter() - start) * 1000


def _worker(hub: Hub, port: int) -> subprocess.Popen[str]:
    """One that begins the send-out and sends it, this morning at nine."""
    url = f"smtp://127.0.0.1:{port}?starttls=never"
    this_morning = at(local(hub.now()).date(), MORNING).isoformat()
    module = "tests.mediahub.sendouts.morning"
    return subprocess.Popen(
        [sys.executable, "-m", module, url, hub.settings.data_dir, this_morning],
        env={
            **os.environ,
            "MEDIAHUB_SECRET_KEYS": hub.settings.secret_keys[0],
            "PYTHONPATH": str(_REPOSITORY),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
