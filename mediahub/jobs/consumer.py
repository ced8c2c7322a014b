"""The worker's loop: takes jobs from the queue, and each minute asks the tables what is due."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence

from huey import crontab

from mediahub.hub import Hub
from mediahub.jobs.queue import Job, PeriodicTask


def enqueue_due(hub: Hub, jobs: Sequence[Job]) -> None:
    """Put everything that waits according to our tables into the queue."""
    senders = hub.writers.kw["info"]["senders"]
    for job in jobs:
        with hub.reading() as db:
            waiting = job.due(db, hub.now())
        for subject in waiting:
            senders[job.name](str(subject))


def consume(hub: Hub, jobs: Sequence[Job], chores: Sequence[PeriodicTask]) -> None:
    """Work until SIGTERM; the job in hand is finished first. `connect` the hub before.

    On SQLite one consumer is enough; on PostgreSQL any number may run on any number of hosts.
    """
    every_minute = crontab(minute="*")
    hub.queue.periodic_task(every_minute, name="send_due")(lambda: enqueue_due(hub, jobs))
    for chore in chores:
        hub.queue.periodic_task(chore.when, name=chore.name)(_body(hub, chore))
    enqueue_due(hub, jobs)
    # Two, so that what is quick, such as indexing, does not wait for a film to be converted.
    consumer = hub.queue.create_consumer(
        workers=2, periodic=True, initial_delay=0.1, max_delay=1.0, graceful_signal="TERM"
    )
    consumer.run()


def _body(hub: Hub, chore: PeriodicTask) -> Callable[[], None]:
    return lambda: chore.run(hub)


def stop_with_parent() -> None:
    """End this process when the one that holds the other end of standard input is gone."""

    def watch() -> None:
        sys.stdin.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
