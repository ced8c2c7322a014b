"""The chore that removes sessions, attempts and addresses past their time."""

from huey import crontab

from mediahub.accounts import audit
from mediahub.accounts.login import rate_limit, sessions
from mediahub.hub import Hub
from mediahub.jobs.queue import PeriodicTask


def purge(hub: Hub) -> None:
    """Keep nothing about who came from where for longer than it is needed."""
    with hub.writing() as db:
        sessions.purge(db, hub.now())
        rate_limit.forget_attempts(db, hub.now())
        audit.forget_addresses(db, hub.now())


PERIODIC_TASKS = [PeriodicTask("accounts.purge", purge, crontab(minute="15"))]
