"""Lists out: CSV as a Swedish Excel opens it, and XLSX; no cell can be taken for a formula."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.clock import local
from mediahub.errors import Phrase
from mediahub.i18n import translations
from mediahub.participants.links import personal_link
from mediahub.participants.lists.workbooks import write_workbook
from mediahub.participants.models import Registration, RegistrationState, Source
from mediahub.participants.service import Target
from mediahub.settings import Settings
from mediahub.web.csv_injection import neutralise

_STATES = {
    RegistrationState.ACTIVE: Phrase("Has a seat"),
    RegistrationState.WAITING: Phrase("On the waiting list"),
    RegistrationState.CANCELLED: Phrase("Cancelled"),
    RegistrationState.TRANSFERRED: Phrase("Given to somebody else"),
}
_SOURCES = {
    Source.FORM: Phrase("Through the form"),
    Source.IMPORT: Phrase("From a list"),
    Source.COMMAND: Phrase("By staff"),
}


def rows_of(registrations: Sequence[Registration], language: str) -> list[list[str]]:
    """A row of headings, then one for each registration, neutralised."""
    gettext = translations(language).gettext
    headings = [
        gettext("Name"),
        gettext("E-mail"),
        gettext("Organisation"),
        gettext("State"),
        gettext("Place"),
        gettext("Registered"),
        gettext("Source"),
    ]
    rows = [[neutralise(cell) for cell in _cells(held, gettext)] for held in registrations]
    return [headings, *rows]


def _cells(registration: Registration, gettext: Callable[[str], str]) -> list[str]:
    person = registration.participant
    return [
        person.name,
        person.email,
        person.organisation or "",
        gettext(_STATES[registration.state]),
        str(registration.queue_position),
        f"{local(registration.created_at):%Y-%m-%d %H:%M}",
        gettext(_SOURCES[registration.source]),
    ]


def link_rows(registrations: Sequence[Registration], settings: Settings) -> list[list[str]]:
    """The personal link of everyone among them who has a seat, below a row of headings."""
    gettext = translations(settings.language).gettext
    rows = [[gettext("Name"), gettext("E-mail"), gettext("Organisation"), gettext("Link")]]
    for held in registrations:
        if held.state is RegistrationState.ACTIVE:
            person, link = held.participant, personal_link(settings, held)
            cells = [person.name, person.email, person.organisation or "", link]
            rows.append([neutralise(cell) for cell in cells])
    return rows


def to_xlsx(rows: Sequence[Sequence[str]], title: str) -> bytes:
    """The same as a workbook."""
    return write_workbook(re.sub(r"[\\/*?:\[\]]", " ", title), rows)


def log_export(
    db: Session, target: Target, act: str, number: int, *, actor: str, now: datetime
) -> None:
    """Write in the audit log that so many were taken out: “export”, or “export_links”."""
    log_audit(
        db, Decision(actor, now), f"participants.{act}", target, after={"registrations": number}
    )
