"""Kinds: the bytes decide, and a refusal says what the file is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.media.probing import file_types
from mediahub.media.probing.file_types import Kind
from tests.mediahub.media.sounds import COVER, DEMO, SPEECH, WEBCAST, film, picture, saved, sound

ID3_OF_100 = b"ID3\x04\x00\x00\x00\x00\x00\x5a" + bytes(90)
ID3_OF_100K = b"ID3\x04\x00\x00\x00\x06\x0d\x16" + bytes(99_990)


@pytest.mark.parametrize(
    ("extension", "options", "kind"),
    [
        (".mp3", (), file_types.MP3),
        (".m4a", (), file_types.M4A),
        (".wav", (), file_types.WAV),
        (".wav", ("-rf64", "always"), file_types.WAV),
        (".flac", (), file_types.FLAC),
        (".ogg", ("-c:a", "libvorbis"), file_types.OGG),
        (".opus", ("-c:a", "libopus"), file_types.OPUS),
        (".mov", (), file_types.M4A),
    ],
)
def test_sounds_are_known_without_their_names(
    tmp_path: Path, extension: str, options: tuple[str, ...], kind: Kind
) -> None:
    assert file_types.kind_of_file(saved(tmp_path, sound(extension, *options))) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (COVER.read_bytes(), file_types.JPEG),
        (picture(8, 8), file_types.PNG),
        (picture(8, 8, format="GIF"), file_types.GIF),
        (picture(8, 8, format="WEBP"), file_types.WEBP),
        (next(DEMO.glob("*.pdf")).read_bytes(), file_types.PDF),
        (next(DEMO.glob("*.vtt")).read_bytes(), file_types.VTT),
        (b"PK\x03\x04", file_types.ZIP),
        (b"\0\0\0\x18ftypheic", file_types.HEIC),
        (b"", file_types.UNKNOWN),
        (b"\xff\xfb", file_types.UNKNOWN),
        (bytes(70_000), file_types.UNKNOWN),
    ],
)
def test_other_files_are_known_too(data: bytes, kind: Kind) -> None:
    assert file_types.kind_of(data[: file_types.HEAD_BYTES]) == kind


def test_demo_media_are_known() -> None:
    assert [file_types.kind_of_file(path) for path in (SPEECH, WEBCAST)] == [
        file_types.MP3,
        file_types.MP4,
    ]


def test_an_mp4_without_a_picture_track_is_audio(tmp_path: Path) -> None:
    assert file_types.kind_of_file(saved(tmp_path, sound(".mp4"))) == file_types.M4A


def test_an_m4a_brand_with_a_picture_track_is_video(tmp_path: Path) -> None:
    branded = film().replace(b"ftypisom", b"ftypM4A ", 1)
    assert file_types.kind_of_file(saved(tmp_path, branded)) == file_types.MP4


@pytest.mark.parametrize("before", [ID3_OF_100, 2 * ID3_OF_100, ID3_OF_100K])
def test_sound_is_found_behind_id3_tags(tmp_path: Path, before: bytes) -> None:
    path = saved(tmp_path, before + sound(".mp3", "-id3v2_version", "0"))
    assert file_types.kind_of_file(path) == file_types.MP3


def test_a_picture_is_found_behind_an_id3_tag_longer_than_the_head(tmp_path: Path) -> None:
    assert (
        file_types.kind_of_file(saved(tmp_path, ID3_OF_100K + picture(8, 8))) == file_types.UNKNOWN
    )


def test_flac_is_found_behind_an_id3_tag(tmp_path: Path) -> None:
    assert file_types.kind_of_file(saved(tmp_path, ID3_OF_100 + sound(".flac"))) == file_types.FLAC


def test_an_id3_tag_alone_does_not_make_an_mp3(tmp_path: Path) -> None:
    assert (
        file_types.kind_of_file(saved(tmp_path, ID3_OF_100 + picture(8, 8))) == file_types.UNKNOWN
    )


def test_zeros_before_the_first_frame_are_skipped() -> None:
    assert file_types.kind_of(bytes(500) + sound(".mp3", "-id3v2_version", "0")) == file_types.MP3


def test_a_sync_without_a_second_frame_is_no_mp3() -> None:
    assert file_types.kind_of(b"\xff\xfb\x90\x00" + bytes(2000)) == file_types.UNKNOWN


def test_frame_header_of_128_kbits_stereo() -> None:
    assert file_types.mpeg_frame(b"\xff\xfb\x92\x00") == file_types.Frame(
        1, 128_000, 44_100, 2, 418
    )


def test_frame_header_of_mpeg_2_mono() -> None:
    assert file_types.mpeg_frame(b"\xff\xf3\x40\xc0") == file_types.Frame(2, 32_000, 22_050, 1, 104)


@pytest.mark.parametrize("header", ["fffb0000", "fffbf000", "fffb9c00", "fff19000", "fffd9000"])
def test_free_bad_and_other_layers_are_no_frame(header: str) -> None:
    assert file_types.mpeg_frame(bytes.fromhex(header)) is None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file “avsnitt.mp3” is empty."),
        (picture(8, 8), "The file “avsnitt.mp3” is a PNG image, not audio."),
        (b"%PDF-1.7", "The file “avsnitt.mp3” is a PDF document, not audio."),
        (
            b"hej",
            "The file “avsnitt.mp3” is not audio or video of a kind that can be used:"
            " MP3, M4A, MP4, MOV, WAV, FLAC or Ogg.",
        ),
    ],
)
def test_refusals_say_what_it_is(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        file_types.sound_kind(saved(tmp_path, data), "avsnitt.mp3")
    assert str(refused.value) == sentence


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind(data: bytes) -> None:
    assert isinstance(file_types.kind_of(data), Kind)
