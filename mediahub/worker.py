"""The worker: the list of every job and chore."""

from mediahub.hub import Hub
from mediahub.jobs.consumer import consume
from mediahub.media import jobs as media
from mediahub.participants import jobs as participants
from mediahub.recordings import deleting, retention
from mediahub.recordings import jobs as recordings
from mediahub.search import jobs as search
from mediahub.transcripts import jobs as transcripts

JOBS = [*media.JOBS, *transcripts.JOBS, *recordings.JOBS, *search.JOBS]
CHORES = [*media.CHORES, *participants.CHORES, *deleting.CHORES, *retention.CHORES]


def run(hub: Hub) -> None:
    """Work until SIGTERM."""
    consume(hub, JOBS, CHORES)
