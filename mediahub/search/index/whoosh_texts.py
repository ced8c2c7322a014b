"""The texts of the Whoosh index: a file for each change, read only where a text stands."""

from array import array
from collections.abc import Iterable, Mapping
from itertools import accumulate
from mmap import ACCESS_READ, mmap
from pathlib import Path

from mediahub.search.index.texts import Text, pack, unpack

_SIZE = array("I").itemsize

TextLocation = tuple[str, int, int]
"""The file in which the texts of an item lie, the byte at which they begin, and how many."""


class WritingTexts:
    """A new file in the folder; others are never written to."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = f"{name}.texts"
        self._file = (folder / self._name).open("xb")

    def add(self, texts: Mapping[int, Text]) -> TextLocation:
        """Write the texts of an item, by their numbers in it: one is read of many."""
        packed = [pack(text) for text in texts.values()]
        head = array("I", [len(packed), *texts, *accumulate(map(len, packed))])
        return self._write(head.tobytes() + b"".join(packed))

    def take_over(self, place: TextLocation) -> TextLocation:
        """Write the texts of an item that lie in an older file."""
        name, begin, size = place
        with (self._folder / name).open("rb") as older:
            older.seek(begin)
            return self._write(older.read(size))

    def _write(self, written: bytes) -> TextLocation:
        begin = self._file.tell()
        self._file.write(written)
        return self._name, begin, len(written)

    def finish(self, kept: Iterable[TextLocation]) -> None:
        """Close the file, and remove every file in which nothing lies that is kept."""
        self._file.close()
        names = {place[0] for place in kept}
        for file in self._folder.glob("*.texts"):
            if file.name not in names:
                file.unlink()

    def cancel(self) -> None:
        """Let go of the file."""
        self._file.close()


class ReadingTexts:
    """The files of a folder, opened when they are needed first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, mmap] = {}

    def read(self, place: TextLocation, units: Iterable[int]) -> dict[int, Text]:
        """These of the item's texts."""
        name, begin, _ = place
        file = self._opened(name)
        (count,) = array("I", file[begin : begin + _SIZE])
        first = begin + (2 * count + 1) * _SIZE
        head = array("I", file[begin + _SIZE : first])
        found = {}
        for unit in units:
            at = head.index(unit, 0, count)
            start = head[count + at - 1] if at else 0
            found[unit] = unpack(file[first + start : first + head[count + at]])
        return found

    def _opened(self, name: str) -> mmap:
        if name not in self._files:
            with (self._folder / name).open("rb") as file:
                self._files[name] = mmap(file.fileno(), 0, access=ACCESS_READ)
        return self._files[name]

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()
