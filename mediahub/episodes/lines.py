"""Chapters, soundbites, places and links of an episode, as people type them and back."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from feeds.chapter_lines import parse_lines
from mediahub.errors import Invalid
from mediahub.forms.kinds import Kind, Row, Rows, lines
from mediahub.people.web_addresses import check_url
from mediahub.unicode_forms import one_line

Values = Sequence[Mapping[str, Any]]

_SOUNDBITE = re.compile(
    r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d(?:[.,]\d{1,3})?)\s*\+\s*(\d{1,4}(?:[.,]\d{1,3})?)(?:\s+(.*))?",
    re.ASCII,
)


def chapter_line(chapter: Mapping[str, Any]) -> str:
    """ "00:12 Title", as `feeds.chapter_lines` reads it."""
    return f"{_clock(chapter['start'])} {chapter.get('title', '')}".strip()


def soundbite_line(soundbite: Mapping[str, Any]) -> str:
    """ "01:12+30 Title": where it begins, how many seconds it lasts, what it is called."""
    seconds = f"{soundbite['duration']:g}"
    return f"{_clock(soundbite['start'])}+{seconds} {soundbite.get('title', '')}".strip()


def _clock(seconds: float) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    begin = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"
    return f"{begin}.{milliseconds:03}".rstrip("0") if milliseconds else begin


def _chapters(text: str, saved: Values) -> list[dict[str, Any]]:
    """What the lines say; the pictures and links of chapters that begin as before stay."""
    known = {round(chapter["start"] * 1000): chapter for chapter in saved}
    return [
        {
            "start": chapter.start,
            **known.get(round(chapter.start * 1000), {}),
            "title": chapter.title,
        }
        for chapter in parse_lines(text)
    ]


def _soundbites(text: str, _: Values) -> list[dict[str, Any]]:
    return [_soundbite(line.strip()) for line in text.splitlines() if line.strip()]


def _soundbite(line: str) -> dict[str, Any]:
    match = _SOUNDBITE.fullmatch(line)
    if match is None:
        raise Invalid(
            "“{text}” is not a soundbite. Write where it begins, how many seconds it lasts and what"
            " it is called: “01:12+30 Title”.",
            text=line[:60],
        )
    hours, minutes, seconds, duration, title = match.groups()
    start = int(hours or 0) * 3600 + int(minutes) * 60 + _decimal(seconds)
    return {"start": start, "duration": _decimal(duration), "title": (title or "").strip()}


def _decimal(text: str) -> float | int:
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def _locations(text: str, saved: Values) -> list[dict[str, Any]]:
    """A place a line; what is known of one that stays, such as where it lies, stays with it."""
    known = {place["text"]: dict(place) for place in saved}
    return [
        known.get(line, {"text": line}) for part in text.splitlines() if (line := one_line(part))
    ]


def _link_rows(links: Values) -> list[Row]:
    return [{"url": link["url"], "title": link.get("title", "")} for link in links]


def _links(rows: Sequence[Row]) -> list[dict[str, str]]:
    links = []
    for row in rows:
        url, title = row["url"].strip(), one_line(row["title"])
        if title and not url:
            raise Invalid("The link “{title}” has no address.", title=title)
        check_url(url or None)
        if url:
            links.append({"url": url, "title": title or url})
    return links


CHAPTERS = Kind(lines(chapter_line), _chapters)
SOUNDBITES = Kind(lines(soundbite_line), _soundbites)
LOCATIONS = Kind(lines(lambda place: str(place["text"])), _locations)
LINKS = Rows(
    columns=("url", "title"),
    rows=_link_rows,
    read=_links,
    line=lambda row: " ".join(part for part in (row["url"], row["title"]) if part),
    text=lines(lambda link: f"{link.get('title', '')} {link['url']}".strip()),
)
