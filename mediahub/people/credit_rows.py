"""Credits in a form: as rows of name, title, organisation and role, or as lines."""

from collections.abc import Sequence
from dataclasses import replace

from feeds.errors import FeedError
from feeds.taxonomy import role
from mediahub.errors import Invalid
from mediahub.forms.kinds import Kind, Row, Rows, lines
from mediahub.people.service import CreditLine, parse_credit
from mediahub.unicode_forms import one_line

_WHO = ("name", "title", "organisation")
_LONGEST_PART = 200


def _rows(credited: Sequence[CreditLine]) -> list[Row]:
    return [
        {
            "name": line.name,
            "title": line.title or "",
            "organisation": line.organisation or "",
            "role": f"{line.role}|{line.group}",
        }
        for line in credited
    ]


def _read(rows: Sequence[Row]) -> list[CreditLine]:
    return [_credit(row) for row in rows if any(row[part].strip() for part in _WHO)]


def _credit(row: Row) -> CreditLine:
    if not row["name"].strip():
        raise Invalid("“{text}” has no name. Write who it is.", text=one_line(_who(row)))
    found = role(*row["role"].split("|", 1))
    line = parse_credit(row["name"], found.slug, found.group)
    title, organisation = one_line(row["title"]), one_line(row["organisation"])
    for text in (title, organisation):
        if len(text) > _LONGEST_PART:
            raise Invalid(
                "“{beginning}…” is {length} characters long; there is room for {longest}.",
                beginning=text[:40],
                length=len(text),
                longest=_LONGEST_PART,
            )
    return replace(line, title=title or line.title, organisation=organisation or line.organisation)


def _line(row: Row) -> str:
    return f"{_role_name(row['role'])}: {_who(row)}" if row["name"].strip() else ""


def _who(row: Row) -> str:
    return ", ".join(row[part] for part in _WHO if row[part].strip())


def _role_name(sent: str) -> str:
    try:
        return role(*sent.split("|", 1)).sv
    except FeedError:
        return sent


CREDIT_LINES = Kind(
    lines(lambda line: ", ".join(filter(None, (line.name, line.title, line.organisation)))),
    lambda text, _: [parse_credit(line, "host") for line in text.splitlines() if line.strip()],
)
"""Hosts, each on a line."""
CREDIT_ROWS = Rows(
    columns=(*_WHO, "role"),
    rows=_rows,
    read=_read,
    line=_line,
    text=lambda credited: "\n".join(map(_line, _rows(credited))),
)
