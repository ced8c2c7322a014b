"""The chore of send-outs: each minute, what is due and who has come since."""

from huey import crontab

from mediahub.jobs.queue import Chore
from mediahub.sendouts.runner import move_on
from mediahub.sendouts.staff.recipients import tell_staff

CHORES = [
    Chore("sendouts.move_on", move_on, crontab(minute="*")),
    Chore("sendouts.tell_staff", tell_staff, crontab(minute="*")),
]
