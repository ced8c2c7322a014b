"""The chore of send-outs: each minute, what is due and who has come since."""

from huey import crontab

from mediahub.jobs.queue import PeriodicTask
from mediahub.sendouts.runner import advance
from mediahub.sendouts.staff.recipients import notify_staff

PERIODIC_TASKS = [
    PeriodicTask("sendouts.move_on", advance, crontab(minute="*")),
    PeriodicTask("sendouts.tell_staff", notify_staff, crontab(minute="*")),
]
