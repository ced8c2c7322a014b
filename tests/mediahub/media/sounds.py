"""Small sounds and pictures for the media tests, each made once."""

import io
import re
import struct
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from mediahub.media.processing import ffmpeg

DEMO = Path("mediahub/demo")
SPEECH = DEMO / "demokratiresan-tillitsbaserad-styrning.mp3"
WEBCAST = DEMO / "webbsandning-2024-09-11-systematiskt-arbetssatt.mp4"
COVER = DEMO / "demokratiresan-omslag.jpg"

TITLED = (
    *("-metadata", "title=Kommunala råd", "-metadata", "artist=SKR"),
    *("-metadata", "album=Demokratiresan", "-metadata", "track=97/100"),
    *("-metadata", "date=2024-09-11", "-metadata", "comment=Om råd"),
)
"""Options that give a sound every tag that is read."""

OLD = ("-metadata", "title=Gammal", "-metadata", "encoded_by=Anna", "-metadata", "hemligt=ja")
"""Options that give a sound tags that nobody should hear of."""


@cache
def sound(extension: str, *options: str, source: str = "sine=440:duration=2") -> bytes:
    """Two seconds of a tone in 44.1 kHz mono, in the format that the extension tells."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"sound{extension}"
        ffmpeg.write(["-f", "lavfi", "-i", source, *options], target)
        return target.read_bytes()


@cache
def film(*options: str) -> bytes:
    """Two seconds of a tone and a grey picture, as an MP4."""
    picture = ["-f", "lavfi", "-i", "color=gray:size=32x32:rate=5:duration=2"]
    return sound(".mp4", *picture, "-shortest", *options)


@cache
def digests(data: bytes) -> dict[str, str]:
    """The MD5 of the samples that a player hears, and those of the encoded sound and picture."""
    with TemporaryDirectory() as folder:
        path, said = Path(folder) / "sound", Path(folder) / "digest"
        path.write_bytes(data)
        outputs = {
            "heard": ["-map", "0:a:0", "-c:a", "pcm_s16le"],
            "sound": ["-map", "0:a:0", "-c:a", "copy"],
            "picture": ["-map", "0:V:0?", "-map", "0:a:0", "-c", "copy"],
        }
        arguments = [
            argument
            for name, output in outputs.items()
            for argument in (*output, "-f", "md5", "-y", f"{said}-{name}")
        ]
        ffmpeg.run([*ffmpeg.source(path), *arguments])
        return {name: Path(f"{said}-{name}").read_text().strip() for name in outputs}


def chapters_read_by_ffmpeg(path: Path) -> list[tuple[float, float, str]]:
    """Start and end in seconds, and title."""
    log = ffmpeg.run([*ffmpeg.source(path), "-f", "null", "-"]).log.partition("Output #0")[0]
    found = re.findall(
        r"Chapter #0:\d+: start ([\d.]+), end ([\d.]+)\s+Metadata:\s+title +: (.+)", log
    )
    return [(float(start), float(end), title) for start, end, title in found]


@cache
def picture(width: int = 1500, height: int = 1500, mode: str = "RGB", format: str = "PNG") -> bytes:
    """A picture in one colour."""
    written = io.BytesIO()
    Image.new(mode, (width, height)).save(written, format, compress_level=1)
    return written.getvalue()


def saved(folder: Path, data: bytes) -> Path:
    """A file with these bytes, whose name tells nothing."""
    path = folder / "fil"
    path.write_bytes(data)
    return path


def id3(*frames: bytes, version: int = 4, flags: int = 0) -> bytes:
    """An ID3v2 tag of frames, which may be wrong in every way."""
    body = b"".join(frames)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3" + bytes([version, 0, flags]) + size + body


def frame(name: bytes, content: bytes, flags: int = 0) -> bytes:
    """A frame of ID3v2.3; of 2.4 too, up to 127 bytes."""
    return name + struct.pack(">IH", len(content), flags) + content
