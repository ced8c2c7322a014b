"""Lists out: CSV as a Swedish Excel opens it, and XLSX; no cell can be taken for a formula."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.clock import local
from mediahub.i18n import translations
from mediahub.participants.links import personal_link
from mediahub.participants.lists.workbooks import write_workbook
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.service import Target
from mediahub.settings import Settings
from mediahub.web.csv_injection import neutralise


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
    rows = [[neutralise(cell) for cell in _cells(registration)] for registration in registrations]
    return [headings, *rows]


def _cells(registration: Registration) -> list[str]:
    person = registration.participant
    return [
        person.name,
        person.email,
        person.organisation or "",
        registration.state.value,
        str(registration.queue_position),
        f"{local(registration.created_at):%Y-%m-%d %H:%M}",
        registration.source.value,
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
