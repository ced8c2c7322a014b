"""Kinds of values: how each is written as text, in a form or on a line, and read again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediahub.errors import Phrase
from mediahub.forms.text_parsers import whole_number
from mediahub.unicode_forms import one_line

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A value that is edited as one text.

    `read` is also given the value that is saved, for the text need not tell all of it. It raises a
    MediaHubError or FeedError. `words` is the value for people, where that is not the text.
    """

    text: Callable[[Any], str]
    read: Callable[[str, Any], Any]
    words: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A value that is edited as rows of texts, `columns` in each; `text` is all of it, in lines.

    `line` is a row as it was typed, "" for one that says nothing. Refusals as for a `Kind`.
    """

    columns: Sequence[str]
    rows: Callable[[Any], Sequence[Row]]
    read: Callable[[Sequence[Row]], Any]
    line: Callable[[Row], str]
    text: Callable[[Any], str]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _unless_surrounded(text: str, saved: str | None) -> str:
    """As it is saved, if only what surrounds it differs: that is not a change to be told of."""
    return saved if saved and text.strip() == newlines(saved).strip() else text.strip()


def newlines(text: str) -> str:
    """With the line ends of this program; browsers send others."""
    return text.replace("\r\n", "\n")


def comma_list(text: str) -> list[str]:
    """What stands between the commas, each once."""
    return list(dict.fromkeys(part for each in text.split(",") if (part := one_line(each))))


def lines(line: Callable[[Any], str]) -> Callable[[Sequence[Any]], str]:
    """Writes each of several values on a line."""
    return lambda values: "\n".join(map(line, values))


def choice(names: Mapping[str, Phrase], refuse: Callable[[str], Exception]) -> Kind:
    """One of these; the error of `refuse` for any other."""

    def read(text: str, _: Any) -> str:
        if text not in names:
            raise refuse(text)
        return text

    return Kind(_text, read, lambda value: names.get(value, value))


TEXT = Kind(_text, lambda text, _: text.strip())
PERHAPS = Kind(_text, lambda text, _: text.strip() or None)
"""A text, or none."""
MARKDOWN = Kind(_text, _unless_surrounded)
FLAG = Kind(
    lambda value: "1" if value else "",
    lambda text, _: text == "1",
    lambda value: Phrase("Yes") if value else Phrase("No"),
)
NUMBER = Kind(_text, lambda text, _: whole_number(text.strip()) if text.strip() else None)
"""A whole number, or none."""
INTEGER = Kind(_text, lambda text, _: whole_number(text.strip()))
LINES = Kind(
    "\n".join, lambda text, _: [line.strip() for line in text.splitlines() if line.strip()]
)
COMMA_LIST = Kind(", ".join, lambda text, _: comma_list(text))
