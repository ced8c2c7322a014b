"""Documents are told by their bytes; what is broken, bursts or is something else is refused."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from mediahub.errors import Invalid
from mediahub.media.models import MediaRole, MediaState
from mediahub.media.office_files import DOCX, PPTX, XLSX, document_kind, receive_document
from mediahub.media.probing.file_types import PDF, ZIP, Kind
from mediahub.storage import MediaStore
from tests.conftest import NOON

HANDOUT = Path("mediahub/demo/webbsandning-2024-09-11-dokumentation.pdf")
SOUND = Path("mediahub/demo/demokratiresan-097-kommunala-rad.mp3")


def packed(folder: Path, *names: str, filling: int = 1) -> Path:
    file = folder / "fil.bin"
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, bytes(filling))
    return file


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("word/document.xml", DOCX),
        ("ppt/presentation.xml", PPTX),
        ("xl/workbook.xml", XLSX),
        ("bild.png", ZIP),
    ],
)
def test_a_zip_is_told_by_what_is_inside(tmp_path: Path, part: str, expected: Kind) -> None:
    assert document_kind(packed(tmp_path, "annat.txt", part)) == expected


def test_a_document_is_stored_under_an_ascii_name(store: MediaStore) -> None:
    file = receive_document(store, HANDOUT, NOON)
    assert (file.content_type, file.role, file.state) == (
        PDF.content_type,
        MediaRole.DOCUMENT,
        MediaState.READY,
    )
    assert file.filename == "webbsandning-2024-09-11-dokumentation.pdf"
    assert (file.opens_at, file.size_bytes) == (None, HANDOUT.stat().st_size)
    with store.open(file.key) as stored:
        assert stored.read() == HANDOUT.read_bytes()


def test_what_is_no_document_is_refused(store: MediaStore) -> None:
    with pytest.raises(Invalid) as refusal:
        receive_document(store, SOUND, NOON)
    assert str(refusal.value) == (
        f"The file “{SOUND.name}” is not a document of a kind that can be handed out: PDF, Word,"
        " PowerPoint, Excel or ZIP."
    )
    assert list(store.stored_keys()) == []


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path, "a.txt")
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(Invalid) as refusal:
        document_kind(file)
    assert str(refusal.value) == "The file “fil.bin” is broken: it cannot be unpacked."


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"grows \d+ times when it is unpacked; 50 is the most"):
        document_kind(packed(tmp_path, "nollor", filling=(64 << 20) + 1))


def test_a_small_archive_may_grow(tmp_path: Path) -> None:
    assert document_kind(packed(tmp_path, "nollor", filling=1 << 20)) == ZIP


def test_a_missing_file_is_told_of(store: MediaStore, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        receive_document(store, tmp_path / "finns-inte.pdf", NOON)
