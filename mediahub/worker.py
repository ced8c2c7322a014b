"""The worker: the list of every job and chore, of mails, and of what the audit log follows."""

from mediahub.accounts import jobs as accounts
from mediahub.accounts.change_log import TrackedModels
from mediahub.episodes import audit_fields as episodes
from mediahub.episodes import jobs as episode_jobs
from mediahub.hub import Hub
from mediahub.jobs.consumer import consume
from mediahub.mail import jobs as mail
from mediahub.media import jobs as media
from mediahub.media.uploads import jobs as uploads
from mediahub.newsletter import audit_fields as newsletter
from mediahub.participants import jobs as participants
from mediahub.participants.mail import wordings
from mediahub.people import audit_fields as people
from mediahub.recordings import audit_fields as recording_history
from mediahub.recordings import jobs as recordings
from mediahub.recordings.retention import deletion, purge, rules
from mediahub.recordings.transfers import requests
from mediahub.search import jobs as search
from mediahub.sendouts import jobs as sendouts
from mediahub.sendouts import mails as sendout_mails
from mediahub.sendouts import templates
from mediahub.shows import audit_fields as shows
from mediahub.transcripts import jobs as transcripts
from mediahub.webcasts import audit_fields as webcasts

TEMPLATES = templates.TEMPLATES
WORDINGS = [*wordings.WORDINGS.values(), *sendout_mails.WORDINGS]
JOBS = [
    *media.JOBS,
    *uploads.JOBS,
    *transcripts.JOBS,
    *participants.JOBS,
    *recordings.JOBS,
    *purge.JOBS,
    *search.JOBS,
    mail.sending(TEMPLATES),
    *mail.JOBS,
    *episode_jobs.JOBS,
]
PERIODIC_TASKS = [
    *media.PERIODIC_TASKS,
    *uploads.PERIODIC_TASKS,
    *mail.PERIODIC_TASKS,
    *accounts.PERIODIC_TASKS,
    *participants.PERIODIC_TASKS,
    *deletion.PERIODIC_TASKS,
    *rules.PERIODIC_TASKS,
    *requests.CHORES,
    *sendouts.PERIODIC_TASKS,
]
TRACKED_MODELS: TrackedModels = {
    **people.TRACKED,
    **shows.TRACKED,
    **episodes.TRACKED,
    **webcasts.TRACKED,
    **recording_history.TRACKED,
    **newsletter.TRACKED,
}


def run(hub: Hub) -> None:
    """Work until SIGTERM."""
    consume(hub, JOBS, PERIODIC_TASKS)
