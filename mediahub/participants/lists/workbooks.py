"""Workbooks (XLSX): cells read as text, after a look at what the archive would unpack to."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime

from mediahub import sandbox
from mediahub.errors import Invalid
from mediahub.sandbox import Limits, Stopped

# What a list of some thousand persons never comes near: it unpacks to a few megabytes.
LARGEST_UNPACKED_BYTES = 64 * 1024 * 1024
LARGEST_RATIO = 50
RATIO_COUNTS_FROM_BYTES = 8 * 1024 * 1024
MOST_PARTS = 1000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DOCTYPES = [word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in
             ("ascii", "utf-16-le", "utf-16-be")]  # fmt: skip
READING = Limits(memory_bytes=512 << 20, cpu_seconds=20)
"""Fifty thousand rows are read in half of it."""
_MACROS = re.compile(r"(?:^|/)vbaProject\.bin$", re.IGNORECASE)


def is_workbook(data: bytes) -> bool:
    """Whether it is a zip archive, as XLSX is."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(data: bytes, most_rows: int, most_columns: int) -> Sequence[Sequence[str]]:
    """The rows of the first sheet, empty ones too, so that they can be counted.

    Formulas give the value that was saved with them; links to other files are not looked at.
    Invalid for what is not a workbook, holds macros, or unpacks to more than it should.
    """
    wanted = (data, most_rows, most_columns)
    rows, fault = sandbox.lines(rows_of, *wanted, name="Excel", limits=READING)
    if isinstance(fault, Stopped):
        raise Invalid("The Excel file is too large, or damaged. Save the list as .csv.") from fault
    if fault is not None:
        raise fault
    return rows


def rows_of(data: bytes, most_rows: int, most_columns: int) -> Iterator[Sequence[str]]:
    """The rows, one by one; for a sandbox."""
    look_over(data)
    try:
        yield from _read(data, most_rows, most_columns)
    except MemoryError:
        raise
    except Exception as error:  # What openpyxl raises over a damaged file has no base in common.
        raise Invalid("The Excel file is damaged and cannot be read.") from error


def _read(data: bytes, most_rows: int, most_columns: int) -> Iterator[Sequence[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - it would add a sixth to the start of every command

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    with closing(book):
        sheet = book.worksheets[0]
        # What the file says of its own size is not to be relied upon.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True)
        yield from map(_texts, rows)


def _texts(values: Sequence[object]) -> Sequence[str]:
    filled = len(values)
    while filled and values[filled - 1] is None:
        filled -= 1
    return [_text(value) for value in values[:filled]]


def look_over(data: bytes) -> None:
    """Invalid for an archive that is damaged, holds macros, or unpacks to more than it should."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_sizes(parts, len(data))
            if any(_MACROS.search(part.filename) for part in parts):
                raise Invalid("The Excel file holds macros. Save it as .xlsx without them.")
            _check_xml(archive, parts)
    except (Invalid, MemoryError):
        raise
    except Exception as error:  # Names, versions and lengths that are wrong raise of every kind.
        raise Invalid("The Excel file is damaged and cannot be read.") from error


def _check_sizes(parts: Sequence[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    is_too_tight = unpacked > RATIO_COUNTS_FROM_BYTES and unpacked > LARGEST_RATIO * size
    if unpacked > LARGEST_UNPACKED_BYTES or is_too_tight or len(parts) > MOST_PARTS:
        raise Invalid(
            "The Excel file would unpack to {size} bytes, which no list of participants does.",
            size=unpacked,
        )
    if any(part.flag_bits & 1 or part.compress_type not in _METHODS for part in parts):
        raise Invalid("The Excel file is locked or packed in an unusual way. Save it anew.")


def _check_xml(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    # OOXML has no document types; one here would be there for its entities.
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            content = archive.read(part)
            if any(word in content for word in _DOCTYPES):
                raise Invalid("The Excel file is damaged and cannot be read.")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return str(value)


def write_workbook(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook with one sheet whose cells are text."""
    from openpyxl import Workbook  # noqa: PLC0415 - it would add a sixth to the start of every command
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - it would add a sixth to the start of every command

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in rows:
        cells = [WriteOnlyCell(sheet, text) for text in row]
        for cell in cells:
            cell.data_type = "s"  # which it would not be if it began with an equals sign
        sheet.append(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
