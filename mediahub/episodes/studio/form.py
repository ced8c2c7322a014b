"""The form of an episode: filled from what is saved, read as it was typed, checked by field."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from feeds.chapter_lines import parse_lines
from feeds.errors import FeedError
from feeds.model import Chapter
from feeds.taxonomy import role
from mediahub.accounts.guard import FormCall
from mediahub.episodes.models import Episode
from mediahub.episodes.service import TYPES
from mediahub.errors import Invalid, MediaHubError
from mediahub.i18n import sentence
from mediahub.people.service import CreditLine, parse_credit
from mediahub.people.web_addresses import check_url
from mediahub.shows.text_parsers import whole_number
from mediahub.unicode_forms import normalize

TEXTS = ("title", "description", "type", "explicit", "topics", "number", "season", "slug")
LINES = ("chapters", "soundbites", "locations")
CREDIT = ("name", "title", "organisation", "role")
LINK = ("url", "title")
ROWS = {"credits": CREDIT, "links": LINK}
_LONGEST_PART = 200
_SOUNDBITE = re.compile(
    r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d(?:[.,]\d{1,3})?)\s*\+\s*(\d{1,4}(?:[.,]\d{1,3})?)(?:\s+(.*))?",
    re.ASCII,
)
_ACT = re.compile(r"(credits|links)-(add|remove|up|down)(?:-(\d{1,4}))?", re.ASCII)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EpisodeForm:
    """The form as it stands: single texts, and rows of credits and of links."""

    texts: Mapping[str, str]
    rows: Mapping[str, Sequence[Row]]
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""

    @property
    def compared(self) -> dict[str, str]:
        """Every field as one text, which tells whether two forms say the same."""
        lines = {
            name: "\n".join(text for row in rows if (text := _row_text(name, row)))
            for name, rows in self.rows.items()
        }
        return {"title": self.texts["title"]} | lines | dict(self.texts)


@dataclass(frozen=True, slots=True)
class ParsedForm:
    """What a form asks for, read; `season` is a number, made if new."""

    fields: Mapping[str, Any]
    season: int | None
    credits: Sequence[CreditLine]


def filled_from(episode: Episode) -> EpisodeForm:
    """The form of an episode as it is saved."""
    texts = {
        "title": episode.title,
        "description": episode.description,
        "type": episode.type,
        "explicit": "1" if episode.explicit else "",
        "topics": ", ".join(episode.topics),
        "number": _text(episode.number),
        "season": _text(episode.season.number if episode.season else None),
        "slug": episode.slug,
        "chapters": "\n".join(map(chapter_line, episode.chapters)),
        "soundbites": "\n".join(map(soundbite_line, episode.soundbites)),
        "locations": "\n".join(location["text"] for location in episode.locations),
    }
    credited = [
        {
            "name": credit.person.name,
            "title": credit.title or "",
            "organisation": credit.organisation.name if credit.organisation else "",
            "role": f"{credit.role}|{credit.group}",
        }
        for credit in episode.credits
    ]
    links = [{"url": link["url"], "title": link.get("title", "")} for link in episode.links]
    return EpisodeForm(texts, {"credits": credited, "links": links})


def filled_sent(call: FormCall) -> EpisodeForm:
    """The form as it was typed."""
    texts = {name: _newlines(call.sent(name)) for name in (*TEXTS, *LINES)}
    return EpisodeForm(texts, {name: _sent_rows(call, name) for name in ROWS})


def _sent_rows(call: FormCall, name: str) -> list[Row]:
    columns = [call.form.getlist(f"{name}-{part}") for part in ROWS[name]]
    rows = zip(*([str(value) for value in column] for column in columns), strict=False)
    return [dict(zip(ROWS[name], row, strict=True)) for row in rows]


def rearranged(filled: EpisodeForm, act: str) -> EpisodeForm:
    """The form after “credits-up-2” and the like; rows are counted from 0. Nothing for others."""
    match = _ACT.fullmatch(act)
    if match is None:
        return filled
    name, verb, place = match[1], match[2], int(match[3] or 0)
    rows = list(filled.rows[name])
    if verb == "add":
        rows.append(dict.fromkeys(ROWS[name], ""))
    elif place < len(rows) and verb == "remove":
        del rows[place]
    elif verb in ("up", "down"):
        other = place + (1 if verb == "down" else -1)
        if 0 <= other < len(rows) and place < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
    return replace(filled, rows={**filled.rows, name: rows})


def read(
    filled: EpisodeForm, episode: Episode, language: str
) -> tuple[ParsedForm | None, EpisodeForm]:
    """What the form asks for; None, and the form with what is wrong by field, if it is wrong."""
    errors: dict[str, str] = {}

    def take(name: str, read_text: Callable[[], Any]) -> Any:
        try:
            return read_text()
        except (MediaHubError, FeedError) as error:
            errors[name] = sentence(error, language)
            return None

    texts = filled.texts
    fields: dict[str, Any] = {
        "title": take("title", lambda: _title(texts["title"])),
        "description": _description(texts["description"], episode),
        "type": take("type", lambda: _type(texts["type"])),
        "explicit": texts["explicit"] == "1",
        "topics": read_topics(texts["topics"]),
        "number": take("number", lambda: _number(texts["number"])),
        "slug": texts["slug"].strip(),
        "links": take("links", lambda: _links(filled.rows["links"])),
        "chapters": take("chapters", lambda: _chapters(texts["chapters"], episode)),
        "soundbites": take("soundbites", lambda: _soundbites(texts["soundbites"])),
        "locations": _locations(texts["locations"], episode),
    }
    season = take("season", lambda: _number(texts["season"]))
    credited = take("credits", lambda: _credits(filled.rows["credits"]))
    if errors:
        return None, replace(filled, errors=errors)
    return ParsedForm(fields, season, credited), filled


def read_topics(text: str) -> list[str]:
    """What stands between the commas, each once."""
    return list(dict.fromkeys(topic for part in text.split(",") if (topic := _clean(part))))


def chapter_line(chapter: Mapping[str, Any]) -> str:
    """ "00:12 Title", as `feeds.chapter_lines` reads it."""
    return f"{_clock(chapter['start'])} {chapter.get('title', '')}".strip()


def _clock(seconds: float) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    begin = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"
    return f"{begin}.{milliseconds:03}".rstrip("0") if milliseconds else begin


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _clean(text: str) -> str:
    # Keyboards differ in how they write an å, and nobody sees two spaces in a row.
    return " ".join(normalize("NFC", text).split())


def _row_text(name: str, row: Row) -> str:
    if name == "links":
        return " ".join(part for part in (row["url"], row["title"]) if part)
    who = ", ".join(part for part in (row["name"], row["title"], row["organisation"]) if part)
    return f"{_role_name(row['role'])}: {who}" if row["name"].strip() else ""


def _role_name(sent: str) -> str:
    try:
        return role(*sent.split("|", 1)).sv
    except FeedError:
        return sent


def _title(text: str) -> str:
    if not text.strip():
        raise Invalid("An episode needs a title.")
    return _clean(text)


def _description(text: str, episode: Episode) -> str:
    """As it is saved, if only what surrounds it differs: that is not a change to be told of."""
    saved = _newlines(episode.description)
    return episode.description if text.strip() == saved.strip() else text.strip()


def _type(text: str) -> str:
    if text not in TYPES:
        raise Invalid("An episode is full, trailer or bonus, not “{type}”.", type=text)
    return text


def _number(text: str) -> int | None:
    return whole_number(text.strip()) if text.strip() else None


def _links(rows: Sequence[Row]) -> list[dict[str, str]]:
    links = []
    for row in rows:
        url, title = row["url"].strip(), _clean(row["title"])
        if title and not url:
            raise Invalid("The link “{title}” has no address.", title=title)
        check_url(url or None)
        if url:
            links.append({"url": url, "title": title or url})
    return links


def _credits(rows: Sequence[Row]) -> list[CreditLine]:
    return [_credit(row) for row in rows if any(row[part].strip() for part in CREDIT[:3])]


def _credit(row: Row) -> CreditLine:
    if not row["name"].strip():
        raise Invalid("“{text}” has no name. Write who it is.", text=_clean(_about(row)))
    found = role(*row["role"].split("|", 1))
    line = parse_credit(row["name"], found.slug, found.group)
    title, organisation = _clean(row["title"]), _clean(row["organisation"])
    for text in (title, organisation):
        if len(text) > _LONGEST_PART:
            raise Invalid(
                "“{beginning}…” is {length} characters long; there is room for {longest}.",
                beginning=text[:40],
                length=len(text),
                longest=_LONGEST_PART,
            )
    return replace(line, title=title or line.title, organisation=organisation or line.organisation)


def _about(row: Row) -> str:
    return ", ".join(part for part in (row["title"], row["organisation"]) if part)


def _chapters(text: str, episode: Episode) -> list[dict[str, Any]]:
    """What the lines say; the pictures and links of chapters that begin as before stay."""
    known = {round(chapter["start"] * 1000): chapter for chapter in episode.chapters}
    return [
        {"start": chapter.start} | known.get(round(chapter.start * 1000), {}) | _titled(chapter)
        for chapter in parse_lines(text)
    ]


def _titled(chapter: Chapter) -> dict[str, str]:
    return {"title": chapter.title}


def soundbite_line(soundbite: Mapping[str, Any]) -> str:
    """ "01:12+30 Title": where it begins, how many seconds it lasts, what it is called."""
    seconds = f"{soundbite['duration']:g}"
    return f"{_clock(soundbite['start'])}+{seconds} {soundbite.get('title', '')}".strip()


def _soundbites(text: str) -> list[dict[str, Any]]:
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


def _locations(text: str, episode: Episode) -> list[dict[str, Any]]:
    """A place a line; what is known of one that stays, such as where it lies, stays with it."""
    known = {place["text"]: place for place in episode.locations}
    return [known.get(line, {"text": line}) for part in text.splitlines() if (line := _clean(part))]
