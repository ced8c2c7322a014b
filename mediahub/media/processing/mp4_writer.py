"""Writing an MP4 whose movie box says new things and comes first (ISO 14496-12)."""

import io
import struct
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import mutagen.mp4

from mediahub.media.probing.embedded_tags import TAG_LIMIT, TagLimitError
from mediahub.media.probing.mp4_reader import Box, boxes, inside

_MOVIE_LIMIT = 2 * TAG_LIMIT


def write_mp4(source: BinaryIO, target: BinaryIO, said: bytes) -> None:
    """Writes to `target` the MP4 `source` with `said`, a `udta` box, as all that is said about it.

    The movie box goes to the front, so that a player can begin before it has the whole file.
    Raises `TagLimitError` for a movie box over 64 MB; boxes that are missing or do not fit draw
    `BoxError`, `KeyError`, `StopIteration` and `struct.error`.
    """
    size = source.seek(0, io.SEEK_END)
    top = {box.name: box for box in boxes(source, 0, size)}
    brand, movie = top[b"ftyp"], top[b"moov"]
    if movie.size > _MOVIE_LIMIT:
        raise TagLimitError
    source.seek(movie.start)
    parts = _movie_parts(source.read(movie.size))
    moved = 8 + sum(map(len, parts)) + len(said)
    tables = [_moved(part, movie, moved) for part in parts]
    copy_span(source, target, 0, brand.end)
    target.write(_box(b"moov", *tables, said))
    copy_span(source, target, brand.end, movie.start)
    copy_span(source, target, movie.end, size)


def _movie_parts(movie: bytes) -> list[bytes]:
    """What stands in the movie box, without what was said about it."""
    file = io.BytesIO(movie)
    outer = next(boxes(file, 0, len(movie)))
    inner = boxes(file, outer.body, outer.end)
    return [movie[b.start : b.end] for b in inner if b.name not in (b"udta", b"meta", b"uuid")]


def _moved(part: bytes, movie: Box, moved: int) -> bytes:
    """A track with its chunk offsets set for a movie box of `moved` bytes at the front."""
    file, changed = io.BytesIO(part), bytearray(part)
    track = next(boxes(file, 0, len(part)))
    if track.name != b"trak":
        return part
    for name, code in ((b"stco", "I"), (b"co64", "Q")):
        for table in inside(file, track, b"mdia", b"minf", b"stbl", name):
            count = int.from_bytes(part[table.body + 4 : table.body + 8], "big")
            layout, at = f">{count}{code}", table.body + 8
            offsets = struct.unpack_from(layout, part, at)
            behind = moved - movie.size
            new = [o + (behind if o > movie.start else moved) for o in offsets]
            struct.pack_into(layout, changed, at, *new)
    return bytes(changed)


def user_data(values: Mapping[str, Any], chapters: Sequence[tuple[float, str]]) -> bytes:
    """The `udta` box: tags in `meta` as iTunes has them, chapters in `chpl` as Nero has them.

    `values` holds one under each of mutagen's names of atoms, and what is empty is left out; a
    chapter is the second of its start and a title, of which 255 bytes are kept.
    """
    file = io.BytesIO(_box(b"moov"))
    atoms = mutagen.mp4.MP4Tags()
    for name, value in values.items():
        if value:
            atoms[name] = [value]
    atoms["pcst"] = True
    # mutagen writes into a movie, so it gets an empty one.
    atoms.save(file, padding=lambda _: 0)
    movie = next(boxes(file, 0, len(file.getvalue())))
    (meta,) = inside(file, movie, b"udta", b"meta")
    marks = _box(b"chpl", _nero_chapters(chapters)) if chapters else b""
    return _box(b"udta", file.getvalue()[meta.start : meta.end], marks)


def _nero_chapters(chapters: Sequence[tuple[float, str]]) -> bytes:
    """Version 1, a reserved word, the number, and each start in units of 100 ns with its title."""
    written = bytearray(struct.pack(">B7xB", 1, len(chapters)))
    for start_seconds, title in chapters:
        kept = cut(title, 255)
        written += struct.pack(">QB", round(start_seconds * 1e7), len(kept)) + kept
    return bytes(written)


def cut(text: str, most_bytes: int) -> bytes:
    """As much of the text as fits into so many bytes of UTF-8, cut between letters."""
    return text.encode()[:most_bytes].decode(errors="ignore").encode()


def _box(name: bytes, *bodies: bytes) -> bytes:
    return struct.pack(">I4s", 8 + sum(map(len, bodies)), name) + b"".join(bodies)


_MIB = 1 << 20


def copy_span(source: BinaryIO, target: BinaryIO, start: int, end: int) -> None:
    """Writes to `target` the bytes of `source` between two offsets."""
    source.seek(start)
    target.writelines(source.read(min(_MIB, end - at)) for at in range(start, end, _MIB))
