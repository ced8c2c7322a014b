"""The worker: the list of every job and chore."""

from mediahub.hub import Hub
from mediahub.jobs.consumer import consume
from mediahub.media import jobs as media

JOBS = [*media.JOBS]
CHORES = [*media.CHORES]


def run(hub: Hub) -> None:
    """Work until SIGTERM."""
    consume(hub, JOBS, CHORES)
