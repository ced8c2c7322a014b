"""Every mail that the program writes: what the worker sends and the studio shows."""

from mediahub.accounts import mails as account_mails
from mediahub.mail.rendering import Templates
from mediahub.participants import mails as participant_mails
from mediahub.recordings import resending
from mediahub.sendouts import mails as sendout_mails
from mediahub.sendouts import staff_mails

TEMPLATES = Templates(
    [
        *account_mails.TEMPLATES,
        *participant_mails.TEMPLATES,
        *resending.TEMPLATES,
        *sendout_mails.TEMPLATES,
        *staff_mails.TEMPLATES,
    ]
)
