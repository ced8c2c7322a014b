"""The hub of a command, with what every change of rows sets off."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from mediahub import migrations, worker
from mediahub.accounts.change_log import track_changes
from mediahub.accounts.cli.audit_commands import log_os_user
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
        log_os_user(hub)
        index_changes(hub)
        track_changes(hub.writers, worker.TRACKED_MODELS)
        yield hub
