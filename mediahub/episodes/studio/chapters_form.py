"""The form of an episode's chapters: rows as they are typed, and what they become."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from feeds.chapter_lines import read_chapters
from mediahub.accounts.guard import FormCall
from mediahub.errors import Invalid
from mediahub.i18n import sentence
from mediahub.people.web_addresses import check_url
from mediahub.transcripts.formats.times import read_ms, written

MOST_ROWS = 330
"""More fields than that a form may not have."""

Chapters = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter as it is typed; `was` is the time that it was saved with, "" for a new one."""

    start: str = ""
    title: str = ""
    url: str = ""
    img: str = ""
    is_hidden: bool = False
    was: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed in it, so that there is no such chapter."""
        return not (self.start or self.title or self.url or self.img)


def rows_of(chapters: Sequence[Mapping[str, Any]], *, saved: bool = True) -> list[ChapterRow]:
    """Chapters, as saved or read in, to be typed on."""
    rows = []
    for chapter in chapters:
        start = written(round(chapter["start"] * 1000))
        rows.append(
            ChapterRow(
                start,
                chapter.get("title", ""),
                chapter.get("url", ""),
                chapter.get("img", ""),
                not chapter.get("toc", True),
                start if saved else "",
            )
        )
    return rows


def rows_sent(call: FormCall) -> list[ChapterRow]:
    """The rows of the form that was sent, without those in which nothing stands."""
    rows = []
    for number in range(MOST_ROWS):
        if f"start-{number}" not in call.form:
            break
        start, title, url, img = (_text(call, name, number) for name in _TEXTS)
        is_hidden, was = bool(call.sent(f"hidden-{number}")), call.sent(f"was-{number}")
        row = ChapterRow(start, title, url, img, is_hidden, was)
        if not row.is_empty:
            rows.append(row)
    return rows


_TEXTS = ("start", "title", "url", "img")


def _text(call: FormCall, name: str, number: int) -> str:
    return call.sent(f"{name}-{number}").strip()[:2_000]


def field_errors(rows: Sequence[ChapterRow]) -> str:
    """The rows as lines, to be compared; a chapter that is not listed stands in brackets."""
    return "\n".join(
        f"({line})" if row.is_hidden else line
        for row in rows
        if (line := " ".join(filter(None, (row.start, row.title, row.url, row.img))))
    )


@dataclass(frozen=True, slots=True)
class ParsedChapters:
    """What rows become: chapters by their starts, and the row of each; or what is wrong where."""

    chapters: Chapters
    numbers: Sequence[int]
    errors: dict[str, str]


def read(
    rows: Sequence[ChapterRow], saved: Sequence[Mapping[str, Any]], language: str
) -> ParsedChapters:
    """The chapters of the rows, in the order of time; errors are by field, such as `start-3`.

    What no field shows of a saved chapter, such as its place, stays with it.
    """
    kept = {written(round(one["start"] * 1000)): one for one in saved}
    errors: dict[str, str] = {}
    found: list[tuple[int, dict[str, Any]]] = []
    for number, row in enumerate(rows):
        try:
            start = read_ms(row.start) / 1000
        except Invalid as error:
            errors[f"start-{number}"] = sentence(error, language)
            continue
        found.append((number, _chapter(row, start, kept.get(row.was, {}))))
    for number, row in enumerate(rows):
        for name, address in (("url", row.url), ("img", row.img)):
            try:
                check_url(address)
            except Invalid as error:
                errors[f"{name}-{number}"] = sentence(error, language)
    found.sort(key=lambda one: float(one[1]["start"]))
    return ParsedChapters([one for _, one in found], [number for number, _ in found], errors)


def _chapter(row: ChapterRow, start: float, was: Mapping[str, Any]) -> dict[str, Any]:
    texts = {"title": row.title, "url": row.url, "img": row.img}
    chapter: dict[str, Any] = {"start": start, **{k: v for k, v in texts.items() if v}}
    if row.is_hidden or "toc" in was:
        chapter["toc"] = not row.is_hidden
    if was.get("location"):
        chapter["location"] = was["location"]
    if was.get("end") is not None and was["end"] > start:
        chapter["end"] = was["end"]
    return chapter


def read_in(text: str) -> Chapters:
    """Chapters of a JSON file or of lines; FeedError says what is wrong, Invalid without any."""
    chapters = read_chapters(text.encode())
    if not chapters:
        raise Invalid("There are no chapters in it. Write “00:12 Title” on each line.")
    if len(chapters) > MOST_ROWS - 5:
        raise Invalid("It holds {count} chapters; {most} are the most.", count=len(chapters),
                      most=MOST_ROWS - 5)  # fmt: skip
    return [
        {name: value for name, value in asdict(chapter).items() if value not in ("", None)}
        for chapter in chapters
    ]
