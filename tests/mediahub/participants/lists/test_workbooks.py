"""Workbooks: cells as text; bombs, macros and damage are refused before they are unpacked."""

import io
import zipfile
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from mediahub.errors import Invalid
from mediahub.participants.lists import workbooks
from mediahub.participants.lists.workbooks import read_workbook, rows_of, write_workbook

DAMAGED = "The Excel file is damaged and cannot be read."


def read(data: bytes) -> list[list[str]]:
    return [list(cells) for cells in read_workbook(data, 1000, 50)]


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_parts(data: bytes, **parts: bytes) -> bytes:
    """The archive with these parts in place of its own, or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


PLAIN = write_workbook("Deltagare", [["Namn"], ["Åsa"]])


def test_every_kind_of_cell_becomes_text() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Åsa", 12.0, 12.5, 7, True, datetime(2026, 3, 4, 13, 0), None])  # noqa: DTZ001
    assert read(saved(book)) == [["Åsa", "12", "12.5", "7", "True", "2026-03-04 13:00"]]


def test_formula_gives_no_more_than_its_saved_value() -> None:
    book = Workbook()
    book.worksheets[0].append(['=HYPERLINK("http://x.example")', "Åsa"])
    assert read(saved(book)) == [["", "Åsa"]]


def test_empty_rows_are_counted() -> None:
    book = Workbook()
    book.worksheets[0]["A3"] = "Åsa"
    assert read(saved(book)) == [[], [], ["Åsa"]]


def test_what_is_written_is_text() -> None:
    rows = [["Namn", "Telefon"], ["=1+1", "+46 70 123 45 67"]]
    sheet = load_workbook(io.BytesIO(write_workbook("Lista", rows))).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == rows
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_sheet_of_a_million_rows_is_read_as_far_as_asked() -> None:
    row = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    names = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = b"<worksheet " + names + b"><sheetData>" + row + b"</sheetData></worksheet>"
    rows = read_workbook(with_parts(PLAIN, **{"xl/worksheets/sheet1.xml": sheet}), 20, 5)
    assert [cell for cells in rows for cell in cells if cell] == []
    assert len(rows) <= 20


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            with_parts(PLAIN, **{"xl/vbaProject.bin": b"macro"}),
            "The Excel file holds macros. Save it as .xlsx without them.",
        ),
        (PLAIN[:-40], DAMAGED),
        (PLAIN[:200] + b"\0" * 50 + PLAIN[250:], DAMAGED),
        (with_parts(PLAIN, **{"xl/worksheets/sheet1.xml": b"<worksheet>"}), DAMAGED),
        (with_parts(PLAIN, **{"xl/workbook.xml": b"<x/>"}), DAMAGED),
        (b"PK\x03\x04 and no more", DAMAGED),
    ],
)
def test_damaged_or_unwanted_file_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(data)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("encoding", ["ascii", "utf-16"])
def test_part_with_entities_is_refused(encoding: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'.encode(
        encoding
    )
    with pytest.raises(Invalid, match="damaged and cannot be read"):
        read(with_parts(PLAIN, **{"xl/sharedStrings.xml": bomb}))


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_parts(PLAIN, **{"xl/worksheets/sheet1.xml": b" " * 70_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(Invalid, match=r"would unpack to 700\d+ bytes, which no list"):
        read(bomb)


def test_tight_packing_is_refused_long_before_the_largest_size() -> None:
    tight = with_parts(PLAIN, **{"xl/worksheets/sheet1.xml": b" " * 9_000_000})
    with pytest.raises(Invalid, match="would unpack to 90"):
        read(tight)


def test_number_of_parts_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_PARTS", 5)
    with pytest.raises(Invalid, match="would unpack to"):
        list(rows_of(PLAIN, 9, 9))


def test_locked_part_is_refused() -> None:
    locked = bytearray(PLAIN)
    directory = locked.index(b"PK\x01\x02")
    locked[directory + 8] |= 1
    with pytest.raises(Invalid, match=r"locked or packed in an unusual way"):
        read(bytes(locked))


@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=8))
def test_any_damage_is_read_or_refused(at: int, damage: bytes) -> None:
    with suppress(Invalid):
        assert list(rows_of(PLAIN[:at] + damage + PLAIN[at + len(damage) :], 1000, 50))
