"""A folder that is changed by building its successor beside it, and swapped in one step.

    lock              one writer at a time, in all processes
    current           the name of the generation that answers
    00000007/         its files, never changed, and manifest.json with their SHA-256
    00000008.part/    the next, while it is made

A process that is killed leaves a `.part` that the next writer removes; a machine that loses power
finds the old generation or the new one, for everything is on the disk before `current` names it.
"""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mediahub.storage.local_disk import sync

_MANIFEST = "manifest.json"
_UNFINISHED = ".part"
# The one that answers, and the one before it, which a reader may just be opening.
_KEPT = 2


class Damaged(Exception):
    """A generation is not what its manifest says, or there is none."""


class Generations:
    """The generations in one folder; every reader opens the newest, writers wait in line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> str:
        """The name of the generation that answers; Damaged when there is none."""
        try:
            return (self.folder / "current").read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Damaged("there is no index") from error

    def written_at(self) -> datetime:
        """When the generation that answers was swapped in; Damaged when there is none."""
        try:
            seconds = (self.folder / "current").stat().st_mtime
        except OSError as error:
            raise Damaged("there is no index") from error
        return datetime.fromtimestamp(seconds, UTC)

    def facts(self, name: str) -> dict[str, Any]:
        """What `make` was told about a generation; Damaged unless all its files are whole."""
        folder = self.folder / name
        try:
            manifest = json.loads((folder / _MANIFEST).read_bytes())
            digests: dict[str, str] = manifest["digests"]
            facts: dict[str, Any] = manifest["facts"]
            found = {file: _digest(folder / file) for file in digests}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Damaged(f"generation {name} cannot be read: {error}") from error
        if found != digests:
            raise Damaged(f"generation {name} has a file that is not whole")
        return facts

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone among all writers of all processes; waits until it is."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._sweep()
            yield

    def begin(self, before: str | None = None) -> Path:
        """The folder of the next generation, empty or with the files of the one before.

        Only while `locked`. The files are the same on the disk: replace them, never write to them.
        """
        folder = self.folder / f"{self._newest() + 1:08}{_UNFINISHED}"
        folder.mkdir(mode=0o700)
        if before is not None:
            for file in json.loads((self.folder / before / _MANIFEST).read_bytes())["digests"]:
                _link(self.folder / before / file, folder / file)
        return folder

    def finish(self, folder: Path, facts: dict[str, Any]) -> str:
        """Put a begun generation on the disk and let it answer; its name."""
        digests = {file.name: _digest(file) for file in folder.iterdir() if file.is_file()}
        (folder / _MANIFEST).write_text(json.dumps({"digests": digests, "facts": facts}), "utf-8")
        for file in folder.iterdir():
            sync(file)
        sync(folder)
        name = folder.name.removesuffix(_UNFINISHED)
        folder.rename(self.folder / name)
        fresh = self.folder / "current.new"
        fresh.write_text(f"{name}\n", "ascii")
        sync(fresh)
        fresh.replace(self.folder / "current")
        sync(self.folder)
        return name

    def mark_damaged(self, name: str) -> None:
        """Let a generation that turned out to be damaged answer no more, in any process."""
        with self.locked():
            if (self.folder / "current").exists() and self.current() == name:
                (self.folder / "current").unlink()

    def _newest(self) -> int:
        return max((int(name) for name in self._names()), default=0)

    def _names(self) -> list[str]:
        return sorted(entry.name for entry in self.folder.iterdir() if entry.name.isdecimal())

    def _sweep(self) -> None:
        for unfinished in self.folder.glob(f"*{_UNFINISHED}"):
            shutil.rmtree(unfinished, ignore_errors=True)
        for name in self._names()[:-_KEPT]:
            shutil.rmtree(self.folder / name, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
