"""The door for what strangers send: read, or refused in a sentence, within bounds."""

import random
import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.media.archives import parts_of
from mediahub.media.office_files import document_kind
from mediahub.media.probing.file_types import kind_of_file
from mediahub.media.probing.probe import facts_of, probe
from mediahub.media.probing.video import is_faststart, picture_of
from mediahub.media.processing.covers import inspect_cover, look_at
from mediahub.media.processing.tags import EpisodeTags, tagged
from mediahub.participants.lists.workbooks import rows_of
from mediahub.sandbox import look
from mediahub.search.content.handout_reader import told_pages
from mediahub.search.content.handouts import READ
from mediahub.transcripts.formats.docx import docx_text
from mediahub.transcripts.formats.reader import is_transcript, read_transcript
from tests.mediahub.media.sounds import COVER, DEMO, film, picture, sound

FOREIGN = sorted(Path("tests/mediahub/media/foreign").iterdir())
HANDOUT = DEMO / "webbsandning-2024-09-11-dokumentation.pdf"
SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

Look = Callable[[Path], object]
LOOKS: dict[str, Look] = {
    "kind": kind_of_file,
    "probe": lambda path: facts_of(str(path), "fil"),
    "picture": picture_of,
    "faststart": is_faststart,
    "cover": inspect_cover,
    "archive": lambda path: parts_of(str(path), "fil", ["word/document.xml"]),
    "word": lambda path: docx_text(path.read_bytes()),
    "workbook": lambda path: list(rows_of(path.read_bytes(), 100, 10)),
}


def looked_at(path: Path) -> None:
    """Nothing but a refusal in words may come out, of whatever it is looked at as."""
    for one in LOOKS.values():
        with suppress(Invalid):
            one(path)


def tagged_copy(path: Path) -> None:
    target = path.with_suffix(".copy")
    with suppress(Invalid):
        tagged(path, target, EpisodeTags(title="Råd", show="Resan", duration_seconds=2.0))
    target.unlink(missing_ok=True)


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.name)
def test_what_broke_others_is_read_or_refused(path: Path) -> None:
    looked_at(path)
    with suppress(Invalid):
        document_kind(path)
    if is_transcript(path.name):
        with suppress(Invalid):
            assert read_transcript(path.read_bytes(), path.name).cues
    for content_type in READ:
        with suppress(Exception):
            list(told_pages(str(path), content_type))


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("password.pdf", "PDF"),
        ("bom-before-header.pdf", "PDF"),
        ("textbox.docx", "Word"),
        ("strict-ooxml.xlsx", "Excel"),
        ("libreoffice.ods", "ZIP"),
    ],
)
def test_documents_of_others_are_told(name: str, format: str) -> None:
    (path,) = [path for path in FOREIGN if path.name == name]
    assert document_kind(path).format == format


@pytest.mark.parametrize(
    "name", ["iphone-hevc.mp4", "voice-memo-alac.m4a", "phone-portrait-rotated.mp4"]
)
def test_films_and_sounds_of_others_are_read(name: str) -> None:
    (path,) = [path for path in FOREIGN if path.name == name]
    assert probe(path).duration_seconds == pytest.approx(6, abs=0.1)


WHOLE = [
    *(path.read_bytes for path in (COVER, HANDOUT, *DEMO.glob("*.mp3"), *DEMO.glob("*.mp4"))),
    *(path.read_bytes for path in FOREIGN if path.suffix in (".docx", ".xlsx", ".m4a", ".png")),
    film,
    lambda: sound(".flac"),
    lambda: picture(40, 40, "RGBA", "WEBP"),
    lambda: picture(40, 40, "P", "GIF"),
]


@SETTINGS
@given(whole=st.sampled_from(WHOLE), part=st.floats(0, 1))
def test_a_truncated_file_is_read_or_refused(
    tmp_path: Path, whole: Callable[[], bytes], part: float
) -> None:
    data = whole()
    path = tmp_path / "fil"
    path.write_bytes(data[: int(len(data) * part)])
    looked_at(path)
    tagged_copy(path)


@SETTINGS
@given(whole=st.sampled_from(WHOLE), seed=st.integers(0, 1 << 32), count=st.integers(1, 40))
def test_a_file_with_flipped_bits_is_read_or_refused(
    tmp_path: Path, whole: Callable[[], bytes], seed: int, count: int
) -> None:
    data, chance = bytearray(whole()), random.Random(seed)  # noqa: S311 - no secret
    for _ in range(count):
        # Half of them where what a parser goes by stands.
        reach = chance.choice((len(data), min(len(data), 600)))
        data[chance.randrange(reach)] ^= 1 << chance.randrange(8)
    path = tmp_path / "fil"
    path.write_bytes(data)
    looked_at(path)
    tagged_copy(path)


@SETTINGS
@given(
    data=st.binary(max_size=300),
    head=st.sampled_from([b"", b"PK\x03\x04", b"\0\0\0\x18ftypM4A ", b"GIF89a", b"\xff\xd8\xff"]),
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, head: bytes) -> None:
    path = tmp_path / "fil"
    path.write_bytes(head + data)
    looked_at(path)


LARGE = picture(5000, 5000)


@pytest.mark.parametrize(
    ("work", "data"),
    [
        (look_at, LARGE),
        (look_at, picture(8600, 5800, format="JPEG")),
        (look_at, picture(3000, 3000, "RGBA", "WEBP")),
    ],
    ids=["png", "jpeg", "webp"],
)
def test_the_largest_pictures_are_looked_at_within_bounds(
    tmp_path: Path, work: Callable[[str], object], data: bytes
) -> None:
    """256 MiB are the sandbox's own limit; its computing is seen here."""
    path = tmp_path / "fil"
    path.write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert look(work, str(path), name="fil")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
