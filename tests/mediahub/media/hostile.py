"""Files that no honest program writes."""

import io
import struct
from functools import cache
from zipfile import ZIP_DEFLATED, ZipFile

from tests.mediahub.media.sounds import film, sound


def packed(*names: str, method: int = ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", method) as archive:
        for name in names:
            archive.writestr(name, b"text")
    return written.getvalue()


def version_99() -> bytes:
    data = bytearray(packed("a"))
    at = data.index(b"PK\x01\x02")
    data[at + 6 : at + 8] = struct.pack("<H", 99)
    return bytes(data)


def not_utf8() -> bytes:
    data = bytearray(packed("åå"))
    return bytes(data).replace("åå".encode(), b"\xff\xfe\xff\xfe")


def comments(count: int) -> bytes:
    """A FLAC file whose metadata has so many comments, each of one letter."""
    body = struct.pack("<II", 0, count) + (struct.pack("<I", 5) + b"ab=cd") * count
    whole, at, is_last = sound(".flac"), 4, False
    while not is_last:
        is_last = whole[at] >= 0x80
        at += 4 + int.from_bytes(whole[at + 1 : at + 4], "big")
    return whole[:42] + bytes([0x84]) + len(body).to_bytes(3, "big") + body + whole[at:]


@cache
def huge_film() -> bytes:
    """A film that says in each of its places that it is 14 000 × 13 000 pixels."""
    wide, high = 14_000, 13_000
    changes = {
        struct.pack(">II", 32 << 16, 32 << 16): struct.pack(">II", wide << 16, high << 16),
        struct.pack(">HHI", 32, 32, 72 << 16): struct.pack(">HHI", wide, high, 72 << 16),
        b"\xff\xc0\0\x11\x08" + struct.pack(">HH", 32, 32): b"\xff\xc0\0\x11\x08"
        + struct.pack(">HH", high, wide),
    }
    data = film("-c:v", "mjpeg")
    for said, instead in changes.items():
        assert said in data
        data = data.replace(said, instead)
    return data
