"""Every mail that the program writes: what the worker sends and the studio shows."""

from mediahub.accounts import mails as account_mails
from mediahub.mail.templates import Templates
from mediahub.participants.mail import mails as participant_mails
from mediahub.portal import link_recovery
from mediahub.sendouts import mails as sendout_mails
from mediahub.sendouts.staff import mails

TEMPLATES = Templates(
    [
        *account_mails.TEMPLATES,
        *participant_mails.TEMPLATES,
        *link_recovery.TEMPLATES,
        *sendout_mails.TEMPLATES,
        *mails.TEMPLATES,
    ]
)
