"""Uploads in parts to a folder: every part is written to its place in one file.

Whoever writes holds a shared lock for as long as one write, and opens the file anew under it;
whoever ends the upload holds it alone and takes the name away. So nobody can write to a file that
has been completed, without a byte being copied.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from uuid import UUID, uuid4

from mediahub.errors import Conflict
from mediahub.storage import MOST_PARTS, PART_BYTES, Part, check_part, check_whole, no_upload
from mediahub.storage.local_disk import sync

Speaking = Callable[[Path, int], AbstractContextManager[None]]

# What is known of a part, at its place in a file beside: its size, once it is in, and the tag of
# whoever is sending it or has sent it. One of zeros has not come. Nothing is synced until the
# upload is completed: that the marks and the bytes agree after a power cut is what the checksums of
# the whole are for.
_MARK = Struct(">Q16s")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one upload: its bytes, the marks of its parts, and its bytes once it is sealed.

    The file of marks is what is locked. A sealed upload takes no parts any more.
    """

    bytes: Path
    marks: Path
    whole: Path
    speaking: Speaking

    @contextmanager
    def locked(self, how: int) -> Iterator[int]:
        """A descriptor of the marks, locked as `fcntl.flock` says; NotFound without an upload."""
        descriptor = opened(self.marks, os.O_RDWR)
        try:
            with self.speaking(self.marks, 0):
                fcntl.flock(descriptor, how)
            yield descriptor
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class PartSlot:
    """Where one part goes."""

    files: Files
    number: int
    size_bytes: int

    def begin(self) -> "PartUpload":
        """Begin to send the part, anew if it is there; whoever was at it is refused from now on.

        NotFound when the upload has gone, or takes no parts any more.
        """
        writing = PartUpload(self, uuid4().bytes)
        # Alone, so that no write of another sender is under way that would come after ours.
        with self.files.locked(fcntl.LOCK_EX) as marks:
            os.close(opened(self.files.bytes, os.O_WRONLY))
            writing.note(marks, 0)
        return writing


@dataclass(frozen=True, slots=True)
class PartUpload:
    """One sending of a part: `write` its bytes from its beginning, and `end` it when all are in."""

    place: PartSlot
    tag: bytes

    def write(self, at: int, data: bytes) -> None:
        """Write the bytes that stand at this offset in the part; Conflict if it is sent anew."""
        files = self.place.files
        with files.locked(fcntl.LOCK_SH) as marks:
            self._require_ours(marks)
            descriptor = opened(files.bytes, os.O_WRONLY)
            try:
                with files.speaking(files.bytes, len(data)):
                    _write_all(descriptor, data, (self.place.number - 1) * PART_BYTES + at)
            finally:
                os.close(descriptor)

    def end(self) -> None:
        """All of it is in."""
        with self.place.files.locked(fcntl.LOCK_SH) as marks:
            self._require_ours(marks)
            self.note(marks, self.place.size_bytes)

    def note(self, marks: int, size_bytes: int) -> None:
        """Say in the marks that so much is in, and by whom it was sent."""
        with self.place.files.speaking(self.place.files.marks, _MARK.size):
            os.pwrite(marks, _MARK.pack(size_bytes, self.tag), self._at)

    @property
    def _at(self) -> int:
        return (self.place.number - 1) * _MARK.size

    def _require_ours(self, marks: int) -> None:
        if os.pread(marks, _MARK.size, self._at) != _MARK.pack(0, self.tag):
            raise Conflict("This part is being sent anew.")


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
        files = self._files(upload_id)
        for path in (files.bytes, files.marks):
            with self._speaking(path, 0):
                path.touch(exist_ok=False)
        return upload_id

    def place(self, upload_id: str, number: int, size_bytes: int) -> PartSlot:
        """Where a part of this number and size goes; ValueError when there is no such part."""
        check_part(number, size_bytes)
        return PartSlot(self._files(upload_id), number, size_bytes)

    def parts(self, upload_id: str) -> Sequence[Part]:
        """The parts that are in; NotFound when there is no such upload."""
        with self._files(upload_id).locked(fcntl.LOCK_SH) as marks:
            return _marked(marks)

    @contextmanager
    def sealed(self, upload_id: str, parts: Sequence[Part]) -> Iterator[Path]:
        """The file with the bytes of these parts, safe on the disk; ended well, the upload goes.

        Nobody can write to it. Invalid unless the parts are all that is held, and then the upload
        goes on. After a failure within the block, or a kill, it can be sealed again.
        """
        files = self._files(upload_id)
        check_whole(parts, self.parts(upload_id))
        self._sync_bytes(files)
        with files.locked(fcntl.LOCK_EX) as marks:
            check_whole(parts, _marked(marks))
            if not files.whole.exists():
                self._seal(files, sum(part.size_bytes for part in parts))
            yield files.whole
            self._remove(files)

    def remove(self, upload_id: str) -> None:
        """Forget the upload; one that does not exist is fine."""
        self._remove(self._files(upload_id))

    def _sync_bytes(self, files: Files) -> None:
        """Before the lock, for gigabytes take seconds; under it little is left to be synced."""
        try:
            descriptor = os.open(files.bytes, os.O_RDWR)
        except FileNotFoundError:
            return  # sealed before, or removed meanwhile: who holds the lock sees which
        try:
            with self._speaking(files.bytes, 0):
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _seal(self, files: Files, size_bytes: int) -> None:
        descriptor = opened(files.bytes, os.O_RDWR)
        try:
            with self._speaking(files.bytes, size_bytes):
                os.ftruncate(descriptor, size_bytes)
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with self._speaking(files.whole, size_bytes):
            files.bytes.rename(files.whole)
            sync(self._folder)

    def _remove(self, files: Files) -> None:
        # The marks first: while they are there, so is what they tell of.
        for path in (files.marks, files.bytes, files.whole):
            with self._speaking(path, 0):
                path.unlink(missing_ok=True)

    def _files(self, upload_id: str) -> Files:
        try:
            name = UUID(upload_id)
        except ValueError:
            raise no_upload() from None
        beginning = self._folder / str(name)
        return Files(
            bytes=beginning.with_suffix(".upload"),
            marks=beginning.with_suffix(".marks"),
            whole=beginning.with_suffix(".whole"),
            speaking=self._speaking,
        )


def opened(path: Path, flags: int) -> int:
    """A descriptor; NotFound when the upload has gone, or is sealed."""
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        raise no_upload() from None


def _write_all(descriptor: int, data: bytes, offset: int) -> None:
    rest = memoryview(data)
    while rest:
        written = os.pwrite(descriptor, rest, offset)
        rest, offset = rest[written:], offset + written


def _marked(descriptor: int) -> Sequence[Part]:
    data = os.pread(descriptor, MOST_PARTS * _MARK.size, 0)
    whole = len(data) // _MARK.size * _MARK.size
    marks = enumerate(_MARK.iter_unpack(data[:whole]), 1)
    return [Part(number, size, tag.hex()) for number, (size, tag) in marks if size]
