"""Documents that are handed out: PDF, Word, PowerPoint, Excel and ZIP, told by their bytes."""

from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from mediahub.errors import Invalid
from mediahub.media.kinds import PDF, ZIP, Kind, kind_of_file
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.service import describe, put, unreadable
from mediahub.storage import MediaStore

_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = Kind(f"{_OFFICE}.wordprocessingml.document", ".docx", "document", "Word")
PPTX = Kind(f"{_OFFICE}.presentationml.presentation", ".pptx", "document", "PowerPoint")
XLSX = Kind(f"{_OFFICE}.spreadsheetml.sheet", ".xlsx", "document", "Excel")

# The part that makes a ZIP file one of the Office formats (ECMA-376, part 1).
_MAIN_PARTS = {"word/document.xml": DOCX, "ppt/presentation.xml": PPTX, "xl/workbook.xml": XLSX}

LARGEST_UNPACKED_BYTES = 64 << 20
LARGEST_RATIO = 50
"""Above the size, a ZIP file that grows more than so many times is taken for a bomb."""


def receive_document(
    store: MediaStore, path: Path, now: datetime, folder: str | None = None
) -> MediaFile:
    """Look at a document, store its bytes, and describe it; `keep` the row.

    Invalid says what is wrong with the file, and then nothing has been stored.
    """
    try:
        kind = document_kind(path)
    except OSError as error:
        raise unreadable(path, error) from error
    file = describe(MediaRole.DOCUMENT, path.name, kind, now, folder)
    file.state = MediaState.READY
    with path.open("rb") as source:
        put(store, file, source)
    return file


def document_kind(path: Path, name: str | None = None) -> Kind:
    """What the document is, that its sender called `name`.

    Invalid when it is none, is broken or would burst.
    """
    name = name or path.name
    if path.stat().st_size == 0:
        raise Invalid("The file “{name}” is empty.", name=name)
    kind = kind_of_file(path)
    if kind == PDF:
        return kind
    if kind != ZIP:
        raise Invalid(
            "The file “{name}” is not a document of a kind that can be handed out:"
            " PDF, Word, PowerPoint, Excel or ZIP.",
            name=name,
        )
    try:
        with ZipFile(path) as archive:
            return _inside(archive, path, name)
    except BadZipFile:
        raise Invalid("The file “{name}” is broken: it cannot be unpacked.", name=name) from None


def _inside(archive: ZipFile, path: Path, name: str) -> Kind:
    unpacked = sum(entry.file_size for entry in archive.infolist())
    ratio = unpacked // max(1, path.stat().st_size)
    if unpacked > LARGEST_UNPACKED_BYTES and ratio > LARGEST_RATIO:
        raise Invalid(
            "The file “{name}” grows {ratio} times when it is unpacked; {largest} is the most.",
            name=name,
            ratio=ratio,
            largest=LARGEST_RATIO,
        )
    names = set(archive.namelist())
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), ZIP)
