"""What an MP4 says of its picture, and whether it can be played before all of it is there."""

import struct
from dataclasses import dataclass
from pathlib import Path

from mediahub.errors import Invalid
from mediahub.media.probing.mp4_reader import Box, BoxError, Readable, boxes, inside
from mediahub.media.processing.ffmpeg import MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Picture:
    """The size in pixels at which a video track is shown."""

    width: int
    height: int


def picture_of(path: Path) -> Picture | None:
    """The picture of the MP4 at `path`; None for sound alone and for what cannot be read."""
    with path.open("rb") as file:
        try:
            movie = _top(file).get(b"moov")
            tracks = inside(file, movie, b"trak") if movie else []
            return next((_shown(file, track) for track in tracks if _is_video(file, track)), None)
        except (BoxError, struct.error, IndexError):
            return None


def shown_picture(path: Path, name: str) -> Picture | None:
    """The same of a film that is to be shown; Invalid when nobody could show it."""
    picture = picture_of(path)
    if picture and picture.width * picture.height > MOST_PIXELS:
        raise Invalid(
            "The film “{name}” is {width} × {height} pixels; {most} megapixels are the most."
            " Export it as 1920 × 1080.",
            name=name,
            width=picture.width,
            height=picture.height,
            most=MOST_PIXELS // 1_000_000,
        )
    return picture


def is_faststart(path: Path) -> bool:
    """Whether the index of the MP4 at `path` lies before its media, so that playing starts at once.

    Files of any other kind have no such index, and it is so.
    """
    with path.open("rb") as file:
        try:
            names = list(_top(file))
        except BoxError:
            return True
    if b"moov" not in names or b"mdat" not in names:
        return True
    return names.index(b"moov") < names.index(b"mdat")


def _top(file: Readable) -> dict[bytes, Box]:
    return {box.name: box for box in boxes(file, 0, file.seek(0, 2))}


def _is_video(file: Readable, track: Box) -> bool:
    handler = inside(file, track, b"mdia", b"hdlr")[0]
    file.seek(handler.body + 8)
    return file.read(4) == b"vide"


def _shown(file: Readable, track: Box) -> Picture:
    # ISO 14496-12, 8.3.2: the header ends with width and height in 1/65536 of a pixel.
    header = inside(file, track, b"tkhd")[0]
    file.seek(header.end - 8)
    width, height = struct.unpack(">II", file.read(8))
    return Picture(width >> 16, height >> 16)
