"""Lists that wait: given up when somebody in them is erased, and only then."""

import os
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.media.models import Purpose, Upload, UploadState
from mediahub.participants.lists import pending
from mediahub.participants.lists.pending import find_harmless_lists, give_up_lists
from mediahub.participants.models import Participant
from tests.conftest import NOON
from tests.factories import make_user
from tests.mediahub.sending import make_upload

EMAIL = f"anna.ek@{'borås.se'.encode('idna').decode()}"
PERSON = Participant(name="Anna Ek", email=EMAIL)
LINE = "Namn;E-post\nAnna Ek;anna.ek@borås.se\n"
OTHERS = "Namn;E-post\nAnna Ek;anna.ek@boras.se\nHanna;hanna.ek@borås.se\n"


def workbook(text: str | CellRichText, tab: int = 1) -> bytes:
    book, file = Workbook(), BytesIO()
    book.worksheets[0].append(["Namn"])
    book.create_sheet("Flik 2")
    book.worksheets[tab].append([text])
    book.save(file)
    return file.getvalue()


def packed(text: bytes) -> bytes:
    """A workbook with a part more, which is packed no tighter than is let through."""
    file = BytesIO(workbook("x"))
    with ZipFile(file, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/a.xml", text)
        archive.writestr("xl/b.bin", os.urandom(len(text) // 40), ZIP_STORED)
    return file.getvalue()


def left(hub: Hub, rows: Session, data: bytes = b"x", **values: Any) -> bool:
    """Whether an upload like this is left alone."""
    values = {"filename": "lista.csv", "purpose": Purpose.FILE} | values
    make_upload(rows, make_user(rows), hub.store, data, **values)
    give_up_lists(rows, find_harmless_lists(rows, hub.store, PERSON))
    return rows.scalars(select(Upload.state)).one() is not UploadState.ABORTED


@pytest.mark.parametrize(
    "data",
    [
        LINE.encode(),
        LINE.encode("utf-16"),
        LINE.encode("cp1252"),
        LINE.upper().encode(),
        f"a;{EMAIL}".encode(),
        f"<{EMAIL}>, x".encode(),
        workbook("anna.ek@borås.se"),
        workbook("x")[:-9],
        "Namn;E-post\nAnna Ek;an\u00adna.ek@borås.se\n".encode(),
        "Namn;E-post\nAnna Ek;anna.ek@bora\u030as.se\n".encode(),
        workbook(CellRichText("anna.ek@", TextBlock(InlineFont(b=True), "borås.se")), tab=0),
        packed(b"&#x41;" * 9_000_000),
    ],
)
def test_given_up(hub: Hub, rows: Session, data: bytes) -> None:
    assert not left(hub, rows, data)


@pytest.mark.parametrize("data", [OTHERS.encode(), OTHERS.encode("utf-16"), workbook("x"), b"\xff"])
def test_left_alone(hub: Hub, rows: Session, data: bytes) -> None:
    assert left(hub, rows, data)


def test_by_its_name(hub: Hub, rows: Session) -> None:
    assert not left(hub, rows, filename="Anmälan ANNA EK.csv")


@pytest.mark.parametrize("state", [UploadState.SENDING, UploadState.SENT])
def test_what_cannot_be_looked_into_yet(hub: Hub, rows: Session, state: UploadState) -> None:
    assert not left(hub, rows, state=state)


@pytest.mark.parametrize(
    "values",
    [{"purpose": Purpose.DOCUMENT}, {"taken_at": NOON}, {"state": UploadState.FAILED}],
)
def test_what_is_no_list_or_is_used_or_gone(
    hub: Hub, rows: Session, values: dict[str, Any]
) -> None:
    assert left(hub, rows, LINE.encode(), **values)


def test_bytes_that_are_gone_name_nobody(hub: Hub, rows: Session) -> None:
    make_upload(rows, make_user(rows), purpose=Purpose.FILE)
    give_up_lists(rows, find_harmless_lists(rows, hub.store, PERSON))
    assert rows.scalars(select(Upload.state)).one() is UploadState.READY


def test_no_more_than_some_are_looked_into(
    hub: Hub, rows: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "MOST_LISTS", 2)
    user = make_user(rows)
    values: dict[str, Any] = {"filename": "lista.csv", "purpose": Purpose.FILE}
    for _ in range(3):
        make_upload(rows, user, hub.store, OTHERS.encode(), **values)
    give_up_lists(rows, find_harmless_lists(rows, hub.store, PERSON))
    states = list(rows.scalars(select(Upload.state)))
    assert states.count(UploadState.READY) == 2
    assert states.count(UploadState.ABORTED) == 1


def test_what_came_while_others_were_looked_into_is_given_up(hub: Hub, rows: Session) -> None:
    user = make_user(rows)
    values: dict[str, Any] = {"filename": "lista.csv", "purpose": Purpose.FILE}
    before = make_upload(rows, user, hub.store, OTHERS.encode(), **values)
    harmless = find_harmless_lists(rows, hub.store, PERSON)
    meanwhile = make_upload(rows, user, hub.store, OTHERS.encode(), **values)
    give_up_lists(rows, harmless)
    assert (before.state, meanwhile.state) == (UploadState.READY, UploadState.ABORTED)
