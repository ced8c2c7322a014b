"""The front page while somebody who is not signed in sends forms that are made to cost time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from mediahub.hub import Hub
from tests.bench import servers
from tests.bench.http_load import Address, fetch, request
from tests.bench.result import Promise, Result

PAGES, QUICK_PAGES = 400, 100
FORM_BYTES = 4_000_000
# That 4 MB come in and are thrown away takes its time.
SLOWER = Promise("≤", 4)
_FORMS = {
    "of empty fields": ("application/x-www-form-urlencoded", b"&" * FORM_BYTES),
    "in punycode": ("multipart/form-data; boundary=b; charset=punycode", b"x" * FORM_BYTES),
}


def measure(hub: Hub, folder: Path, *, quick: bool) -> Iterator[Result]:
    """Milliseconds for a page, beside what it takes when nobody sends anything."""
    pages = QUICK_PAGES if quick else PAGES
    with servers.service(hub.settings) as address:
        _waits(address, pages)
        for kind, (content_type, body) in _FORMS.items():
            at_rest = _waits(address, pages)
            with _sending(address, _post(content_type, body)):
                busy = _waits(address, pages)
            name = f"p95 of the front page while forms of 4 MB {kind} are sent"
            yield Result(name, "ms", busy, at_rest, SLOWER)


def _waits(address: Address, pages: int) -> float:
    sent, waits = request("/"), []
    for _ in range(pages):
        start = perf_counter()
        assert fetch(address, sent).status == 200
        waits.append((perf_counter() - start) * 1000)
    return quantiles(waits, n=20)[-1]


def _post(content_type: str, body: bytes) -> bytes:
    head = request(
        "/studio/nytt-natverk",
        Origin="https://podd.example",
        Content_Type=content_type,
        Content_Length=str(len(body)),
    )
    return head.replace(b"GET ", b"POST ", 1) + body


@contextmanager
def _sending(address: Address, form: bytes) -> Iterator[None]:
    """Somebody who sends the form, waits for its answer and sends it again."""
    ending = threading.Event()

    def send() -> None:
        while not ending.is_set():
            assert fetch(address, form).status in (413, 415)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        yield
    finally:
        ending.set()
        sender.join()
