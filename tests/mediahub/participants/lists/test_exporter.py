"""Lists out, as a Swedish Excel opens them."""

import io

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from mediahub.participants.lists.exporter import rows_of, to_xlsx
from mediahub.web.csv_export import to_csv
from tests.conftest import NOON
from tests.factories import make_participant, make_registration, make_webcast


def exported(db: Session, name: str) -> list[list[str]]:
    person = make_participant(db, name=name, email="asa@boras.se", organisation="Borås stad")
    webcast = make_webcast(db)
    held = make_registration(db, webcast, participant=person, queue_position=7, created_at=NOON)
    return rows_of([held], "sv")


def test_csv_has_a_mark_and_semicolons(rows: Session) -> None:
    assert to_csv(exported(rows, "Åsa; Öberg")).decode("utf-8") == (
        "\ufeffNamn;E-post;Organisation;Status;Plats;Anmäld;Källa\r\n"
        '"Åsa; Öberg";asa@boras.se;Borås stad;Har plats;7;2026-03-04 13:00;Genom formuläret\r\n'
    )


def test_formula_is_made_harmless(rows: Session) -> None:
    found = exported(rows, '=HYPERLINK("http://x.example")')
    assert found[1][0] == '\'=HYPERLINK("http://x.example")'


def test_workbook_holds_the_same_as_text(rows: Session) -> None:
    found = exported(rows, "Åsa Öberg")
    book = load_workbook(io.BytesIO(to_xlsx(found, "Om råd: del 1/2 [ny]? Ja, och mer därtill")))
    sheet = book.worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == found
