"""Jobs by name: asked for inside a transaction, sent after it commits, found again by a sweep."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from mediahub.hub import Hub

log = logging.getLogger(__name__)

EVERYTHING = UUID(int=0)
"""The subject of a job on no row in particular."""


def only_asked_for(_: Session, __: datetime) -> Sequence[UUID]:
    """No ids: what a person began and was lost, they begin again."""
    return ()


@dataclass(frozen=True, slots=True)
class Job:
    """Work on one row. It may run twice, at once or in a row, and must then do no harm.

    `due` tells the ids that wait according to our own tables, so a lost message loses nothing.
    """

    name: str
    run: Callable[[Hub, UUID], None]
    due: Callable[[Session, datetime], Sequence[UUID]] = only_asked_for


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """Work on no row in particular, done in every minute that `when` says yes to (UTC)."""

    name: str
    run: Callable[[Hub], None]
    when: Callable[[datetime], bool]


def connect(hub: Hub, jobs: Iterable[Job]) -> None:
    """Tell a hub's queue and sessions which jobs there are. Every entry point does this once."""
    senders = {job.name: hub.queue.task(name=job.name)(_body(hub, job)) for job in jobs}
    hub.writers.configure(info={**hub.writers.kw["info"], "senders": senders})


def _body(hub: Hub, job: Job) -> Callable[[str], None]:
    def run(subject: str) -> None:
        job.run(hub, UUID(subject))

    return run


def enqueue(db: Session, name: str, subject: UUID) -> None:
    """Ask for a job on a row once this transaction has committed; rolled back, it is forgotten."""
    send, is_sent = db.info["senders"][name], False

    def after_commit(session: Session) -> None:
        nonlocal is_sent
        # Told of a savepoint that is released as well, while the rows may still be rolled back.
        if is_sent or session.in_nested_transaction():
            return
        is_sent = True
        try:
            send(str(subject))
        except Exception:  # The row is committed: whatever the queue says, the sweep will find it.
            log.exception("%s of %s was not sent; it waits for the sweep", name, subject)

    event.listen(db, "after_commit", after_commit)
