"""A still of a video, to be shown until it plays."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageStat

from mediahub.errors import Invalid
from mediahub.media.processing import ffmpeg

# The first is where the intro usually is over; the others are for fades and pauses.
_PARTS = (0.1, 0.3, 0.5, 0.7, 0.0)
# Below this deviation of brightness, of 255, a picture is one colour: black, or a blank slide.
_PLAIN = 4.0
_EDGE = 1280
_LARGEST = (_EDGE, _EDGE)
# Made small by ffmpeg, within its limits, so that no picture is large here.
_SMALLER = f"scale=w='min(iw,{_EDGE})':h='min(ih,{_EDGE})':force_original_aspect_ratio=decrease"
# To a frame it seeks; where there is no index it reads all that comes before.
_LONGEST_SEEK_SECONDS = 600.0
_QUALITY = 85


def poster(source: Path, duration_seconds: float) -> bytes:
    """A JPEG of a frame that shows something, at most 1280 pixels wide.

    The plainest of videos gets the least plain of the frames that were tried. Raises `Invalid`
    when no frame can be decoded.
    """
    best, most = None, -1.0
    for part in _PARTS:
        frame = _frame(source, part * duration_seconds)
        if frame is None:
            continue
        deviation = ImageStat.Stat(frame.convert("L")).stddev[0]
        if deviation > most:
            best, most = frame, deviation
        if most > _PLAIN:
            break
    if best is None:
        raise Invalid("The video cannot be shown: no picture of it can be decoded.")
    return _jpeg(best)


def _frame(source: Path, seconds: float) -> Image.Image | None:
    """The frame at this time; None behind the last one."""
    with TemporaryDirectory() as folder:
        target = Path(folder, "frame.png")
        place = ["-ss", f"{seconds:.3f}", *ffmpeg.source(source)]
        still = ["-map", "0:v:0", "-frames:v", "1", "-vf", _SMALLER, "-f", "image2", "-update", "1"]
        ffmpeg.write([*place, *still], target, _LONGEST_SEEK_SECONDS)
        if not target.exists():
            return None
        with Image.open(target) as image:
            return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    image.thumbnail(_LARGEST)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return written.getvalue()
