"""Lists that wait: given up when somebody in them is erased, and only then."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.media.models import Purpose, Upload, UploadState
from mediahub.participants.lists import give_up_lists, has_address
from mediahub.participants.models import Participant
from tests.conftest import NOON
from tests.factories import make_user
from tests.mediahub.sending import make_upload

EMAIL = f"anna.ek@{'borås.se'.encode('idna').decode()}"
PERSON = Participant(name="Anna Ek", email=EMAIL)
LINE = "Namn;E-post\nAnna Ek;anna.ek@borås.se\n"
OTHERS = "Namn;E-post\nAnna Ek;anna.ek@boras.se\nHanna;hanna.ek@borås.se\n"


def workbook(text: str) -> bytes:
    book, file = Workbook(), BytesIO()
    book.worksheets[0].append(["Namn"])
    book.create_sheet("Flik 2").append([text])
    book.save(file)
    return file.getvalue()


def left(hub: Hub, rows: Session, data: bytes = b"x", **values: Any) -> bool:
    """Whether an upload like this is left alone."""
    values = {"filename": "lista.csv", "purpose": Purpose.FILE} | values
    make_upload(rows, make_user(rows), hub.store, data, **values)
    give_up_lists(rows, hub.store, PERSON)
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
    give_up_lists(rows, hub.store, PERSON)
    assert rows.scalars(select(Upload.state)).one() is UploadState.READY


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        ("anna.ek@borås.se", True),
        ("Skriv till anna.ek@BORÅS.se.", True),
        (f"mailto:{EMAIL}?subject=x", True),
        ("hanna.ek@borås.se", False),
        ("x-anna.ek@borås.se", False),
        ("j.anna.ek@borås.se", False),
        ("anna.ek@borås.se.example", False),
        ("anna.ek@borås.sex", False),
        ("anna.ek@borås.se-x.example", False),
        ("annaxek@borås.se", False),
    ],
)
def test_address_in_a_text(text: str, is_in: bool) -> None:
    assert has_address(text, EMAIL) is is_in


def test_domain_that_only_looks_encoded() -> None:
    assert has_address("a@xn--é.se a@xn--99999999.se", "a@xn--99999999.se")
