"""Chapters as lines of a time and a title, as mp4chaps and people write them."""

import re
from collections.abc import Iterator

from feeds.chapters import parse_chapters
from feeds.errors import FeedError
from feeds.model import Chapter

_LINE = re.compile(
    r"[\[(]?(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?[\])]?(?:\s+(?:[-–—]\s+)?(.*))?",
    re.ASCII,
)
_MOST_LINES = 10_000


def read_chapters(data: bytes) -> tuple[Chapter, ...]:
    """Chapters as JSON, or else as lines; FeedError says what is wrong with either."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return parse_chapters(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedError(
            "The chapters file is not UTF-8: byte {position} is not.", position=error.start + 1
        ) from None
    return parse_lines(text)


def parse_lines(text: str) -> tuple[Chapter, ...]:
    """Read “00:00:12.000 Title” (mp4chaps) or “00:12 Title”; empty lines are passed over.

    FeedError names the line that is something else, or whose time does not rise.
    """
    chapters = []
    last = -1.0
    for number, line in _lines(text):
        chapter = _chapter(number, line)
        if chapter.start <= last:
            raise FeedError(
                "Line {line}: the chapter starts at {start} s, not after the one before it.",
                line=number,
                start=chapter.start,
            )
        last = chapter.start
        chapters.append(chapter)
    return tuple(chapters)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if number > _MOST_LINES:
            raise FeedError("The chapters file has more than {most} lines.", most=_MOST_LINES)
        if line.strip():
            yield number, line.strip()


def _chapter(number: int, line: str) -> Chapter:
    match = _LINE.fullmatch(line)
    if match is None:
        raise FeedError(
            "Line {line}: “{text}” is not a chapter. Write “00:12 Title”.",
            line=number,
            text=line[:60],
        )
    hours, minutes, seconds, fraction, title = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return Chapter(start=whole + float(f"0.{fraction or 0}"), title=(title or "").strip())
