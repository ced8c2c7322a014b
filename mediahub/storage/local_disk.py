"""The disk below a folder of media: files written whole and safe, and failures in our words."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO

from mediahub.storage import Stored, StoreFailure, taken

CHUNK_BYTES = 1 << 20

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Disk:
    """What holds the folder `root`, which may not have been made yet."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, part: Path, source: BinaryIO) -> Stored:
        """Write a new file, synced; StoreFailure at once when it is known to be too big."""
        expected, size, digest = _remaining(source), 0, sha256()
        self._refuse_too_big(expected)
        with self.speaking(part):
            file = part.open("xb", buffering=0)
        with file:
            while chunk := source.read(CHUNK_BYTES):
                size += len(chunk)
                digest.update(chunk)
                with self.speaking(part, max(size, expected)):
                    _write_whole(file, chunk)
            with self.speaking(part, size):
                os.fsync(file.fileno())
        return Stored(size, digest.hexdigest())

    @contextmanager
    def speaking(self, part: Path, needed_bytes: int = 0) -> Iterator[None]:
        """Turns what the system says of a file, which needs so many bytes, into StoreFailure."""
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise self._full(needed_bytes, self.free_without(part)) from error
            raise StoreFailure(
                "The storage folder {folder} cannot be written to: {reason}.",
                folder=self.root,
                reason=os.strerror(error.errno or 0),
            ) from error

    def free_without(self, part: Path) -> int:
        """How many bytes would be free if it were not for this file."""
        place = next(folder for folder in (self.root, *self.root.parents) if folder.exists())
        written = part.stat().st_size if part.is_file() else 0
        return shutil.disk_usage(place).free + written

    def _refuse_too_big(self, expected_bytes: int) -> None:
        # Said before the disk is filled: the database often shares it.
        free = shutil.disk_usage(self.root).free
        if expected_bytes > free:
            raise self._full(expected_bytes, free)

    def _full(self, needed_bytes: int, free_bytes: int) -> StoreFailure:
        return StoreFailure(
            "There is no room in the storage folder {folder}: the file needs at least "
            "{needed:.1f} MB, and {free:.1f} MB is free.",
            folder=self.root,
            needed=needed_bytes / 1e6,
            free=free_bytes / 1e6,
        )


def publish(part: Path, path: Path, key: str) -> None:
    """Let the key name the bytes of the part, also again; Conflict when it names others."""
    try:
        # A second name, for a rename would silently replace a file that came in between.
        os.link(part, path)
    except FileExistsError:
        if not path.samefile(part):
            raise taken(key) from None
    sync(path.parent)


def make_folder(folder: Path) -> None:
    """Make it and what is above it; one that is there is fine."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def sync(path: Path) -> None:
    """Wait until the disk has it: of a folder, only then a new or removed name in it is safe."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remaining(source: BinaryIO) -> int:
    """How many bytes there are left to read; 0 when the source cannot tell."""
    if not source.seekable():
        return 0
    here = source.tell()
    end = source.seek(0, os.SEEK_END)
    source.seek(here)
    return end - here


def _write_whole(file: RawIOBase, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[file.write(rest) or 0 :]
