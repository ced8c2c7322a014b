"""What a file is, decided by its bytes and never by its name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mediahub.errors import Invalid
from mediahub.media.probing.mp4_reader import BoxError, Readable, boxes, handlers

Medium = Literal["audio", "video", "image", "text", "document", "unknown"]

HEAD_BYTES = 65_536
"""How much of the beginning `kind_of` wants to see."""


@dataclass(frozen=True)
class Kind:
    """A file format: `extension` has its dot, `format` is the name people know it by."""

    content_type: str
    extension: str
    medium: Medium
    format: str


MP3 = Kind("audio/mpeg", ".mp3", "audio", "MP3")
# Apple's list of enclosure types has audio/x-m4a and neither audio/mp4 nor audio/m4a.
M4A = Kind("audio/x-m4a", ".m4a", "audio", "M4A")
MP4 = Kind("video/mp4", ".mp4", "video", "MP4")
QUICKTIME = Kind("video/quicktime", ".mov", "video", "QuickTime")
WAV = Kind("audio/wav", ".wav", "audio", "WAV")
FLAC = Kind("audio/flac", ".flac", "audio", "FLAC")
OGG = Kind("audio/ogg", ".ogg", "audio", "Ogg Vorbis")
OPUS = Kind("audio/ogg", ".opus", "audio", "Opus")
JPEG = Kind("image/jpeg", ".jpg", "image", "JPEG")
PNG = Kind("image/png", ".png", "image", "PNG")
GIF = Kind("image/gif", ".gif", "image", "GIF")
WEBP = Kind("image/webp", ".webp", "image", "WebP")
HEIC = Kind("image/heic", ".heic", "image", "HEIC")
PDF = Kind("application/pdf", ".pdf", "document", "PDF")
ZIP = Kind("application/zip", ".zip", "document", "ZIP")
VTT = Kind("text/vtt", ".vtt", "text", "WebVTT")
UNKNOWN = Kind("application/octet-stream", ".bin", "unknown", "")

SERVED = frozenset({MP3, M4A, MP4, QUICKTIME})
"""Podcast apps play these, so they are served as they came."""

CONVERTED = frozenset({WAV, FLAC, OGG, OPUS})
"""These become an MP3 first."""

_PREFIXES = (
    (b"fLaC", FLAC),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"\xef\xbb\xbf%PDF-", PDF),  # as some web services write it
    (b"PK\x03\x04", ZIP),
    (b"WEBVTT", VTT),
    (b"\xef\xbb\xbfWEBVTT", VTT),
)
_BRANDS = {
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P "), M4A),
    **dict.fromkeys((b"heic", b"heix", b"mif1", b"avif"), HEIC),
    b"qt  ": QUICKTIME,
}


def kind_of(head: bytes) -> Kind:
    """The kind told by a file's first `HEAD_BYTES`; `UNKNOWN` when nothing fits.

    An ID3 tag longer than the head is taken for that of an MP3, and an MP4 is called what its
    brand says; `kind_of_file` looks further.
    """
    for prefix, kind in _PREFIXES:
        if head.startswith(prefix):
            return kind
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], MP4)
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"WAVE": WAV, b"WEBP": WEBP}.get(head[8:12], UNKNOWN)
    if head[:4] == b"OggS":
        return _ogg(head)
    return _mpeg(head)


def kind_of_file(path: Path) -> Kind:
    """The kind of the file at `path`, also seen behind ID3 tags and in the tracks of an MP4."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if head.startswith(b"ID3"):
            file.seek(id3_end(file))
            behind = file.read(HEAD_BYTES)
            return _mpeg(behind) if behind else MP3
        kind = kind_of(head)
        return _with_tracks(kind, file) if kind in (M4A, MP4, QUICKTIME) else kind


def sound_kind(path: Path, name: str | None = None) -> Kind:
    """The kind of a file that should hold sound, audio or video.

    Raises `Invalid` with what it is instead; `name` is what the sender called the file.
    """
    name = name or path.name
    if path.stat().st_size == 0:
        raise Invalid("The file “{name}” is empty.", name=name)
    kind = kind_of_file(path)
    if kind in SERVED | CONVERTED:
        return kind
    if kind.medium == "image":
        raise Invalid(
            "The file “{name}” is a {format} image, not audio.", name=name, format=kind.format
        )
    if kind.medium != "unknown":
        raise Invalid(
            "The file “{name}” is a {format} document, not audio.", name=name, format=kind.format
        )
    raise Invalid(
        "The file “{name}” is not audio or video of a kind that can be used:"
        " MP3, M4A, MP4, MOV, WAV, FLAC or Ogg.",
        name=name,
    )


def require_recording(path: Path, name: str) -> None:
    """Invalid, with what a recording may be, for a file that is nothing that is known.

    What it is instead is told by `sound_kind`, or by what asks whether browsers play it.
    """
    if path.stat().st_size and kind_of_file(path) == UNKNOWN:
        raise Invalid(
            "The file “{name}” is not a recording of a kind that can be used: MP4, MP3 or M4A.",
            name=name,
        )


def _with_tracks(kind: Kind, file: Readable) -> Kind:
    """Video has a `vide` track, whatever the brand says. A broken file stays what it says."""
    try:
        movies = [b for b in boxes(file, 0, file.seek(0, 2)) if b.name == b"moov"]
        tracks = set().union(*(handlers(file, movie) for movie in movies))
    except BoxError:
        return kind
    if b"vide" in tracks:
        return MP4 if kind == M4A else kind
    return M4A if b"soun" in tracks else kind


def _ogg(head: bytes) -> Kind:
    if b"OpusHead" in head[:512]:
        return OPUS
    return OGG if b"\x01vorbis" in head[:512] else UNKNOWN


# --- MPEG audio


@dataclass(frozen=True)
class Frame:
    """An MPEG layer III frame header (ISO 11172-3, 13818-3): sizes in bytes, `bitrate` in bit/s."""

    version: int
    bitrate: int
    sample_rate: int
    channels: int
    size: int


_BITRATES = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLE_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def mpeg_frame(header: bytes) -> Frame | None:
    """The frame that these four bytes begin; None when they are no layer III frame header."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return None
    rates = _SAMPLE_RATES.get(header[1] >> 3 & 3)
    step, rate = header[2] >> 4, header[2] >> 2 & 3
    if rates is None or step in (0, 15) or rate == 3:
        return None
    version = 1 if header[1] >> 3 & 3 == 3 else 2
    bitrate = _BITRATES[version][step - 1] * 1000
    size = 144 // version * bitrate // rates[rate] + (header[2] >> 1 & 1)
    return Frame(version, bitrate, rates[rate], 1 if header[3] >> 6 == 3 else 2, size)


_MOST_TAGS = 16


def id3_end(file: Readable) -> int:
    """The offset behind the ID3v2 tags that begin the file; 0 without one. Some stack several."""
    end = 0
    for _ in range(_MOST_TAGS):
        file.seek(end)
        size = id3_size(file.read(10))
        if size is None:
            break
        end += size
    return end


def id3_size(header: bytes) -> int | None:
    """The size of the ID3v2 tag that these ten bytes begin, header and footer counted."""
    if len(header) < 10 or header[:3] != b"ID3" or max(header[6:10]) > 0x7F:
        return None
    size = sum(byte << shift for byte, shift in zip(header[6:10], (21, 14, 7, 0), strict=True))
    return size + (20 if header[5] & 0x10 else 10)


def _mpeg(head: bytes) -> Kind:
    for _ in range(_MOST_TAGS):
        size = id3_size(head[:10])
        if size is None:
            break
        if size >= len(head):
            return MP3
        head = head[size:]
    if head.startswith(b"fLaC"):
        return FLAC
    # Some recorders leave zeros before the first frame.
    sound = head.lstrip(b"\0")
    first = mpeg_frame(sound[:4])
    if first is None:
        return UNKNOWN
    second = mpeg_frame(sound[first.size : first.size + 4])
    alike = second is not None and second.sample_rate == first.sample_rate
    return MP3 if alike else UNKNOWN
