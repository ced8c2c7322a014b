"""Tags that came with a file, in every format and every old way of writing them."""

import io
import struct
import zlib
from pathlib import Path

import mutagen.id3
import pytest

from mediahub.media.probing.embedded_tags import TAG_LIMIT, TagLimitError, Tags, id3_tags
from mediahub.media.probing.probe import probe
from mediahub.media.processing.tags import Chapter, EpisodeTags, tagged
from tests.mediahub.media.sounds import TITLED, frame, id3, saved, sound

TAGS = Tags("Kommunala råd", "SKR", "Demokratiresan", 97, "2024-09-11", "Om råd")


def tags_of(tag: bytes) -> Tags:
    return id3_tags(io.BytesIO(tag), 0)


@pytest.mark.parametrize(
    ("extension", "options"),
    [
        (".mp3", ("-id3v2_version", "3")),
        (".mp3", ("-id3v2_version", "4")),
        (".m4a", ()),
        (".flac", ()),
        (".ogg", ("-c:a", "libvorbis")),
        (".opus", ()),
    ],
)
def test_tags_of_each_format(tmp_path: Path, extension: str, options: tuple[str, ...]) -> None:
    assert probe(saved(tmp_path, sound(extension, *options, *TITLED))).tags == TAGS


def test_id3v2_2() -> None:
    tag = id3(b"TT2\0\0\x04\0R\xe5dPIC\0\0\x03abc", version=2)
    assert tags_of(tag) == Tags(title="Råd", has_cover=True)


def test_unsynchronised_id3v2_3() -> None:
    text = b"\x01" + "Råd".encode("utf-16")
    tag = id3(frame(b"TIT2", text).replace(b"\xff", b"\xff\x00"), version=3, flags=0x80)
    assert tags_of(tag) == Tags(title="Råd")


def test_extended_header() -> None:
    extended = b"\0\0\0\x06\x01\0"
    assert tags_of(id3(extended, frame(b"TIT2", b"\x03R"), flags=0x40)) == Tags(title="R")


def test_plain_sizes_that_itunes_wrote_into_2_4() -> None:
    tag = id3(frame(b"TALB", b"\x03" + b"a" * 199), frame(b"TIT2", b"\x03Titel"))
    assert tags_of(tag) == Tags(title="Titel", album="a" * 199)


def test_a_cover_is_seen() -> None:
    tag = id3(frame(b"APIC", bytes(100)), frame(b"TIT2", b"\x03Titel"))
    assert tags_of(tag) == Tags(title="Titel", has_cover=True)


def test_a_compressed_frame_is_left_alone() -> None:
    text = b"\x03" + b"a" * 5_000_000
    bomb = frame(b"TIT2", struct.pack(">I", len(text)) + zlib.compress(text), 0x80)
    tag = id3(bomb, frame(b"TALB", b"\0Album"), version=3)
    assert tags_of(tag) == Tags(album="Album")


def test_nul_and_space_are_no_part_of_a_text() -> None:
    assert tags_of(id3(frame(b"TIT2", b"\x03 A\0B "))) == Tags(title="A")


def test_a_track_that_is_no_number_is_left_out() -> None:
    assert tags_of(id3(frame(b"TRCK", b"\x03A1"))) == Tags()


def test_player_settings_are_no_comment() -> None:
    tag = mutagen.id3.ID3()
    tag.add(mutagen.id3.COMM(encoding=3, lang="eng", desc="iTunNORM", text="00"))
    tag.add(mutagen.id3.COMM(encoding=3, lang="eng", desc="", text="Om"))
    written = io.BytesIO()
    tag.save(written)
    assert tags_of(written.getvalue()) == Tags(comment="Om")


def test_without_a_tag_nothing_is_said() -> None:
    assert tags_of(b"TIT2 is not a tag") == Tags()


def test_a_tag_over_the_limit_is_not_read() -> None:
    size = bytes(TAG_LIMIT >> shift & 0x7F for shift in (21, 14, 7, 0))
    with pytest.raises(TagLimitError):
        tags_of(b"ID3\x04\0\0" + size)


@pytest.mark.parametrize("extension", [".mp3", ".m4a"])
def test_chapters_of_a_file_are_found(tmp_path: Path, extension: str) -> None:
    chapters = [Chapter(0.0, "Välkommen"), Chapter(1.5, "Råd")]
    target = tmp_path / f"ut{extension}"
    source = saved(tmp_path, sound(extension))
    tagged(source, target, EpisodeTags("T", "S", duration_seconds=2.0, chapters=chapters))
    assert probe(target).tags.chapters == (
        {"start": 0.0, "title": "Välkommen"},
        {"start": 1.5, "title": "Råd"},
    )


@pytest.mark.parametrize(
    ("title", "told"), [("utf-16", "Råd"), ("latin-1", "Råd"), ("utf-16-be", "Råd")]
)
def test_titles_of_chapters_are_read_in_every_encoding(title: str, told: str) -> None:
    code = {"latin-1": 0, "utf-16": 1, "utf-16-be": 2}[title]
    inner = bytes([code]) + "Råd".encode(title)
    sub = b"TIT2" + len(inner).to_bytes(4, "big") + b"\0\0" + inner
    content = b"a\0" + (1500).to_bytes(4, "big") + bytes(12) + sub
    chapter = b"CHAP" + len(content).to_bytes(4, "big") + b"\0\0" + content
    assert tags_of(id3(chapter, version=3)).chapters == ({"start": 1.5, "title": told},)


def test_a_broken_chapter_is_passed_over() -> None:
    assert tags_of(id3(b"CHAP\0\0\0\x04\0\0a\0\0\0", version=3)).chapters == ()
