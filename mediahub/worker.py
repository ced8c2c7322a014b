"""The worker: the list of every job and chore."""

from mediahub.hub import Hub
from mediahub.jobs.consumer import consume
from mediahub.media import jobs as media
from mediahub.media import upload_jobs as uploads
from mediahub.participants import jobs as participants
from mediahub.recordings import deleting, retention
from mediahub.recordings import jobs as recordings

JOBS = [*media.JOBS, *uploads.JOBS, *recordings.JOBS]
CHORES = [*media.CHORES, *uploads.CHORES, *participants.CHORES, *deleting.CHORES, *retention.CHORES]


def run(hub: Hub) -> None:
    """Work until SIGTERM."""
    consume(hub, JOBS, CHORES)
