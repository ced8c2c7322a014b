"""What an MP4 says of its picture, and where its index lies."""

from pathlib import Path

import pytest
from PIL import Image, ImageStat

from mediahub.errors import Invalid
from mediahub.media.probing.video import Picture, is_faststart, picture_of
from mediahub.media.processing.poster import poster
from mediahub.media.processing.remux import to_faststart
from tests.mediahub.media.sounds import WEBCAST, digests, film, sound

FADE = "fade=in:st=0.8:d=0.1"
DARK_FIRST = ("-f", "lavfi", "-i", f"testsrc=size=64x36:rate=5:duration=2,{FADE}", "-shortest")


def held(folder: Path, data: bytes, name: str = "film.mp4") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def test_a_picture_has_its_size() -> None:
    assert (picture_of(WEBCAST), is_faststart(WEBCAST)) == (Picture(640, 360), True)


@pytest.mark.parametrize("data", [b"", b"ID3\x04", b"\0\0\0\x10moov\0\0\0\x08trak", b"\0\0\0\x63x"])
def test_what_has_no_picture_has_none(tmp_path: Path, data: bytes) -> None:
    file = held(tmp_path, data)
    assert (picture_of(file), is_faststart(file)) == (None, True)


def test_the_index_is_put_first_and_nothing_else_is_changed(tmp_path: Path) -> None:
    before, after = held(tmp_path, film(), "å 😀.mp4"), tmp_path / "after.mp4"
    assert not is_faststart(before)
    to_faststart(before, after)
    assert is_faststart(after)
    assert digests(after.read_bytes()) == digests(film())


def test_a_poster_is_not_the_black_beginning(tmp_path: Path) -> None:
    picture = tmp_path / "bild.jpg"
    picture.write_bytes(poster(held(tmp_path, sound(".mp4", *DARK_FIRST)), 2.0))
    with Image.open(picture) as image:
        assert (image.format, image.size) == ("JPEG", (64, 36))
        assert ImageStat.Stat(image.convert("L")).stddev[0] > 20


def test_sound_alone_has_no_poster(mp3: Path) -> None:
    with pytest.raises(Invalid):
        poster(mp3, 2.0)
