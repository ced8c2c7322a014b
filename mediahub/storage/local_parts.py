"""Uploads in parts to a folder: every part is written to its place in one file."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from uuid import UUID, uuid4

from mediahub.storage import MOST_PARTS, PART_BYTES, Part, check_part, no_upload

Speaking = Callable[[Path, int], AbstractContextManager[None]]

# What is known of a part, at its place in a file beside: its size, and a tag made when it was in.
# One of zeros has not come. Nothing is synced until the upload is completed: that the marks and
# the bytes agree after a power cut is what the checksums of the whole are for.
_MARK = Struct(">Q16s")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one part goes: `write` its bytes from its beginning, and `mark` it when all are in."""

    file: Path
    marks: Path
    number: int
    size_bytes: int
    speaking: Speaking

    def open(self) -> int:
        """A descriptor to write to; NotFound when the upload has gone. Its mark goes first."""
        self._set(_MARK.pack(0, bytes(16)))
        return self._descriptor(self.file)

    def write(self, descriptor: int, at: int, data: bytes) -> None:
        """Write the bytes that stand at this offset in the part."""
        rest, offset = memoryview(data), (self.number - 1) * PART_BYTES + at
        with self.speaking(self.file, len(data)):
            while rest:
                written = os.pwrite(descriptor, rest, offset)
                rest, offset = rest[written:], offset + written

    def mark(self) -> None:
        """All of it is in."""
        self._set(_MARK.pack(self.size_bytes, uuid4().bytes))

    def _set(self, mark: bytes) -> None:
        descriptor = self._descriptor(self.marks)
        try:
            with self.speaking(self.marks, _MARK.size):
                os.pwrite(descriptor, mark, (self.number - 1) * _MARK.size)
        finally:
            os.close(descriptor)

    def _descriptor(self, file: Path) -> int:
        try:
            return os.open(file, os.O_WRONLY)
        except FileNotFoundError:
            raise no_upload() from None


class LocalParts:
    """The uploads under way in a folder: of each, a file of bytes and one of marks.

    `speaking` turns what the system says of a file, for which so many bytes are needed, into
    StoreFailure.
    """

    def __init__(self, folder: Path, speaking: Speaking) -> None:
        self._folder = folder
        self._speaking = speaking

    def begin(self) -> str:
        """The id of a new upload; the folder must be there."""
        upload_id = str(uuid4())
        for path in self._paths(upload_id):
            with self._speaking(path, 0):
                path.touch(exist_ok=False)
        return upload_id

    def place(self, upload_id: str, number: int, size_bytes: int) -> Place:
        """Where a part of this number and size goes; ValueError when there is no such part."""
        check_part(number, size_bytes)
        file, marks = self._paths(upload_id)
        return Place(file, marks, number, size_bytes, self._speaking)

    def parts(self, upload_id: str) -> Sequence[Part]:
        """The parts that are in; NotFound when there is no such upload."""
        _, marks = self._paths(upload_id)
        try:
            return list(_marked(marks.read_bytes()))
        except FileNotFoundError:
            raise no_upload() from None

    def whole(self, upload_id: str, size_bytes: int) -> Path:
        """The file with the bytes of all the parts, safe on the disk."""
        file, _ = self._paths(upload_id)
        with self._speaking(file, size_bytes):
            os.truncate(file, size_bytes)
            descriptor = os.open(file, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return file

    def remove(self, upload_id: str) -> None:
        """Forget the upload; one that does not exist is fine."""
        for path in self._paths(upload_id):
            with self._speaking(path, 0):
                path.unlink(missing_ok=True)

    def _paths(self, upload_id: str) -> tuple[Path, Path]:
        try:
            name = UUID(upload_id)
        except ValueError:
            raise no_upload() from None
        return self._folder / f"{name}.upload", self._folder / f"{name}.marks"


def _marked(data: bytes) -> Iterator[Part]:
    whole = len(data) // _MARK.size * _MARK.size
    marks = _MARK.iter_unpack(data[: min(whole, MOST_PARTS * _MARK.size)])
    for number, (size_bytes, tag) in enumerate(marks, 1):
        if size_bytes:
            yield Part(number, size_bytes, tag.hex())
