"""ZIP files that are wrong in any way are refused in words, in bounded time and memory."""

import io
import struct
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from mediahub.errors import Invalid
from mediahub.media import archives
from mediahub.media.archives import ends_as_archive, parts_of
from mediahub.media.office_files import document_kind
from mediahub.media.probing.file_types import PDF, ZIP
from tests.mediahub.media.hostile import not_utf8, packed, version_99
from tests.mediahub.media.sounds import saved

BROKEN = "The file “a.zip” is broken: it cannot be unpacked."
TWO = "The file “a.zip” is two kinds of file at once. Export it anew."


def refusal(folder: Path, data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        document_kind(saved(folder, data), "a.zip")
    return str(refused.value)


@pytest.mark.parametrize("data", [version_99(), not_utf8(), packed("a")[:-5], b"PK\x03\x04" * 9])
def test_what_cannot_be_unpacked_is_broken(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data) == BROKEN


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "..\\a", "C:\\a", "a" * 501])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    assert "a name that leads out" in refusal(tmp_path, packed("harmless.txt", name))


@pytest.mark.parametrize("name", ["a..b", "mapp/a:b.txt", "…/åäö.txt", "a/b/c"])
def test_odd_names_within_the_folder_are_fine(tmp_path: Path, name: str) -> None:
    assert document_kind(saved(tmp_path, packed(name))) == ZIP


def test_what_not_everybody_can_unpack_is_refused(tmp_path: Path) -> None:
    assert "as an ordinary ZIP file" in refusal(tmp_path, packed("a", method=ZIP_BZIP2))


def test_the_number_of_files_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_ENTRIES", 2)
    assert parts_of(str(saved(tmp_path, packed("a", "b"))), "a.zip", ["b", "c"]) == ["b"]
    with pytest.raises(Invalid, match="holds 3 files; 2 is the most"):
        parts_of(str(saved(tmp_path, packed("a", "b", "c"))), "a.zip", [])


def test_a_directory_of_millions_ends_with_its_process(tmp_path: Path) -> None:
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    count = 1_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * count, 30, 0)
    assert "more time or memory" in refusal(tmp_path, packed("a")[:30] + entry * count + end)


def test_what_lies_in_front_is_another_kind(tmp_path: Path) -> None:
    # Both readers find their own: one from the beginning, one from the end.
    front = packed("x")[:35]
    assert refusal(tmp_path, front + packed("a")) == TWO


def test_a_pdf_that_ends_as_an_archive_is_refused(tmp_path: Path) -> None:
    pdf = b"%PDF-1.7\n%%EOF\n"
    assert refusal(tmp_path, pdf + packed("a")) == TWO
    assert document_kind(saved(tmp_path, pdf + packed("a") + b"\nendstream\n%%EOF\n")) == PDF


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"", False), (b"PK\x05\x06", False), (packed("a"), True), (packed("a") + b"x", False)],
)
def test_an_end_is_told(tmp_path: Path, data: bytes, expected: bool) -> None:
    assert ends_as_archive(saved(tmp_path, data)) is expected


def test_an_archive_in_an_archive_is_not_unpacked(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with ZipFile(inner, "w", ZIP_DEFLATED) as archive:
        archive.writestr("nollor", bytes(70 << 20))
    outer = io.BytesIO()
    with ZipFile(outer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("inre.zip", inner.getvalue())
    assert document_kind(saved(tmp_path, outer.getvalue())) == ZIP
