"""Documents that are handed out: PDF, Word, PowerPoint, Excel and ZIP, told by their bytes."""

from datetime import datetime
from pathlib import Path

from mediahub import sandbox
from mediahub.errors import Invalid
from mediahub.media.archives import ends_as_archive, parts_of, two_kinds
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.media.probing.file_types import PDF, ZIP, Kind, kind_of_file
from mediahub.media.service import describe, put, unreadable
from mediahub.storage import MediaStore

_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = Kind(f"{_OFFICE}.wordprocessingml.document", ".docx", "document", "Word")
PPTX = Kind(f"{_OFFICE}.presentationml.presentation", ".pptx", "document", "PowerPoint")
XLSX = Kind(f"{_OFFICE}.spreadsheetml.sheet", ".xlsx", "document", "Excel")

# The part that makes a ZIP file one of the Office formats (ECMA-376, part 1).
_MAIN_PARTS = {"word/document.xml": DOCX, "ppt/presentation.xml": PPTX, "xl/workbook.xml": XLSX}


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
        if ends_as_archive(path):
            raise two_kinds(name)
        return kind
    if kind != ZIP:
        raise Invalid(
            "The file “{name}” is not a document of a kind that can be handed out:"
            " PDF, Word, PowerPoint, Excel or ZIP.",
            name=name,
        )
    found = sandbox.look(parts_of, str(path), name, list(_MAIN_PARTS), name=name)
    return _MAIN_PARTS[found[0]] if found else ZIP
