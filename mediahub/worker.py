"""The worker: the list of every job and chore, of mails, and of what the audit log follows."""

from mediahub.accounts import jobs as accounts
from mediahub.accounts.changes import Following
from mediahub.episodes import history as episodes
from mediahub.episodes import jobs as episode_jobs
from mediahub.hub import Hub
from mediahub.jobs.consumer import consume
from mediahub.mail import jobs as mail
from mediahub.media import jobs as media
from mediahub.media import upload_jobs as uploads
from mediahub.newsletter import history as newsletter
from mediahub.participants import jobs as participants
from mediahub.participants import wordings
from mediahub.people import history as people
from mediahub.recordings import deleting, purging, retention, transfer_requests
from mediahub.recordings import history as recording_history
from mediahub.recordings import jobs as recordings
from mediahub.search import jobs as search
from mediahub.sendouts import jobs as sendouts
from mediahub.sendouts import mails as sendout_mails
from mediahub.sendouts import templates
from mediahub.shows import history as shows
from mediahub.transcripts import jobs as transcripts
from mediahub.webcasts import history as webcasts

TEMPLATES = templates.TEMPLATES
WORDINGS = [*wordings.WORDINGS.values(), *sendout_mails.WORDINGS]
JOBS = [
    *media.JOBS,
    *uploads.JOBS,
    *transcripts.JOBS,
    *participants.JOBS,
    *recordings.JOBS,
    *purging.JOBS,
    *search.JOBS,
    mail.sending(TEMPLATES),
    *mail.JOBS,
    *episode_jobs.JOBS,
]
CHORES = [
    *media.CHORES,
    *uploads.CHORES,
    *mail.CHORES,
    *accounts.CHORES,
    *participants.CHORES,
    *deleting.CHORES,
    *retention.CHORES,
    *transfer_requests.CHORES,
    *sendouts.CHORES,
]
FOLLOWING: Following = {
    **people.FOLLOWED,
    **shows.FOLLOWED,
    **episodes.FOLLOWED,
    **webcasts.FOLLOWED,
    **recording_history.FOLLOWED,
    **newsletter.FOLLOWED,
}


def run(hub: Hub) -> None:
    """Work until SIGTERM."""
    consume(hub, JOBS, CHORES)
