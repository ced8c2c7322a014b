"""Lists in files: rows of text read from CSV as Excel and others write it, or from XLSX."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from mediahub import sandbox
from mediahub.errors import Invalid
from mediahub.participants.lists.headings import is_heading, read_headings
from mediahub.participants.lists.workbooks import READING, is_workbook, read_workbook

LARGEST_BYTES = 20_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 64
LARGEST_HERE = 64_000
"""Bytes of text that are read in no time, whatever they are."""
# Some systems put a title and a date above the table.
_HEADINGS_WITHIN = 10
_SEPARATORS = (";", ",", "\t")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row begins, counted from 1 as an editor or Excel does, and its cells."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its row of headings, and the rows below it that are not empty."""

    headings: Sequence[str]
    rows: Sequence[Row]


def read_sheet(data: bytes) -> Sheet:
    """The table in a file, whatever its name says it is; Invalid when there is none."""
    if len(data) > LARGEST_BYTES:
        raise Invalid("The list is larger than {largest} bytes. Divide it.", largest=LARGEST_BYTES)
    if data.startswith(_OLD_EXCEL):
        raise Invalid("The list is an old or a locked Excel file. Save it as .xlsx or .csv.")
    rows = _workbook(data) if is_workbook(data) else _text(data)
    filled = [row for row in _few(rows) if any(cell.strip() for cell in row.cells)]
    if not filled:
        raise Invalid("The list is empty.")
    top = [row for row in filled[:_HEADINGS_WITHIN] if is_heading(row.cells)]
    heading = top[0] if top else filled[0]
    return Sheet(heading.cells, filled[filled.index(heading) + 1 :])


def _workbook(data: bytes) -> Iterator[Row]:
    for line, cells in enumerate(read_workbook(data, MOST_ROWS + 1, MOST_COLUMNS), 1):
        yield Row(line, cells)


def _text(data: bytes) -> Iterator[Row]:
    if len(data) <= LARGEST_HERE:
        yield from text_rows(data)
        return
    for line, cells in sandbox.look(tell_rows, data, name="CSV", limits=READING):
        yield Row(line, cells)


def tell_rows(data: bytes) -> Sequence[tuple[int, Sequence[str]]]:
    """The rows of a text, one more than may be at most; for a sandbox."""
    return [(row.line, row.cells) for row in islice(text_rows(data), MOST_ROWS + 1)]


def _few(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise Invalid("The list is longer than {most} rows. Divide it.", most=MOST_ROWS)
        yield row


def _decode(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid("The list is neither text nor an Excel file. Save it as .xlsx or .csv.")


def _encodings(data: bytes) -> Sequence[str]:
    # Excel's “Unicode text” is UTF-16 with tabs; without a mark there is no telling.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return "utf-8-sig", "cp1252"


def text_rows(data: bytes) -> Iterator[Row]:
    """The rows of a text, each cut to `MOST_COLUMNS`, as those of workbooks are."""
    text = _decode(data)
    # A first line “sep=;” is Excel's own, and no row.
    said = text[:5].lower()
    if said.startswith("sep=") and len(said) == 5:
        _, _, rest = text.partition("\n")
        return _rows(rest, text[4], 2)
    return _rows(text, _separator(text), 1)


def _separator(text: str) -> str:
    """The one by which the first rows show an e-mail column, most known headings, most columns."""

    def score(separator: str) -> tuple[bool, int, int]:
        rows = list(_first_rows(text, separator))
        known = [sum(field is not None for field in read_headings(row).fields) for row in rows]
        widest = max(map(len, rows), default=0)
        return any(map(is_heading, rows)), max(known, default=0), widest

    return max(_SEPARATORS, key=score)


def _first_rows(text: str, separator: str) -> Iterator[Sequence[str]]:
    try:
        for row in islice(_rows(text, separator, 1), _HEADINGS_WITHIN):
            yield row.cells
    except Invalid:
        return


def _rows(text: str, separator: str, first_line: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + first_line
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Invalid(
                "Line {line}: the quotation marks do not match, or the line has no end.", line=line
            ) from None
        if cells is None:
            return
        yield Row(line, cells[:MOST_COLUMNS])
