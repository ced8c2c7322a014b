"""Settings, for administrators: what is in force, how long what is kept, and what goes next."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts import audit
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.accounts.login import sessions
from mediahub.mail import outbox
from mediahub.media.uploads import service
from mediahub.participants.retention import MEMBER_MONTHS
from mediahub.recordings.retention import deletion
from mediahub.recordings.retention.purge import PURGE, what_goes
from mediahub.status.actions import ask_for
from mediahub.status.setting_sources import settings_in_force
from mediahub.webcasts.models import RETENTION_MONTHS
from mediahub.window import WINDOW_DAYS

SETTINGS = "/studio/installningar"
GOING = f"{SETTINGS}/rensning"

Rule = tuple[str, int]
"""What is kept, by a word that the page knows, and for how many months, days or hours."""


def look(_: Request, call: StudioCall) -> Response:
    """The settings, the rules of keeping, and the way to what else can be set."""
    return call.render(
        "status/studio/settings.html",
        settings=settings_in_force(call.hub.settings),
        rules=dict(_rules()),
    )


def going(_: Request, call: StudioCall) -> Response:
    """What the next purge removes, which it does by itself."""
    return call.render("status/studio/purge.html", going=what_goes(call.hub, call.db))


def purge(_: Request, call: StudioCall) -> Response:
    """Let the worker do it at once."""
    ask_for(call, PURGE, "service.purge")
    return redirect(GOING, "begun")


def _rules() -> Sequence[Rule]:
    return [
        ("window", WINDOW_DAYS),
        ("deletion", round(deletion.GRACE.total_seconds() / 3600)),
        ("registrations", RETENTION_MONTHS),
        ("members", MEMBER_MONTHS),
        ("letters", outbox.MESSAGE_KEPT.days),
        ("mails", outbox.MAIL_KEPT.days),
        ("addresses", audit.ADDRESS_KEPT.days),
        ("sessions", sessions.LONGEST.days),
        ("uploads", round(service.GIVEN_UP.total_seconds() / 3600)),
    ]
