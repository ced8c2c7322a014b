"""Bytes on their way to a bucket and back: hashed as they go, and with failures in our words."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from io import RawIOBase
from typing import TYPE_CHECKING, BinaryIO

from mediahub.storage import PART_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from botocore.response import StreamingBody


class Metered:
    """A source whose bytes are counted and hashed as they are read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.size_bytes = 0
        self.digest = sha256()

    def part(self) -> bytes:
        """The next PART_BYTES bytes; fewer only at the end of the source."""
        pieces, missing = [], PART_BYTES
        while missing and (piece := self._source.read(missing)):
            pieces.append(piece)
            missing -= len(piece)
            self.digest.update(piece)
        self.size_bytes += PART_BYTES - missing
        return b"".join(pieces)


class Body(RawIOBase):
    """An answer's body as a raw stream, whose failures speak our language."""

    def __init__(
        self, body: "StreamingBody", speaking: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._body = body
        self._speaking = speaking

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        with self._speaking():
            data = self._body.read(len(view))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._body.close()
        super().close()
