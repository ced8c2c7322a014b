"""Without a mail server: each mail as a file that a mail program opens."""

import os
from collections.abc import Callable
from pathlib import Path

from mediahub.file_permissions import make_private_file, make_private_folder
from mediahub.mail.transport import Envelope


class Folder:
    """Writes `{name}.eml`; written again it is the same file, so nothing comes twice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def connect(self) -> None:
        """Make the folder, for this user alone."""
        make_private_folder(self._folder)

    def send(self, letter: Envelope, before: Callable[[], None]) -> str:
        """Write the file whole or not at all; its path."""
        before()
        file = self._folder / f"{letter.name}.eml"
        part = file.with_suffix(".part")
        make_private_file(part)
        with part.open("wb") as opened:
            opened.write(letter.message)
            opened.flush()
            os.fsync(opened.fileno())
        part.rename(file)
        return str(file)

    def close(self) -> None:
        """Nothing is held."""
