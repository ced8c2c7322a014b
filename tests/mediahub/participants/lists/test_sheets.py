"""Lists in files: every encoding and separator that Excel and others write."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.participants.lists import sheets
from mediahub.participants.lists.sheets import MOST_COLUMNS, Row, Sheet, read_sheet
from mediahub.participants.lists.workbooks import write_workbook
from mediahub.sandbox import Limits

HEADINGS = ["Namn", "E-post", "Kommun"]
ROWS = [["Åsa Öberg", "asa@boras.se", "Borås; stad, 1"], ["Bo", "bo@boras.se", ""]]
PRINTED = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=20)


def written(rows: list[list[str]], separator: str, encoding: str) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue().encode(encoding)


def cells(sheet: Sheet) -> list[list[str]]:
    return [list(row.cells) for row in sheet.rows]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_however_it_was_written(encoding: str, separator: str) -> None:
    sheet = read_sheet(written([HEADINGS, *ROWS], separator, encoding))
    assert (sheet.headings, cells(sheet)) == (HEADINGS, ROWS)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(PRINTED, PRINTED, PRINTED), max_size=8),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
)
def test_what_was_written_is_what_is_read(
    rows: list[tuple[str, str, str]], separator: str, encoding: str
) -> None:
    filled = [list(row) for row in rows if any(cell.strip() for cell in row)]
    data = written([HEADINGS, *map(list, rows)], separator, encoding)
    # The bytes of some texts in cp1252 are UTF-8 too, and nothing in them tells which was meant.
    if encoding == "cp1252" and _is_utf8(data) and not data.isascii():
        return
    assert cells(read_sheet(data)) == filled


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    with suppress(Invalid):
        assert isinstance(read_sheet(data), Sheet)


def test_workbook_is_read_whatever_it_is_called() -> None:
    sheet = read_sheet(write_workbook("Deltagare", [HEADINGS, *ROWS]))
    assert (sheet.headings, [list(row.cells)[:2] for row in sheet.rows]) == (
        HEADINGS,
        [row[:2] for row in ROWS],
    )


def test_rows_have_the_number_that_an_editor_shows() -> None:
    text = 'Namn;E-post\n\n"Åsa\nÖberg";asa@boras.se\nBo;bo@boras.se\n'
    assert read_sheet(text.encode()).rows == [
        Row(3, ["Åsa\nÖberg", "asa@boras.se"]),
        Row(5, ["Bo", "bo@boras.se"]),
    ]


def test_title_above_the_table_is_passed_over() -> None:
    text = "Deltagarlista;;\nUtskriven 2026-03-04;;\n;;\nNamn;E-post\nBo;bo@boras.se\n"
    sheet = read_sheet(text.encode())
    assert (sheet.headings, cells(sheet)) == (["Namn", "E-post"], [["Bo", "bo@boras.se"]])


def test_separator_can_be_said_as_excel_says_it() -> None:
    sheet = read_sheet(b"sep=|\r\nNamn|E-post\r\nBo|bo@boras.se\r\n")
    assert (cells(sheet), sheet.rows[0].line) == ([["Bo", "bo@boras.se"]], 3)


def test_commas_in_a_semicolon_list_divide_nothing() -> None:
    sheet = read_sheet(b"Namn, titel, annat;E-post\nBo, chef, x;bo@boras.se\n")
    assert cells(sheet) == [["Bo, chef, x", "bo@boras.se"]]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The list is empty."),
        (b"\n;;\n", "The list is empty."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
            "The list is an old or a locked Excel file. Save it as .xlsx or .csv.",
        ),
        (
            b"%PDF-1.7\0\0",
            "The list is neither text nor an Excel file. Save it as .xlsx or .csv.",
        ),
        (
            b'Namn;E-post\nBo;"bo@boras.se\n',
            "Line 2: the quotation marks do not match, or the line has no end.",
        ),
        (
            b'Namn;E-post\n"Bo" Alm;bo@boras.se\n',
            "Line 2: the quotation marks do not match, or the line has no end.",
        ),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_sheet(data)
    assert str(refusal.value) == sentence


def test_list_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    monkeypatch.setattr(sheets, "LARGEST_BYTES", 100)
    with pytest.raises(Invalid, match=r"longer than 3 rows\. Divide it"):
        read_sheet(b"E-post\n" + b"a@b.se\n" * 3)
    with pytest.raises(Invalid, match=r"larger than 100 bytes\. Divide it"):
        read_sheet(b"E-post\n" + b"a@b.se\n" * 14)


def test_long_lines_are_cut_as_those_of_workbooks_are() -> None:
    sheet = read_sheet(b"E-post" + b";" * 9000 + b"\na@b.se" + b";x" * 9000)
    assert len(sheet.headings) == MOST_COLUMNS
    assert [len(row.cells) for row in sheet.rows] == [MOST_COLUMNS]


def test_large_text_is_read_in_a_process_of_its_own_and_to_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = b"Namn;E-post\n" + "".join(f"Åsa {n};a{n}@b.se\n\n" for n in range(5000)).encode()
    there = read_sheet(data)
    monkeypatch.setattr(sheets, "LARGEST_HERE", len(data))
    assert there == read_sheet(data)
    assert there.rows[-1] == Row(10_000, ["Åsa 4999", "a4999@b.se"])


def test_large_text_costs_no_more_than_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "READING", Limits(memory_bytes=64 << 20))
    with pytest.raises(Invalid, match="more time or memory"):
        read_sheet(b";" * 9_000_000)
