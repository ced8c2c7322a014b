"""Sending a large file as a browser does, beside boto3's `upload_file`; and the server's memory."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import boto3
import httpx
from botocore.config import Config

from mediahub import migrations, worker
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.media.models import Upload, UploadState
from mediahub.media.uploads.jobs import check_upload
from mediahub.settings import Settings
from mediahub.storage import PART_BYTES
from tests.bench import servers
from tests.bench.result import Promise, Result
from tests.bench.rounds import seconds
from tests.mediahub.media.upload_site import HOME, TOKEN
from tests.servers import S3Server, s3_server

SIZE_BYTES, QUICK_SIZE_BYTES = 1 << 30, 128 << 20
LONG_BYTES, QUICK_LONG_BYTES = 5 << 30, 256 << 20
ROUNDS = 3
LANES, BATCH = 3, 6  # as in upload.js
SPEED = Promise("≥", 0.5)
MEMORY = Promise("≤", 64)


def measure(folder: Path, *, quick: bool) -> Iterator[Result]:
    """Megabytes a second to the folder and to S3, and MiB that the server grows by."""
    source = _sparse(folder / "source.bin", QUICK_SIZE_BYTES if quick else SIZE_BYTES)
    long = _sparse(folder / "long.bin", QUICK_LONG_BYTES if quick else LONG_BYTES)
    (folder / "s3" / "bucket").mkdir(parents=True)
    with s3_server(folder / "s3") as s3:
        os.environ.update(s3.environment())
        address = f"s3://bucket/?endpoint={s3.endpoint}"
        with (
            _browser(folder / "on-folder", "") as local,
            _browser(folder / "on-s3", address) as remote,
        ):
            before = _memory_mib(local.pid)
            works = (
                lambda: local.send(source),
                lambda: remote.send(source),
                lambda: _plain(s3, source),
            )
            # What one round wrote is not to weigh on the next.
            taken = seconds(ROUNDS, *works, between=lambda: _clear(local, remote))
            checks = [_seconds(browser.check, browser.send(source)) for browser in (local, remote)]
            local.check(local.send(long))
            growth = _memory_mib(local.pid) - before
    size = source.stat().st_size
    folder_rate, s3_rate, plain = (size / 1e6 / time for time in taken)
    name = f"upload {size >> 20} MiB"
    yield Result(f"{name} to a folder, beside boto3", "MB/s", folder_rate, plain, SPEED)
    yield Result(f"{name} to S3, beside boto3", "MB/s", s3_rate, plain, SPEED)
    for place, time in zip(("the folder", "S3"), checks, strict=True):
        yield Result(f"check {size >> 20} MiB from {place}", "MB/s", size / 1e6 / time)
    yield Result(
        f"upload {long.stat().st_size >> 20} MiB, growth of memory", "MiB", growth, None, MEMORY
    )


class Browser:
    """What upload.js does, and the job that puts the file together and checks it."""

    def __init__(self, hub: Hub, client: httpx.Client, pid: int) -> None:
        self.hub = hub
        self.pid = pid
        self._client = client

    def send(self, source: Path) -> UUID:
        """Send the file, and put it together; that is all that `upload_file` does."""
        size = source.stat().st_size
        told = self._ask("", {"filename": "a.bin", "size": str(size), "purpose": "file"})
        one = f"/{told['id']}"
        numbers = range(1, -(-size // PART_BYTES) + 1)
        batches = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]
        # The links of a batch are asked for while the one before it is on its way.
        with ThreadPoolExecutor(LANES) as lanes, ThreadPoolExecutor(1) as ahead:
            for links in ahead.map(lambda batch: self._links(source, one, batch), batches):
                list(lanes.map(lambda part: self._put(source, *part), links.items()))
        self._ask(f"{one}/klar", {})
        identity, store = UUID(told["id"]), self.hub.store
        with self.hub.reading() as db:
            upload = db.get_one(Upload, identity)
        parts = store.parts(upload.key, upload.store_id)
        store.complete(upload.key, upload.store_id, parts)
        return identity

    def check(self, upload: UUID) -> None:
        """What the job then does in the background: every byte is read and hashed."""
        check_upload(self.hub, upload)
        with self.hub.reading() as db:
            assert db.get_one(Upload, upload).state is UploadState.READY

    def _links(self, source: Path, one: str, batch: range) -> Mapping[str, str]:
        sums = {number: _digest(source, number) for number in batch}
        links: Mapping[str, str] = self._ask(f"{one}/delar", {"parts": json.dumps(sums)})["links"]
        return links

    def _put(self, source: Path, number: str, url: str) -> None:
        assert self._client.put(url, content=_part(source, int(number))).status_code == 200

    def _ask(self, path: str, fields: Mapping[str, str]) -> dict[str, Any]:
        answer = self._client.post(HOME + path, data=dict(fields))
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told


@contextmanager
def _browser(folder: Path, storage_url: str) -> Iterator[Browser]:
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        storage_url=storage_url,
        secret_keys=("a key that is only good for measuring",),
    )
    folder.mkdir()
    with closing(build(settings)) as hub:
        connect(hub, worker.JOBS)
        migrations.upgrade(hub.engine)
        with servers.uploads(settings) as ((host, port), pid):
            headers = {"x-csrf-token": TOKEN, "sec-fetch-site": "same-origin"}
            origin = f"http://{host}:{port}"
            with httpx.Client(base_url=origin, headers=headers, timeout=120) as client:
                yield Browser(hub, client, pid)


def _seconds(work: Callable[[UUID], None], upload: UUID) -> float:
    start = perf_counter()
    work(upload)
    return perf_counter() - start


def _plain(s3: S3Server, source: Path) -> None:
    config = Config(request_checksum_calculation="when_required")
    client = boto3.client("s3", region_name="us-east-1", endpoint_url=s3.endpoint, config=config)
    client.upload_file(str(source), "bucket", "plain")


def _clear(*browsers: Browser) -> None:
    for browser in browsers:
        for stored in list(browser.hub.store.stored_keys()):
            browser.hub.store.delete(stored.key)
    os.sync()


def _sparse(path: Path, size_bytes: int) -> Path:
    with path.open("wb") as file:
        file.truncate(size_bytes)
    return path


def _part(source: Path, number: int) -> bytes:
    with source.open("rb") as file:
        file.seek((number - 1) * PART_BYTES)
        return file.read(PART_BYTES)


def _digest(source: Path, number: int) -> str:
    return sha256(_part(source, number)).hexdigest()


def _memory_mib(pid: int) -> float:
    """The most memory that the process has held."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
