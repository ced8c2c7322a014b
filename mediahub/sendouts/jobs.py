"""The chore of send-outs: each minute, what is due and who has come since."""

from huey import crontab

from mediahub.jobs.queue import Chore
from mediahub.sendouts.staff import tell_staff
from mediahub.sendouts.telling import move_on

CHORES = [
    Chore("sendouts.move_on", move_on, crontab(minute="*")),
    Chore("sendouts.tell_staff", tell_staff, crontab(minute="*")),
]
