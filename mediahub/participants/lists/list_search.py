"""Whether a list names an e-mail address: as the import would read it, or anywhere in its text."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from mediahub.errors import Invalid
from mediahub.participants.details import read_email
from mediahub.participants.lists.sheets import MOST_COLUMNS, MOST_ROWS, text_rows
from mediahub.participants.lists.workbooks import is_workbook, look_over, rows_of
from mediahub.web.csv_injection import restore

_ENCODINGS = ("utf-8", "utf-16", "cp1252")
# What can stand in an address before and after it (RFC 5321 4.1.2), so that it is another one.
_BEFORE, _AFTER = r"(?<![\w!#$%&'*+/=?^`{|}~.-])", r"(?![\w-]|\.\w)"


def names_address(data: bytes, email: str) -> bool:
    """Whether a file names the address; for a sandbox. Damaged workbooks raise of every kind."""
    if any(has_address(text, email) for text in _texts(data)):
        return True
    return any(_is_address(cell, email) for cell in _cells(data))


def has_address(text: str, email: str) -> bool:
    """Whether the address stands in a text, its domain in either spelling, and not in another's."""
    local_part, _, domain = email.partition("@")
    spelled = "|".join(re.escape(one) for one in _spellings(domain))
    pattern = rf"{_BEFORE}{re.escape(local_part)}@(?:{spelled}){_AFTER}"
    return re.search(pattern, text, re.IGNORECASE) is not None


def _spellings(domain: str) -> Iterator[str]:
    yield domain
    with suppress(UnicodeError):  # what begins as IDNA does and is not
        yield domain.encode("ascii").decode("idna")


def _texts(data: bytes) -> Iterator[str]:
    """What a file says: as text in the encodings that lists come in, or each part of a workbook."""
    if not is_workbook(data):
        yield from (data.decode(encoding, "replace") for encoding in _ENCODINGS)
        return
    look_over(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            yield html.unescape(archive.read(part).decode("utf-8", "replace"))


def _cells(data: bytes) -> Iterator[str]:
    """The cells as they are imported: runs of letters are put together, and marks are gone."""
    if is_workbook(data):
        for cells in rows_of(data, MOST_ROWS + 1, MOST_COLUMNS):
            yield from cells
        return
    with suppress(Invalid):  # what is not a list is imported by nobody
        for row in islice(text_rows(data), MOST_ROWS + 1):
            yield from row.cells


def _is_address(cell: str, email: str) -> bool:
    if "@" not in cell:
        return False
    try:
        return read_email(restore(cell)) == email
    except Invalid:
        return False
