"""Adding a large MP3 as a draft, beside hashing and copying the same file; and its memory."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from mediahub import demo
from mediahub.episodes.publication import CopyPlan, tagged_copy
from mediahub.episodes.service import add_episode
from mediahub.hub import Hub
from mediahub.media.models import MediaFile
from mediahub.media.probing.file_types import mpeg_frame
from mediahub.media.processing.tags import EpisodeTags, sound_span
from mediahub.media.service import keep, receive_audio
from mediahub.shows.service import get_show
from tests.bench.result import Promise, Result
from tests.bench.rounds import seconds
from tests.bench.site import SHOW, open_hub
from tests.factories import make_show

SIZE_BYTES, QUICK_SIZE_BYTES = 1 << 30, 128 << 20
ROUNDS = 3
SPEED = Promise("≥", 0.5)
MEMORY = Promise("≤", 64)

_MP3 = Path(demo.__file__).parent / "demokratiresan-097-kommunala-rad.mp3"


def measure(folder: Path, *, quick: bool) -> Iterator[Result]:
    """Megabytes a second, and MiB of memory; in a process that has done nothing else."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        yield from pool.submit(_measure, folder, QUICK_SIZE_BYTES if quick else SIZE_BYTES).result()


def _measure(folder: Path, size_bytes: int) -> Sequence[Result]:
    source, copy = folder / "source.mp3", folder / "copy.mp3"
    _write_recording(source, size_bytes)
    with open_hub(folder / "data") as hub:
        adding = Adding(hub, source)
        before = _peak_mib()
        original = adding.add()
        growth = _peak_mib() - before
        works = (
            adding.add,
            lambda: _by_commands(source, copy),
            lambda: _by_python(source, copy),
            lambda: adding.copy(original),
        )
        taken = seconds(ROUNDS, *works, between=lambda: adding.clear(copy, kept=original))
    megabytes = source.stat().st_size / 1e6
    ours, commands, python, tagged = (megabytes / time for time in taken)
    name = f"add {size_bytes >> 20} MiB"
    return [
        Result(f"{name}, beside sha256sum + cp", "MB/s", ours, commands, SPEED),
        Result(f"{name}, beside hashlib + copyfile", "MB/s", ours, python, SPEED),
        Result(f"{name}, growth of memory", "MiB", growth, None, MEMORY),
        Result("tag a copy, beside hashlib + copyfile", "MB/s", tagged, python),
    ]


def _write_recording(path: Path, size_bytes: int) -> None:
    """The frames of a short recording over and over, without the one that tells its length."""
    with _MP3.open("rb") as short:
        start, end = sound_span(short)
        short.seek(start)
        first = mpeg_frame(short.read(4))
        assert first is not None
        short.seek(start + first.size)
        frames = short.read(end - start - first.size)
    with path.open("wb") as long:
        while long.tell() < size_bytes:
            long.write(frames)


class Adding:
    """What `episode add` does with a draft, and the copy that `episode publish` makes."""

    def __init__(self, hub: Hub, source: Path) -> None:
        self._hub = hub
        self._source = source
        self._numbers = count(1)
        with hub.writing() as db:
            make_show(db, slug=SHOW)

    def add(self) -> MediaFile:
        """Add the recording as a draft."""
        hub = self._hub
        file = receive_audio(hub.store, self._source, hub.now())
        with hub.writing() as db:
            keep(db, hub.store, file)
            title = f"Avsnitt {next(self._numbers)}"
            add_episode(db, get_show(db, SHOW), file, now=hub.now(), title=title)
        return file

    def copy(self, original: MediaFile) -> MediaFile:
        """Tag a copy of it and store that."""
        tags = EpisodeTags("Avsnitt", "Demokratiresan", original.duration_seconds or 0.0)
        plan = CopyPlan(original, None, "avsnitt", tags)
        return tagged_copy(self._hub.store, plan, self._hub.settings.work_dir, self._hub.now())

    def clear(self, copy: Path, *, kept: MediaFile) -> None:
        """Remove what was written, and let the disk finish, so that the next does not wait."""
        copy.unlink(missing_ok=True)
        for stored in list(self._hub.store.stored_keys()):
            if stored.key != kept.key:
                self._hub.store.delete(stored.key)
        os.sync()


def _by_commands(source: Path, copy: Path) -> None:
    subprocess.run(["sha256sum", source], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cp", source, copy], check=True)


def _by_python(source: Path, copy: Path) -> None:
    with source.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    shutil.copyfile(source, copy)


def _peak_mib() -> float:
    # Not getrusage: its maximum begins with that of the process that started this one.
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
