"""The copy of a sound file that listeners get, with the tags and chapters of its episode."""

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import mutagen.id3
from mutagen.mp4 import MP4Cover

from feeds.limits import COVER_BYTES, MOST_CHAPTERS
from mediahub.errors import Invalid
from mediahub.media.probing import file_types
from mediahub.media.probing.embedded_tags import TagLimitError
from mediahub.media.probing.mp4_reader import BoxError
from mediahub.media.processing.mp4_writer import copy_span, cut, user_data, write_mp4


@dataclass(frozen=True)
class Chapter:
    """A chapter of an episode: it ends where the next one starts."""

    start_seconds: float
    title: str
    url: str | None = None


@dataclass(frozen=True)
class EpisodeTags:
    """What the listeners' copy says: `cover` is a JPEG of at most 512 kB, `chapters` ascend.

    `language` is the show's, as in its feed (`sv`).
    """

    title: str
    show: str
    duration_seconds: float
    author: str | None = None
    number: int | None = None
    season: int | None = None
    published: date | None = None
    comment: str | None = None
    url: str | None = None
    feed_url: str | None = None
    language: str = "sv"
    cover: bytes | None = None
    chapters: Sequence[Chapter] = ()


def tagged(source: Path, target: Path, tags: EpisodeTags) -> None:
    """Writes to `target` a copy of the MP3 or MP4 `source` with these tags instead of its own.

    The frames of sound are copied as they are; a failure leaves no copy. Raises `Invalid` for
    any other kind of file, for more than 255 chapters and for a cover over `COVER_BYTES`.
    """
    if len(tags.chapters) > MOST_CHAPTERS:
        raise Invalid(
            "A sound file holds at most {limit} chapters; there are {count}.",
            limit=MOST_CHAPTERS,
            count=len(tags.chapters),
        )
    if tags.cover and len(tags.cover) > COVER_BYTES:
        raise Invalid(
            "The cover is {size} kB; inside a sound file it may be at most {limit} kB.",
            size=-(-len(tags.cover) // 1000),
            limit=COVER_BYTES // 1000,
        )
    kind = file_types.sound_kind(source)
    if kind not in file_types.SERVED:
        raise Invalid(
            "A {format} file cannot be tagged; it becomes an MP3 first.", format=kind.format
        )
    write = _tag_mp3 if kind == file_types.MP3 else _tag_mp4
    try:
        with source.open("rb") as original, target.open("wb") as copy:
            write(original, copy, tags)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, (BoxError, KeyError, StopIteration, TagLimitError, struct.error)):
            raise Invalid("The MP4 file is damaged or too large to be tagged.") from error
        raise


# --- MP3: ID3v2.4 (id3.org, "ID3v2 Chapter Frame Addendum" 1.0)

_LANGUAGES = {
    "sv": "swe", "en": "eng", "fi": "fin", "da": "dan", "nb": "nob", "nn": "nno", "no": "nor",
    "se": "sme", "de": "deu", "fr": "fra", "es": "spa",
}  # fmt: skip


def _tag_mp3(source: BinaryIO, target: BinaryIO, tags: EpisodeTags) -> None:
    target.write(id3_bytes(tags))
    start, end = sound_span(source)
    copy_span(source, target, start, end)


def id3_bytes(tags: EpisodeTags) -> bytes:
    """An ID3v2.4 tag in UTF-8, without padding."""
    tag, frames = mutagen.id3.ID3(), mutagen.id3
    for frame, text in _texts(tags).items():
        if text:
            tag.add(getattr(frames, frame)(encoding=3, text=text))
    language = _iso_639_2(tags.language)
    if tags.comment:
        tag.add(frames.COMM(encoding=3, lang=language or "XXX", desc="", text=tags.comment))
    if tags.url:
        tag.add(frames.WOAF(url=tags.url))
    if tags.cover:
        tag.add(frames.APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=tags.cover))
    for frame in _chapter_frames(tags):
        tag.add(frame)
    written = io.BytesIO()
    tag.save(written, v1=0, padding=lambda _: 0)
    return written.getvalue()


def _texts(tags: EpisodeTags) -> dict[str, str | None]:
    return {
        "TIT2": tags.title,
        "TALB": tags.show,
        "TPE1": tags.author,
        "TRCK": _number(tags.number),
        "TPOS": _number(tags.season),
        "TDRC": tags.published.strftime("%Y-%m-%d") if tags.published else None,
        "TCON": "Podcast",
        "TLAN": _iso_639_2(tags.language),
        "TLEN": str(round(tags.duration_seconds * 1000)),
    }


def _number(number: int | None) -> str | None:
    return None if number is None else str(number)


def _iso_639_2(language: str) -> str | None:
    return _LANGUAGES.get(language.partition("-")[0].lower())


# ffmpeg and the players built on it read the size of a frame inside a chapter as a plain number,
# where ID3v2.4 has a synchsafe one, and drop the chapter; up to 127 bytes the two are the same.
_INNER_BYTES = 125


def _chapter_frames(tags: EpisodeTags) -> Iterator[Any]:
    frames = mutagen.id3
    names = [f"chp{number}" for number, _ in enumerate(tags.chapters)]
    for name, (chapter, end) in zip(names, _with_ends(tags), strict=True):
        inner: list[Any] = [frames.TIT2(encoding=3, text=cut(chapter.title, _INNER_BYTES).decode())]
        if chapter.url and len(chapter.url) < _INNER_BYTES:
            inner.append(frames.WXXX(encoding=3, desc="", url=chapter.url))
        yield frames.CHAP(
            element_id=name,
            start_time=round(chapter.start_seconds * 1000),
            end_time=round(end * 1000),
            sub_frames=inner,
        )
    if names:
        flags = frames.CTOCFlags.TOP_LEVEL | frames.CTOCFlags.ORDERED
        yield frames.CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[])


def _with_ends(tags: EpisodeTags) -> list[tuple[Chapter, float]]:
    ends = [chapter.start_seconds for chapter in tags.chapters[1:]] + [tags.duration_seconds]
    return list(zip(tags.chapters, ends, strict=False))


def sound_span(file: BinaryIO) -> tuple[int, int]:
    """Where the MPEG frames begin and end: without ID3v2, APEv2, Lyrics3v2 and ID3v1 tags."""
    start, end = file_types.id3_end(file), file.seek(0, io.SEEK_END)
    file.seek(start)
    start = min(start + _ape_size(file.read(32)), end)
    while (shorter := _without_last_tag(file, end)) < end:
        end = max(shorter, start)
        if end == start:
            break
    return start, end


def _without_last_tag(file: BinaryIO, end: int) -> int:
    file.seek(max(0, end - 128))
    tail = file.read(min(end, 128))
    if len(tail) == 128 and tail.startswith(b"TAG"):
        return end - 128
    if tail.endswith(b"LYRICS200") and tail[-15:-9].isdigit():
        return max(0, end - 15 - int(tail[-15:-9]))
    return max(0, end - _ape_size(tail[-32:]))


def _ape_size(block: bytes) -> int:
    """The size of the APEv2 tag of which this is the header or footer; 0 if it is neither."""
    if len(block) < 32 or not block.startswith(b"APETAGEX"):
        return 0
    size, _, flags = struct.unpack("<III", block[12:24])
    return int(size) + (32 if flags >> 31 else 0)


# --- MP4

_PODCAST = 21


def _tag_mp4(source: BinaryIO, target: BinaryIO, tags: EpisodeTags) -> None:
    chapters = [(chapter.start_seconds, chapter.title) for chapter in tags.chapters]
    write_mp4(source, target, user_data(_atoms(tags), chapters))


def _atoms(tags: EpisodeTags) -> dict[str, Any]:
    return {
        "©nam": tags.title,
        "©alb": tags.show,
        "©ART": tags.author,
        "©gen": "Podcast",
        "©day": tags.published.strftime("%Y-%m-%d") if tags.published else None,
        "©cmt": tags.comment,
        "desc": tags.comment,
        "purl": tags.feed_url,
        "trkn": tags.number and (tags.number, 0),
        "disk": tags.season and (tags.season, 0),
        "stik": _PODCAST,
        "covr": tags.cover and MP4Cover(tags.cover, imageformat=MP4Cover.FORMAT_JPEG),
    }
