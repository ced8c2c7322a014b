"""What Alembic runs for each of its commands: every table of ours, one connection, one at a time.

Called by `mediahub.migrations` it is given the connection; called by the command `alembic` it
opens the database of the settings.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Enum, text

import mediahub.accounts.models
import mediahub.episodes.models
import mediahub.mail.models
import mediahub.media.models
import mediahub.newsletter.models
import mediahub.participants.models
import mediahub.people.models
import mediahub.recordings.models
import mediahub.sendouts.models
import mediahub.shows.models
import mediahub.transcripts.models
import mediahub.webcasts.models  # noqa: F401 - imported so that Base knows their tables
from mediahub.db import Base, UtcDateTime, open_engine
from mediahub.migrations import transaction
from mediahub.settings import Settings

# Any number that no other program uses for its advisory lock in the same database.
LOCK = 7_203_112_026


def render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Our own types by what they are in SQL, so that no migration imports code that changes."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def is_ours(name: str | None, kind: str, _: Any) -> bool:
    """The queue and the search index make tables of their own in the same PostgreSQL database."""
    return not (kind == "table" and name is not None and name.startswith(("huey_", "search_")))


def wait_in_line(connection: Connection) -> None:
    """On PostgreSQL let one process migrate, and never hold up the rest of the service for long.

    SQLite needs neither: its transaction holds the only write lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))


def migrate(connection: Connection) -> None:
    """Run what was asked for, inside the transaction that the connection is in."""
    wait_in_line(connection)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render,
        include_name=is_ours,
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    engine = open_engine(Settings().database, threads=1)
    with transaction(engine) as opened:
        migrate(opened)
    engine.dispose()
