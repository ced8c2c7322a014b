"""What a sound file holds, and reading it from WAV, FLAC and Ogg within bounds."""

import io
import re
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO

import mutagen.flac
import mutagen.oggopus
import mutagen.oggvorbis

from mediahub.media.probing import file_types
from mediahub.media.probing.embedded_tags import (
    TAG_LIMIT,
    TagLimitError,
    Tags,
    comment_tags,
    id3_tags,
)
from mediahub.media.probing.file_types import Kind


@dataclass(frozen=True)
class Facts:
    """What a sound file holds: `bitrate` in bit/s, `sample_rate` in Hz, `tags` as they came.

    `duration_seconds` is what the file says of itself. For an MP3 without a Xing header it is
    guessed from the size; `loudness.measure` decodes everything and knows better.
    """

    kind: Kind
    duration_seconds: float
    bitrate: int
    channels: int
    sample_rate: int
    codec: str
    tags: Tags


class TruncatedError(Exception):
    """The file is shorter than it says."""


class SilentError(Exception):
    """The file holds no sound."""


class Rationed:
    """A file of which only so much may be read, in so many goes, so that no file costs much."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._bytes_left = TAG_LIMIT * 3 // 2
        self._reads_left = 300_000
        self.is_spent = False
        self.size_bytes = file.seek(0, io.SEEK_END)
        file.seek(0)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1, /) -> bytes:
        ahead = max(self.size_bytes - self._file.tell(), 0)
        wanted = ahead if size < 0 else min(size, ahead)
        self._bytes_left -= wanted
        self._reads_left -= 1
        if self._bytes_left < 0 or self._reads_left < 0:
            self.is_spent = True
            raise OSError("the ration is spent")
        return self._file.read(wanted)


# --- WAV

_WAV_CODECS = {1: "pcm", 3: "float", 6: "alaw", 7: "mulaw", 0x55: "mp3", 0xFFFE: "pcm"}


def read_wav(kind: Kind, file: Rationed) -> Facts:
    """The facts of a WAV or RF64 file. Raises `TruncatedError` and `SilentError`."""
    chunks = _chunks(file)
    file.seek(chunks[b"fmt "][0])
    codec, channels, sample_rate, byte_rate = struct.unpack("<HHII", file.read(12))
    if b"data" not in chunks:
        raise SilentError
    tags = id3_tags(file, chunks[b"id3 "][0]) if b"id3 " in chunks else Tags()
    duration = chunks[b"data"][1] / byte_rate
    name = _WAV_CODECS.get(codec, f"wav {codec:#06x}")
    return Facts(kind, duration, byte_rate * 8, channels, sample_rate, name, tags)


def _chunks(file: Rationed) -> dict[bytes, tuple[int, int]]:
    """Offset and size of each chunk's body; sizes of RF64 stand in ds64 (EBU Tech 3306)."""
    chunks: dict[bytes, tuple[int, int]] = {}
    at = 12
    while at + 8 <= file.size_bytes:
        file.seek(at)
        name, size = struct.unpack("<4sI", file.read(8))
        if size == 0xFFFFFFFF:
            size = _long_size(file, chunks, at + 8)
        if at + 8 + size > file.size_bytes:
            raise TruncatedError
        chunks.setdefault(name, (at + 8, size))
        at += 8 + size + size % 2
    return chunks


def _long_size(file: Rationed, chunks: dict[bytes, tuple[int, int]], start: int) -> int:
    if b"ds64" not in chunks:  # written to a pipe: it reaches to the end
        return file.size_bytes - start
    file.seek(chunks[b"ds64"][0] + 8)
    return int.from_bytes(file.read(8), "little")


# --- FLAC

_STREAMINFO, _COMMENT, _PICTURE = 0, 4, 6
_MOST_SYNCS = 5_000


def read_flac(kind: Kind, file: Rationed) -> Facts:
    """The facts of a FLAC file (RFC 9639). Raises `TruncatedError` and `TagLimitError`."""
    blocks = _blocks(file)
    info = mutagen.flac.StreamInfo(blocks[_STREAMINFO])
    comments = mutagen.flac.VCFLACDict(blocks[_COMMENT]) if _COMMENT in blocks else {}
    held = _last_sample(file, info.max_blocksize)
    # Half a second of grace, for what stands in the last frame is not looked at.
    if info.total_samples - held > info.sample_rate // 2:
        raise TruncatedError
    duration = (info.total_samples or held) / info.sample_rate
    bitrate = round(file.size_bytes * 8 / duration) if duration else 0
    tags = comment_tags(comments, has_cover=_PICTURE in blocks)
    return Facts(kind, duration, bitrate, info.channels, info.sample_rate, "flac", tags)


def _blocks(file: Rationed) -> dict[int, bytes]:
    """The metadata blocks of interest by type (RFC 9639, 8); of pictures that there is one."""
    at, blocks, is_last = file_types.id3_end(file) + 4, dict[int, bytes](), False
    while not is_last:
        file.seek(at)
        header = file.read(4)
        size, block = int.from_bytes(header[1:], "big"), header[0] & 0x7F
        if at + size > TAG_LIMIT:
            raise TagLimitError
        if block in (_STREAMINFO, _COMMENT, _PICTURE):
            blocks[block] = b"" if block == _PICTURE else file.read(size)
        is_last, at = header[0] >= 0x80, at + 4 + size
    return blocks


def _last_sample(file: Rationed, blocksize: int) -> int:
    """The number of samples up to the end of the last frame that begins in the file."""
    file.seek(max(0, file.size_bytes - 262_144))
    tail = file.read()
    starts = [found.start() for found in re.finditer(rb"\xff[\xf8\xf9]", tail)]
    for at in reversed(starts[-_MOST_SYNCS:]):
        samples = _frame_end(tail[at : at + 16], blocksize)
        if samples is not None:
            return samples
    return 0


def _frame_end(header: bytes, blocksize: int) -> int | None:
    """The sample behind the frame that these 16 bytes begin (RFC 9639, 9.1); None if they do not.

    `blocksize` is that of all frames but the last, for frames that carry their own number.
    """
    if len(header) < 16:
        return None
    ones = 8 - (~header[4] & 0xFF).bit_length()
    at = 4 + max(1, ones)
    number = header[4] & 0x7F >> ones
    for byte in header[5:at]:
        number = number << 6 | byte & 0x3F
    samples, at = _block_samples(header, at)
    at += {12: 1, 13: 2, 14: 2}.get(header[2] & 15, 0)
    if at > 15 or _crc8(header[:at]) != header[at]:
        return None
    return (number if header[1] & 1 else number * blocksize) + samples


def _block_samples(header: bytes, at: int) -> tuple[int, int]:
    code = header[2] >> 4
    if code in (6, 7):
        width = code - 5
        return int.from_bytes(header[at : at + width], "big") + 1, at + width
    if code == 1:
        return 192, at
    return (144 << code if code < 6 else 1 << code), at


def _crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc << 1 & 0xFF ^ (7 if crc & 0x80 else 0)
    return crc


# --- Ogg

_LONGEST_PAGE = 65_307


def read_ogg(kind: Kind, file: Rationed) -> Facts:
    """The facts of Opus or Vorbis in Ogg (RFC 3533). Raises `TruncatedError`."""
    file.seek(max(0, file.size_bytes - 2 * _LONGEST_PAGE))
    tail = file.read()
    if not _ends_stream(tail[tail.rfind(b"OggS") :]):
        raise TruncatedError
    file.seek(0)
    found: Any
    if kind == file_types.OPUS:
        found, codec, sample_rate = mutagen.oggopus.OggOpus(file), "opus", 48_000
    else:
        found, codec = mutagen.oggvorbis.OggVorbis(file), "vorbis"
        sample_rate = found.info.sample_rate
    info, tags = found.info, comment_tags(found.tags)
    return Facts(kind, info.length, info.bitrate, info.channels, sample_rate, codec, tags)


def _ends_stream(page: bytes) -> bool:
    """Whether this is a whole page with the end-of-stream flag (RFC 3533, 6)."""
    if len(page) < 27 or not page[5] & 4:
        return False
    lacing = page[27 : 27 + page[26]]
    return len(page) >= 27 + page[26] + sum(lacing)
