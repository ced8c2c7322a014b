"""The movie box of a copy: it comes first, says new things only, and finds its sound."""

import io
import struct
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import mutagen.mp4
import pytest

from mediahub.media.processing.mp4_writer import cut, user_data, write_mp4
from tests.mediahub.media.sounds import OLD, chapters_read_by_ffmpeg, digests, film, saved, sound

SOUNDS: dict[str, Callable[[], bytes]] = {
    "m4a": partial(sound, ".m4a", *OLD),
    "faststart m4a": partial(sound, ".m4a", "-movflags", "+faststart", *OLD),
    "film": film,
    "faststart film": partial(film, "-movflags", "+faststart"),
}
TWO = [(0.0, "Ett"), (1.25, "Två")]


def written(
    data: bytes, values: Mapping[str, str] | None = None, chapters: Sequence[tuple[float, str]] = ()
) -> bytes:
    copy = io.BytesIO()
    write_mp4(io.BytesIO(data), copy, user_data(values or {}, chapters))
    return copy.getvalue()


def chapters_of(data: bytes) -> list[tuple[float, str]]:
    found: Any = mutagen.mp4.MP4(io.BytesIO(data))
    return [(chapter.start, chapter.title) for chapter in found.chapters]


@pytest.mark.parametrize("name", SOUNDS)
def test_the_copy_can_be_played_before_it_is_whole(name: str) -> None:
    copy = written(SOUNDS[name](), {"©nam": "Titel"})
    assert copy.index(b"moov") < copy.index(b"mdat")


def test_what_was_said_is_gone() -> None:
    place = b"\xa9xyz\x00\x12\x15\xc7+59.3-018.0/"
    data = sound(".m4a", *OLD)
    at = data.index(b"moov") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    extra = (
        struct.pack(">I4s", 12 + len(place), b"udta") + struct.pack(">I", 4 + len(place)) + place
    )
    moov = struct.pack(">I", size + len(extra)) + data[at + 4 : at + size] + extra
    copy = written(data[:at] + moov + data[at + size :])
    assert [word in copy for word in (b"+59.3", b"Gammal", b"Anna")] == [False, False, False]


def test_what_is_empty_is_not_said() -> None:
    copy = written(sound(".m4a"), {"©nam": "Titel", "©cmt": ""})
    found: Any = mutagen.mp4.MP4(io.BytesIO(copy))
    assert dict(found.tags) == {"©nam": ["Titel"], "pcst": True}


def test_other_readers_see_the_chapters(tmp_path: Path) -> None:
    copy = written(sound(".m4a"), chapters=TWO)
    assert chapters_of(copy) == TWO
    read = chapters_read_by_ffmpeg(saved(tmp_path, copy))
    assert [(start, title) for start, _, title in read] == TWO


def test_a_long_title_is_cut_between_letters() -> None:
    assert chapters_of(written(sound(".m4a"), chapters=[(0.0, "Slut" + "å" * 200)])) == [
        (0.0, "Slut" + "å" * 125)
    ]


@pytest.mark.parametrize(("most", "kept"), [(2, "a"), (3, "aå"), (9, "aåb")])
def test_a_text_is_cut_between_letters(most: int, kept: str) -> None:
    assert cut("aåb", most) == kept.encode()


def test_large_offsets_are_moved_too() -> None:
    """The offsets of the sound rewritten as the 64-bit table that long films have."""
    data = sound(".m4a")
    at = data.index(b"stco") - 4
    size, count = struct.unpack(">I8xI", data[at : at + 16])
    offsets = struct.unpack_from(f">{count}I", data, at + 16)
    grown = 4 * count
    table = struct.pack(f">I4sII{count}Q", size + grown, b"co64", 0, count, *offsets)
    wide = bytearray(data[:at] + table + data[at + size :])
    for name in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        box = data.index(name) - 4
        wide[box : box + 4] = (int.from_bytes(data[box : box + 4], "big") + grown).to_bytes(
            4, "big"
        )
    assert digests(written(bytes(wide))) == digests(bytes(wide))
