"""The hub of a command, with what every change of rows sets off."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from mediahub import migrations, worker
from mediahub.accounts.change_log import follow_changes
from mediahub.accounts.cli.audit_commands import by_hand
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.search.jobs import index_changes
from mediahub.settings import load


@contextmanager
def open_hub() -> Iterator[Hub]:
    """The hub that the settings describe; Conflict where the database is of another version."""
    with closing(build(load())) as hub:
        migrations.require_current(hub.engine)
        connect(hub, worker.JOBS)
        by_hand(hub)
        index_changes(hub)
        follow_changes(hub.writers, worker.FOLLOWING)
        yield hub
