"""Servers to measure, each a process of its own on a free port of the loopback."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mediahub.settings import Settings
from tests.bench.http_load import Address

_REPOSITORY = Path(__file__).parent.parent.parent


@contextmanager
def service(settings: Settings) -> Iterator[Address]:
    """`mediahub serve`, web only."""
    environment = {
        "MEDIAHUB_DATA_DIR": str(settings.data_dir),
        "MEDIAHUB_BASE_URL": settings.base_url,
        "MEDIAHUB_SECRET_KEYS": ",".join(settings.secret_keys),
    }
    with _running(settings.data_dir, ["mediahub", "serve", "--no-worker"], environment) as address:
        yield address


@contextmanager
def bare(folder: Path) -> Iterator[Address]:
    """`tests.bench.bare`, on the answers that lie in the folder."""
    with _running(folder, ["tests.bench.bare"], {}) as address:
        yield address


@contextmanager
def uploads(settings: Settings) -> Iterator[tuple[Address, int]]:
    """`tests.bench.upload_server`, and the id of its process."""
    environment = {
        "MEDIAHUB_DATA_DIR": str(settings.data_dir),
        "MEDIAHUB_STORAGE_URL": settings.storage_url,
        "MEDIAHUB_SECRET_KEYS": ",".join(settings.secret_keys),
    }
    with _started(settings.data_dir, ["tests.bench.upload_server"], environment) as process:
        yield _announced(process), process.pid


@contextmanager
def _running(folder: Path, module: list[str], environment: dict[str, str]) -> Iterator[Address]:
    with _started(folder, module, environment) as process:
        yield _announced(process)


@contextmanager
def _started(
    folder: Path, module: list[str], environment: dict[str, str]
) -> Iterator[subprocess.Popen[str]]:
    # In the folder, so that no .env of the checkout is read.
    process = subprocess.Popen(
        [sys.executable, "-m", *module],
        cwd=folder,
        env={**os.environ, **environment, "PORT": "0", "PYTHONPATH": str(_REPOSITORY)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _announced(process: subprocess.Popen[str]) -> Address:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        if found := re.search(r"running on http://([\d.]+):(\d+)", line):
            return found[1], int(found[2])
        said.append(line)
    raise RuntimeError("".join(said))
