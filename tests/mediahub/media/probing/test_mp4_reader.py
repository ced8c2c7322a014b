"""Boxes: where they begin and end; and whatever the bytes are, reading them ends."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.media.probing.mp4_reader import MOST_BOXES, Box, BoxError, boxes, handlers, inside
from tests.mediahub.media.sounds import film

FREE = struct.pack(">I4s", 8, b"free")


def boxes_of(data: bytes) -> list[Box]:
    return list(boxes(io.BytesIO(data), 0, len(data)))


def test_boxes_have_three_sorts_of_size() -> None:
    wide = struct.pack(">I4sQ", 1, b"wide", 20) + bytes(4)
    rest = struct.pack(">I4s", 0, b"rest") + bytes(5)
    assert boxes_of(FREE + wide + rest) == [
        Box(b"free", 0, 8, 8),
        Box(b"wide", 8, 24, 28),
        Box(b"rest", 28, 36, 41),
    ]


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">I4s", 9, b"long"),
        struct.pack(">I4s", 7, b"tiny"),
        struct.pack(">I4s", 1, b"half"),
        FREE * (MOST_BOXES + 1),
    ],
    ids=["too long", "too short", "half a header", "too many"],
)
def test_boxes_that_do_not_fit_are_refused(data: bytes) -> None:
    with pytest.raises(BoxError):
        boxes_of(data)


def test_tracks_of_a_film() -> None:
    file = io.BytesIO(film())
    (movie,) = [box for box in boxes_of(film()) if box.name == b"moov"]
    assert handlers(file, movie) == {b"vide", b"soun"}
    assert [box.name for box in inside(file, movie, b"trak", b"mdia")] == [b"mdia", b"mdia"]


@given(st.binary(max_size=300))
def test_any_boxes_end(data: bytes) -> None:
    try:
        found = boxes_of(data)
    except BoxError:
        return
    assert all(box.start < box.end <= len(data) for box in found)
