"""The boxes of MP4 and QuickTime files, read without trusting their sizes."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol


class Readable(Protocol):
    """The part of a binary file that reading takes."""

    def read(self, size: int = -1, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def tell(self) -> int: ...


class BoxError(ValueError):
    """The boxes do not fit into each other or into the file."""


@dataclass(frozen=True)
class Box:
    """An ISO 14496-12 box: its name and the offsets of its header, its body and its end."""

    name: bytes
    start: int
    body: int
    end: int

    @property
    def size(self) -> int:
        """Bytes, the header included."""
        return self.end - self.start


MOST_BOXES = 50_000
"""On one level. A fragment each second for six hours needs 45 000."""


def boxes(file: Readable, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets, one level. Raises `BoxError` when one does not fit."""
    for _ in range(MOST_BOXES):
        if end - start < 8:
            return
        file.seek(start)
        box = _box(file.read(16), start, end)
        if box.end > end or box.end < box.body:
            raise BoxError
        yield box
        start = box.end
    raise BoxError


def inside(file: Readable, box: Box, *names: bytes) -> list[Box]:
    """The boxes at the path `names` within `box`."""
    found = [box]
    for name in names:
        children = (child for parent in found for child in boxes(file, parent.body, parent.end))
        level = list(islice(children, MOST_BOXES + 1))
        if len(level) > MOST_BOXES:
            raise BoxError
        found = [child for child in level if child.name == name]
    return found


def handlers(file: Readable, movie: Box) -> set[bytes]:
    """What the tracks of a `moov` box are: `soun`, `vide`, `text` …"""
    found = set()
    for handler in inside(file, movie, b"trak", b"mdia", b"hdlr"):
        file.seek(handler.body + 8)
        found.add(file.read(4))
    return found


def _box(header: bytes, start: int, end: int) -> Box:
    if len(header) < 8:
        raise BoxError
    size, name = struct.unpack(">I4s", header[:8])
    if size == 0:  # reaches to the end
        return Box(name, start, start + 8, end)
    if size == 1:
        if len(header) < 16:
            raise BoxError
        return Box(name, start, start + 16, start + int.from_bytes(header[8:16], "big"))
    return Box(name, start, start + 8, start + size)
