"""What can be said of an episode: the one table that form, commands, log and history follow."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypedDict

from feeds.chapter_lines import read_chapters
from mediahub.episodes.lines import CHAPTERS, LINKS, LOCATIONS, SOUNDBITES
from mediahub.episodes.models import Episode
from mediahub.errors import Invalid, Phrase
from mediahub.forms.fields import Field, Option
from mediahub.forms.kinds import COMMA_LIST, FLAG, MARKDOWN, NUMBER, TEXT, Kind, choice
from mediahub.forms.text_parsers import pair, whole_number
from mediahub.media.service import read_file
from mediahub.people.credit_rows import CREDIT_ROWS
from mediahub.people.service import credit_lines
from mediahub.shows.models import Season
from mediahub.unicode_forms import one_line

TYPES = {
    "full": Phrase("Whole episode"),
    "trailer": Phrase("Trailer"),
    "bonus": Phrase("Bonus episode"),
}
# How "" comes from the command line where a file is asked for.
NO_FILE = Path()


class EpisodeFields(TypedDict, total=False):
    """The values that a service is given; see `episodes.models.Episode` for what each means."""

    title: str
    slug: str
    number: int | None
    season: Season | None
    description: str
    type: str
    explicit: bool
    topics: list[str]
    links: list[dict[str, Any]]
    chapters: list[dict[str, Any]]
    soundbites: list[dict[str, Any]]
    locations: list[dict[str, Any]]


def check_title(text: str) -> None:
    """Invalid when nothing stands in it."""
    if not (text or "").strip():
        raise Invalid("An episode needs a title.")


def not_a_type(text: str) -> Invalid:
    """The refusal of a type that no feed knows."""
    return Invalid("An episode is full, trailer or bonus, not “{type}”.", type=text)


def _title(text: str, _: str) -> str:
    check_title(text)
    return one_line(text)


def _season_number(episode: Episode) -> int | None:
    return episode.season.number if episode.season else None


def _link(text: str) -> dict[str, str]:
    url, title = pair(text, " ")
    return {"url": url, "title": title or url}


def _soundbite(text: str) -> dict[str, Any]:
    times, title = pair(text, " ")
    start, seconds = pair(times, "+")
    return {"start": whole_number(start), "duration": whole_number(seconds), "title": title}


def _chapters(path: Path) -> list[dict[str, Any]]:
    if path == NO_FILE:
        return []
    chapters = read_chapters(read_file(path))
    return [
        {name: value for name, value in asdict(chapter).items() if value not in ("", None)}
        for chapter in chapters
    ]


FIELDS: Sequence[Field] = (
    Field("title", Phrase("Title"), Kind(str, _title)),
    Field(
        "description",
        Phrase("Description"),
        MARKDOWN,
        Option("What it is about, in Markdown."),
    ),
    Field(
        "type",
        Phrase("Kind of episode"),
        choice(TYPES, not_a_type),
        Option("full, trailer or bonus."),
    ),
    Field(
        "explicit",
        Phrase("Explicit language"),
        FLAG,
        Option("Explicit content.", "--explicit/--clean", bool),
    ),
    Field(
        "credits",
        Phrase("Credits"),
        CREDIT_ROWS,
        get=lambda episode: credit_lines(episode.credits),
        column="",
    ),
    Field(
        "topics", Phrase("Topics"), COMMA_LIST, Option("A topic; repeatable.", "--topic", list, str)
    ),
    Field("number", Phrase("Number"), NUMBER, Option("Its number.")),
    Field(
        "season",
        Phrase("Season"),
        NUMBER,
        Option("Its season's number."),
        get=_season_number,
        column="season_id",
    ),
    Field(
        "slug",
        Phrase("Address"),
        TEXT,
        Option("Its address; made from number and title otherwise."),
    ),
    Field(
        "chapters",
        Phrase("Chapters"),
        CHAPTERS,
        Option("Podcast JSON, or “00:12 Title” lines.", type=Path, read=_chapters),
    ),
    Field(
        "links",
        Phrase("Links"),
        LINKS,
        Option("A related link, “URL title”; repeatable.", "--url", list, _link),
    ),
    Field(
        "soundbites",
        Phrase("Soundbites"),
        SOUNDBITES,
        Option("“start+seconds title”; repeatable.", "--soundbite", list, _soundbite),
    ),
    Field(
        "locations",
        Phrase("Places"),
        LOCATIONS,
        Option("A place it is about; repeatable.", "--location", list, lambda text: {"text": text}),
    ),
)
"""In the order of the form. All but title and credits, which have options of their own, are given
on the command line as they stand here."""
