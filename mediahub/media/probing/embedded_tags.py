"""What a sound file says about itself: the tags that came with it, read within bounds."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import mutagen.id3

from feeds.limits import MOST_CHAPTERS
from mediahub.media.probing import file_types
from mediahub.media.probing.mp4_reader import Readable

TAG_LIMIT = 32 << 20
"""Bytes of tags and pictures that a file may bring; a cover is at most 512 kB."""


class TagLimitError(ValueError):
    """The tags are larger than `TAG_LIMIT`."""


@dataclass(frozen=True)
class Tags:
    """What a file says about itself; None for what it does not say."""

    title: str | None = None
    artist: str | None = None
    album: str | None = None
    track: int | None = None
    date: str | None = None
    comment: str | None = None
    has_cover: bool = False
    chapters: tuple[dict[str, Any], ...] = ()
    """`{"start": seconds, "title": text}`, in the order of time."""


_ID3_TEXTS = ("TIT2", "TPE1", "TALB", "TRCK", "TDRC", "COMM")
_ID3_NAMES = {
    *(b"TIT2 TPE1 TALB TRCK TDRC TYER TDAT COMM TXXX TT2 TP1 TAL TRK TYE TDA COM".split()),
}
_LONGEST_FRAME = 65_536
_MOST_FRAMES = 5_000
_MOST_PLAIN = 32
_LONGEST_TITLE = 255


def id3_tags(file: Readable, start: int) -> Tags:
    """The ID3v2 tag at `start` (ID3v2.2 to 2.4); nothing found gives empty `Tags`.

    Only plain text frames reach mutagen: a compressed frame may unpack to any size, mutagen's time
    is quadratic in the number of frames, and pictures are not needed. Raises `TagLimitError`.
    """
    file.seek(start)
    header = file.read(10)
    size = file_types.id3_size(header)
    if size is None or header[3] not in (2, 3, 4):
        return Tags()
    if size > TAG_LIMIT:
        raise TagLimitError
    frames = list(islice(_id3_frames(header[3], _id3_body(header, file)), _MOST_FRAMES))
    plain = b"".join([f.raw for f in frames if f.is_plain][:_MOST_PLAIN])
    begin = b"ID3" + bytes([header[3], 0, header[5] & 0x80 if header[3] == 4 else 0])
    small = io.BytesIO(begin + _synchsafe(len(plain)) + plain)
    found = mutagen.id3.ID3(small, load_v1=False)
    texts = {name: [str(text) for text in frame.text] for name, frame in found.items()}
    # Comments with a description are settings of players, such as iTunNORM.
    texts["COMM"] = [str(f.text[0]) for f in found.getall("COMM") if f.text and not f.desc]
    # ffmpeg writes its comment elsewhere.
    texts["COMM"] += [str(f.text[0]) for f in found.getall("TXXX:comment") if f.text]
    has_cover = any(frame.name in (b"APIC", b"PIC") for frame in frames)
    chapters = in_order(_id3_chapter(header[3], f.raw) for f in frames if f.name == b"CHAP")
    return replace(_tags(texts, _ID3_TEXTS, has_cover=has_cover), chapters=chapters)


def in_order(found: Iterable[tuple[float, str] | None]) -> tuple[dict[str, Any], ...]:
    """Chapters by their starts, in seconds, one for each and no more than a file may hold."""
    titles = {one[0]: one[1] for one in found if one is not None}
    rising = sorted(titles.items())[:MOST_CHAPTERS]
    return tuple({"start": start, "title": title} for start, title in rising)


def _id3_chapter(version: int, raw: bytes) -> tuple[float, str] | None:
    """Seconds and title of a CHAP frame ("ID3v2 Chapter Frame Addendum" 1.0, section 3.1)."""
    _, end, content = raw[10:].partition(b"\0")
    if not end or len(content) < 16:
        return None
    frames = islice(_id3_frames(version, content[16:]), _MOST_PLAIN)
    title = next((frame.raw[10:] for frame in frames if frame.name == b"TIT2"), b"")
    return int.from_bytes(content[:4], "big") / 1000, _id3_text(title)


def _id3_text(content: bytes) -> str:
    codes = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
    code = codes.get(content[0], "latin-1") if content else "utf-8"
    text = content[1:].decode(code, "replace").split("\0")[0]
    return " ".join(written(text).split())[:_LONGEST_TITLE]


@dataclass(frozen=True)
class _Frame:
    name: bytes
    raw: bytes
    is_plain: bool


def _id3_body(header: bytes, file: Readable) -> bytes:
    """The frames of the tag whose header was read; unsynchronisation before 2.4 is undone."""
    body = file.read((file_types.id3_size(header) or 10) - 10)
    if header[3] < 4 and header[5] & 0x80:
        body = body.replace(b"\xff\x00", b"\xff")
    if header[3] > 2 and header[5] & 0x40:
        size = int.from_bytes(body[:4], "big")
        body = body[size + 4 if header[3] == 3 else size :]
    return body


def _id3_frames(version: int, body: bytes) -> Iterator[_Frame]:
    width = 3 if version == 2 else 4
    at, head = 0, 6 if version == 2 else 10
    while at + head < len(body) and body[at]:
        name, size = body[at : at + width], _frame_size(version, body, at)
        flags = body[at + 2 * width : at + head]
        content = body[at + head : at + head + min(size, _LONGEST_FRAME)]
        odd = flags[1] & (~3 if version == 4 else 255) if flags else 0
        is_plain = name in _ID3_NAMES and not odd and len(content) == size
        length = _synchsafe(size) if version == 4 else size.to_bytes(width, "big")
        yield _Frame(name, name + length + flags + content, is_plain)
        at += head + size


def _frame_size(version: int, body: bytes, at: int) -> int:
    if version == 2:
        return int.from_bytes(body[at + 3 : at + 6], "big")
    plain = int.from_bytes(body[at + 4 : at + 8], "big")
    if version == 3 or max(body[at + 4 : at + 8]) > 0x7F:
        return plain
    safe = sum(byte << 7 * (3 - i) for i, byte in enumerate(body[at + 4 : at + 8]))
    # Old iTunes wrote plain sizes into 2.4: there the next frame is where the plain size says.
    behind = body[at + 10 + safe : at + 14 + safe]
    return safe if not behind.strip(b"\0") or behind.isalnum() else plain


def _synchsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def comment_tags(comments: Any, *, has_cover: bool = False) -> Tags:
    """The tags of mutagen's Vorbis comments (FLAC, Ogg), in any letter case; none gives empty."""
    texts: dict[str, list[str]] = {}
    for name, value in comments or ():
        texts.setdefault(name.lower(), []).append(value)
    texts.setdefault("comment", texts.get("description", []))
    names = ("title", "artist", "album", "tracknumber", "date", "comment")
    return _tags(texts, names, has_cover=has_cover or "metadata_block_picture" in texts)


def mp4_tags(atoms: Any, chapters: Any = None) -> Tags:
    """The tags of mutagen's MP4 atoms and its chapters (Nero's); None gives empty `Tags`."""
    texts = {
        name: [str(value) for value in values]
        for name, values in (atoms or {}).items()
        if name in ("©nam", "©ART", "©alb", "©day", "©cmt")
    }
    texts["trkn"] = [str(number) for number, _ in (atoms or {}).get("trkn", ())]
    names = ("©nam", "©ART", "©alb", "trkn", "©day", "©cmt")
    marks = in_order((float(one.start), _mp4_title(one.title)) for one in chapters or ())
    found = _tags(texts, names, has_cover=bool((atoms or {}).get("covr")))
    return replace(found, chapters=marks)


def _mp4_title(title: str) -> str:
    return " ".join(written(title).split())[:_LONGEST_TITLE]


def written(text: str) -> str:
    """The text as a database takes it: without NUL, and without halves of UTF-16 characters."""
    return text.replace("\0", " ").encode(errors="replace").decode()


def _tags(texts: dict[str, list[str]], names: Sequence[str], *, has_cover: bool) -> Tags:
    """`names` are the format's names for title, artist, album, track, date and comment."""

    def first(name: str) -> str | None:
        text = written(next(iter(texts.get(name, ())), "")).strip()
        return text or None

    title, artist, album, track, day, comment = map(first, names)
    number = (track or "").split("/")[0].strip()
    digits = number.isascii() and number.isdigit() and len(number) < 7
    return Tags(title, artist, album, int(number) if digits else None, day, comment, has_cover)
