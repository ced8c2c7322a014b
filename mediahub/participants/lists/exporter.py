"""Lists out: CSV as a Swedish Excel opens it, and XLSX; no cell can be taken for a formula."""

import re
from collections.abc import Sequence

from mediahub.clock import local
from mediahub.i18n import translations
from mediahub.participants.lists.workbooks import write_workbook
from mediahub.participants.models import Registration
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


def to_xlsx(rows: Sequence[Sequence[str]], title: str) -> bytes:
    """The same as a workbook."""
    return write_workbook(re.sub(r"[\\/*?:\[\]]", " ", title), rows)
