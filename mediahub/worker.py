"""The worker: the list of every job and chore."""

from mediahub.hub import Hub
from mediahub.jobs.consumer import consume
from mediahub.media import jobs as media
from mediahub.participants import jobs as participants
from mediahub.transcripts import jobs as transcripts

JOBS = [*media.JOBS, *transcripts.JOBS]
CHORES = [*media.CHORES, *participants.CHORES]


def run(hub: Hub) -> None:
    """Work until SIGTERM."""
    consume(hub, JOBS, CHORES)
