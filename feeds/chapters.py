"""Chapters as the podcast namespace's JSON, version 1.2.0, in and out.

Follows docs/examples/chapters/jsonChapters.md of Podcastindex-org/podcast-namespace.
"""

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NoReturn

from feeds.errors import FeedError
from feeds.model import Chapter, Location
from feeds.xml import legal

MEDIA_TYPE = "application/json+chapters"
VERSION = "1.2.0"


def chapters_json(title: str, chapters: Sequence[Chapter]) -> bytes:
    """Return a chapters file in UTF-8; `title` is the episode's."""
    document = {
        "version": VERSION,
        "title": title,
        "chapters": [_written(chapter) for chapter in chapters],
    }
    return legal(json.dumps(document, ensure_ascii=False, indent=1)).encode("utf-8")


def parse_chapters(data: bytes) -> tuple[Chapter, ...]:
    """Read a chapters file strictly: UTF-8, version 1.x, start times that rise.

    FeedError says which chapter, counted from 1, is wrong and how.
    """
    document = _object(_json(_text(data)))
    version = document.get("version")
    if not (isinstance(version, str) and version.startswith("1.")):
        raise FeedError(
            "The chapters file must say “version”: “1.2.0”; it says {version}.",
            version=_shown(version),
        )
    given = document.get("chapters")
    if not isinstance(given, list):
        raise FeedError("The chapters file must hold a list named “chapters”.")
    chapters = tuple(_chapter(number, value) for number, value in enumerate(given, 1))
    _require_rising(chapters)
    return chapters


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedError(
            "The chapters file is not UTF-8: byte {position} is not.", position=error.start + 1
        ) from None


def _json(text: str) -> object:
    try:
        document: object = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise FeedError(
            "The chapters file is not JSON: line {line}, column {column}.",
            line=error.lineno,
            column=error.colno,
        ) from None
    except FeedError:
        raise
    except (RecursionError, ValueError):
        raise FeedError("The chapters file is not JSON that can be read.") from None
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise FeedError("The chapters file holds {name}, which is not a time.", name=name)


def _object(document: object) -> Mapping[str, object]:
    if not isinstance(document, dict):
        raise FeedError("The chapters file must hold an object with “version” and “chapters”.")
    return document


def _chapter(number: int, value: object) -> Chapter:
    if not isinstance(value, dict):
        raise FeedError("Chapter {number} is not an object.", number=number)
    start = _seconds(number, value, "startTime")
    if start is None:
        raise FeedError("Chapter {number} has no startTime.", number=number)
    end = _seconds(number, value, "endTime")
    if end is not None and end <= start:
        raise FeedError(
            "Chapter {number} ends at {end} s, which is not after its start at {start} s.",
            number=number,
            end=end,
            start=start,
        )
    return Chapter(
        start=start,
        title=_string(number, value, "title"),
        img=_address(number, value, "img"),
        url=_address(number, value, "url"),
        toc=_toc(number, value),
        end=end,
        location=_location(number, value.get("location")),
    )


def _seconds(number: int, value: Mapping[str, object], name: str) -> float | None:
    seconds = value.get(name)
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise FeedError(
            "Chapter {number} has the {name} {value}, which is not a number of seconds.",
            number=number,
            name=name,
            value=_shown(seconds),
        )
    if not 0 <= seconds <= _LONGEST or math.isnan(seconds):
        raise FeedError(
            "Chapter {number} has the {name} {value}, which is not a time in an episode.",
            number=number,
            name=name,
            value=_shown(seconds),
        )
    return float(seconds)


def _string(number: int, value: Mapping[str, object], name: str) -> str:
    text = value.get(name)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise FeedError("Chapter {number} has a {name} that is not text.", number=number, name=name)
    return text.strip()


def _address(number: int, value: Mapping[str, object], name: str) -> str:
    address = _string(number, value, name)
    if address and not address.lower().startswith(("https://", "http://")):
        raise FeedError(
            "Chapter {number} has the {name} “{value}”, which is not a web address.",
            number=number,
            name=name,
            value=address,
        )
    return address


def _toc(number: int, value: Mapping[str, object]) -> bool:
    toc = value.get("toc", True)
    if not isinstance(toc, bool):
        raise FeedError("Chapter {number} has a toc that is not true or false.", number=number)
    return toc


def _location(number: int, value: object) -> Location | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise FeedError("Chapter {number} has a location that is not an object.", number=number)
    name, geo = _string(number, value, "name"), _string(number, value, "geo")
    if not (name and geo.startswith("geo:")):
        raise FeedError(
            "Chapter {number} has a location without a name and a geo address.", number=number
        )
    return Location(name, geo=geo, osm=_string(number, value, "osm"))


def _require_rising(chapters: tuple[Chapter, ...]) -> None:
    for number, (before, after) in enumerate(pairwise(chapters), 2):
        if after.start == before.start:
            raise FeedError(
                "Chapter {number} starts at {start} s, as the one before it does.",
                number=number,
                start=after.start,
            )
        if after.start < before.start:
            raise FeedError(
                "Chapter {number} starts at {start} s, before the one before it at {before} s.",
                number=number,
                start=after.start,
                before=before.start,
            )


def _written(chapter: Chapter) -> dict[str, object]:
    values: dict[str, object] = {"startTime": _number(chapter.start)}
    if chapter.end is not None:
        values["endTime"] = _number(chapter.end)
    texts = {"title": chapter.title, "img": chapter.img, "url": chapter.url}
    values |= {name: text for name, text in texts.items() if text}
    if not chapter.toc:
        values["toc"] = False
    if place := chapter.location:
        texts = {"name": place.text, "geo": place.geo, "osm": place.osm}
        values["location"] = {name: text for name, text in texts.items() if text}
    return values


def _number(seconds: float) -> float:
    return int(seconds) if seconds == int(seconds) else seconds


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


_LONGEST = 7 * 24 * 3600
_SHOWN = 40
