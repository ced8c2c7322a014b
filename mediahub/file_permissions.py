"""Files that hold names and keys are for this user alone, whatever the umask was."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE

FOLDER = 0o700
FILE = 0o600
_OTHERS = 0o077


def restrict_umask() -> None:
    """From now on nothing that this process makes is for others, unless it says so."""
    os.umask(_OTHERS)


def make_private_folder(folder: Path) -> None:
    """Make the folder; close one that is there and open to others, and the files right in it.

    Below a closed folder nobody gets anywhere, so deeper ones stay as they are.
    """
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    if is_open_to_others(folder):
        _close(folder)
        close_files(path for path in folder.iterdir() if path.is_file())


def make_private_file(file: Path) -> None:
    """Make the file, empty, or close one that is there and open to others."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))
    close_files([file])


def make_private_database(file: Path) -> None:
    """The file of a SQLite database; what SQLite makes beside it gets the same rights.

    Nothing is made where there is no folder, for SQLite to say so.
    """
    if not file.parent.is_dir():
        return
    make_private_file(file)
    close_files(file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-shm"))


def close_files(files: Iterable[Path]) -> None:
    """Close to others those that are there."""
    for file in files:
        if is_open_to_others(file):
            _close(file)


def is_open_to_others(path: Path) -> bool:
    """Whether others on this machine may read it or write to it; not if it is not there."""
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except OSError:
        return False


def _close(path: Path) -> None:
    # What is somebody else's file stays as it is; the doctor tells of it.
    with suppress(PermissionError, FileNotFoundError):
        if not path.is_symlink():
            path.chmod(S_IMODE(path.stat().st_mode) & ~_OTHERS)
