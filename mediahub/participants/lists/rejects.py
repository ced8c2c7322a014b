"""The rows of a list that could not be read, as a list of their own with the reason in a column."""

from collections.abc import Sequence

from mediahub.errors import Phrase
from mediahub.i18n import LANGUAGES, sentence, translations
from mediahub.participants.lists.importer import ParsedRows
from mediahub.participants.lists.sheets import Sheet
from mediahub.web.csv_injection import neutralise

_REASON = Phrase("Why the row was not taken")


def rejected_rows(sheet: Sheet, read: ParsedRows, language: str) -> list[list[str]]:
    """The headings and the wrong rows as they stood, neutralised, with why.

    Mended, it can be imported as it is: nothing is read of the column with the reason.
    """
    reasons = {translations(one).gettext(_REASON) for one in LANGUAGES}
    kept = [at for at, heading in enumerate(sheet.headings) if heading.strip() not in reasons]
    rows = [[*_cells(sheet.headings, kept), translations(language).gettext(_REASON)]]
    for row in sheet.rows:
        if (error := read.wrong.get(row.line)) is not None:
            beyond = row.cells[len(sheet.headings) :]
            rows.append([*_cells(row.cells, kept), sentence(error, language), *beyond])
    return [[neutralise(cell) for cell in row] for row in rows]


def _cells(cells: Sequence[str], kept: Sequence[int]) -> list[str]:
    return [cells[at] if at < len(cells) else "" for at in kept]
