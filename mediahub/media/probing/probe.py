"""The facts of a sound file, told by mutagen within bounds; broken files are refused in words."""

import struct
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import mutagen.mp3
import mutagen.mp4

from mediahub import sandbox
from mediahub.errors import Invalid
from mediahub.media.probing import file_types
from mediahub.media.probing.embedded_tags import TAG_LIMIT, TagLimitError, Tags, id3_tags, mp4_tags
from mediahub.media.probing.file_types import Kind
from mediahub.media.probing.mp4_reader import Box, BoxError, boxes, handlers, inside
from mediahub.media.probing.streams import (
    Facts,
    Rationed,
    SilentError,
    TruncatedError,
    read_flac,
    read_ogg,
    read_wav,
)

LONGEST_HOURS = 1_000
"""What says that it is longer is damaged, or means no good."""

_MOST = (1 << 31) - 1  # what every database keeps as a number


def probe(path: Path, name: str | None = None) -> Facts:
    """The facts of the sound file at `path`, that its sender called `name`.

    Raises `Invalid` for what is empty, no sound, of no length, truncated, damaged, or holds more
    than `TAG_LIMIT` bytes of tags. Time and memory are those of `sandbox.LOOK`, whatever the file.
    """
    name = name or path.name
    found = sandbox.look(facts_of, str(path), name, name=name)
    tags = found["tags"] | {"chapters": tuple(found["tags"]["chapters"])}
    return Facts(**found | {"kind": Kind(**found["kind"]), "tags": Tags(**tags)})


def facts_of(path: str, name: str) -> dict[str, Any]:
    """The facts as a dict of plain values; for a sandbox."""
    kind = file_types.sound_kind(Path(path), name)
    with Path(path).open("rb") as file:
        facts = _read(kind, file, name)
    if facts.duration_seconds <= 0:
        raise Invalid("The file “{name}” has a length of 0 seconds.", name=name)
    if not facts.duration_seconds <= LONGEST_HOURS * 3600:
        raise Invalid(
            "The file “{name}” says that it is longer than {most} hours. Export it anew.",
            name=name,
            most=LONGEST_HOURS,
        )
    if max(facts.bitrate, facts.channels, facts.sample_rate) > _MOST:
        raise _damaged(kind, name)
    return asdict(facts)


class _FragmentedError(Exception):
    """An MP4 in fragments, as live encoders write it; podcast apps cannot seek in it."""


def _read(kind: Kind, file: BinaryIO, name: str) -> Facts:
    rationed = Rationed(file)
    try:
        return _READERS[kind](kind, rationed)
    except TruncatedError:
        raise Invalid(
            "The file “{name}” is truncated: its end is missing. Send it again.", name=name
        ) from None
    except SilentError:
        raise Invalid("The file “{name}” holds no sound.", name=name) from None
    except _FragmentedError:
        raise Invalid(
            "The file “{name}” is a fragmented MP4. Export it as an ordinary MP4 and send that.",
            name=name,
        ) from None
    # mutagen promises MutagenError, but damaged files draw struct, key and index errors out of it.
    except Exception as error:
        if rationed.is_spent or isinstance(error, TagLimitError):
            raise Invalid(
                "The file “{name}” holds more than {limit} MB of tags and pictures."
                " Remove them and send it again.",
                name=name,
                limit=TAG_LIMIT >> 20,
            ) from None
        if isinstance(error, MemoryError):
            raise
        raise _damaged(kind, name) from error


def _damaged(kind: Kind, name: str) -> Invalid:
    return Invalid(
        "The file “{name}” is damaged and cannot be read as {format}.",
        name=name,
        format=kind.format,
    )


# --- MP3


def _mp3(kind: Kind, file: Rationed) -> Facts:
    if file_types.id3_end(file) > file.size_bytes:
        raise TruncatedError
    tags = id3_tags(file, 0)
    try:
        info = mutagen.mp3.MPEGInfo(file, 0)
    except mutagen.mp3.HeaderNotFoundError:
        raise SilentError from None
    # One second of grace: editors trim the last frames without correcting the header.
    if _stated_bytes(file, info.frame_offset) - info.bitrate // 8 > (
        file.size_bytes - info.frame_offset
    ):
        raise TruncatedError
    return Facts(kind, info.length, info.bitrate, info.channels, info.sample_rate, "mp3", tags)


def _stated_bytes(file: Rationed, offset: int) -> int:
    """The bytes of sound that the Xing, Info or VBRI header at `offset` states; 0 without one."""
    file.seek(offset)
    head = file.read(64)
    frame = file_types.mpeg_frame(head)
    if frame is None:
        return 0
    side_bytes = {(1, 2): 32, (1, 1): 17, (2, 2): 17, (2, 1): 9}[frame.version, frame.channels]
    xing = head[4 + side_bytes :]
    if xing[:4] in (b"Xing", b"Info") and xing[7] & 2:
        at = 12 if xing[7] & 1 else 8
        return int.from_bytes(xing[at : at + 4], "big")
    return int.from_bytes(head[46:50], "big") if head[36:40] == b"VBRI" else 0


# --- MP4


def _mp4(kind: Kind, file: Rationed) -> Facts:
    movie = _movie(file)
    if movie.size > 2 * TAG_LIMIT or any(
        box.size > TAG_LIMIT for box in inside(file, movie, b"udta")
    ):
        raise TagLimitError
    if b"soun" not in handlers(file, movie):
        raise SilentError
    seconds = _movie_seconds(file, movie)
    file.seek(0)
    found: Any = mutagen.mp4.MP4(file)
    info, bitrate, tags = found.info, found.info.bitrate, mp4_tags(found.tags, found.chapters)
    if kind.medium == "audio":
        seconds = info.length
    if (not bitrate or kind.medium == "video") and seconds:
        bitrate = round(file.size_bytes * 8 / seconds)
    return Facts(kind, seconds, bitrate, info.channels, info.sample_rate, info.codec, tags)


def _movie(file: Rationed) -> Box:
    try:
        top = {box.name: box for box in boxes(file, 0, file.size_bytes)}
    except BoxError:
        raise TruncatedError from None
    if b"moov" not in top:
        raise TruncatedError
    if b"moof" in top:
        raise _FragmentedError
    return top[b"moov"]


def _movie_seconds(file: Rationed, movie: Box) -> float:
    """The length of the whole, whose sound may be shorter than its picture."""
    file.seek(inside(file, movie, b"mvhd")[0].body)
    header = file.read(32)
    scale, duration = struct.unpack_from(
        ">IQ" if header[0] else ">II", header, 20 if header[0] else 12
    )
    return float(duration / scale)


_READERS: dict[Kind, Callable[[Kind, Rationed], Facts]] = {
    file_types.MP3: _mp3,
    **dict.fromkeys((file_types.M4A, file_types.MP4, file_types.QUICKTIME), _mp4),
    file_types.WAV: read_wav,
    file_types.FLAC: read_flac,
    **dict.fromkeys((file_types.OGG, file_types.OPUS), read_ogg),
}
