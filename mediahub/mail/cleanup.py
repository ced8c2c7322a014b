"""What removed mails leave on the disk: their files, and their bytes in the database's own."""

import re
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from mediahub.db import rewrite
from mediahub.hub import Hub
from mediahub.mail.models import MailMessage

_FILE = re.compile(r"([0-9a-f]{32})\.(?:eml|part)", re.ASCII)


# Takes about half a second, for which whoever writes waits.
AT_ONCE_BYTES = 64 << 20


def clear(hub: Hub, largest_bytes: int | None = None) -> None:
    """Remove the files of mails whose words are not kept, and every trace of rows that are gone.

    In a database larger than `largest_bytes` they are overwritten as they are removed; copies that
    SQLite keeps in its file stay.
    """
    clear_folder(hub)
    rewrite(hub.engine, largest_bytes)


def clear_by_day(hub: Hub) -> None:
    """The same while people wait for the database: of a large one the night does the rest."""
    clear(hub, AT_ONCE_BYTES)


def clear_folder(hub: Hub) -> None:
    """Remove the files of mails whose words are not kept; other files in the folder stay."""
    # In this order: a file is written after the bytes of its mail were committed.
    files = {path: UUID(found[1]) for path in _files(hub) if (found := _FILE.fullmatch(path.name))}
    with hub.reading() as db:
        kept = set(db.scalars(select(MailMessage.id)))
    for path, mail_id in files.items():
        if mail_id not in kept:
            path.unlink(missing_ok=True)


def _files(hub: Hub) -> list[Path]:
    folder = hub.settings.outbox_dir
    return list(folder.iterdir()) if folder.is_dir() else []
