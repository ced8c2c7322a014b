"""People and points of a programme as rows of a form: read, moved, and turned into lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from typing import TypeVar

from mediahub.accounts.guard import FormCall
from mediahub.clock import local
from mediahub.errors import Invalid
from mediahub.names import LONGEST_NAME
from mediahub.people.models import Credit, Organisation
from mediahub.people.service import CreditLine
from mediahub.unicode_forms import one_line
from mediahub.webcasts.models import ProgrammePoint
from mediahub.webcasts.programme import PointLine

R = TypeVar("R")
LONGEST_TITLE = 255
_LONGEST_PART = Organisation.name.type.length
HOST = "host cast"
GUEST = "guest cast"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody as typed; `role` is the role and the group of `feeds.taxonomy`."""

    name: str = ""
    title: str = ""
    organisation: str = ""
    role: str = GUEST

    @classmethod
    def of(cls, credit: Credit) -> "PersonRow":
        """As they are credited."""
        organisation = credit.organisation.name if credit.organisation else ""
        role = f"{credit.role} {credit.group}"
        return cls(credit.person.name, credit.title or "", organisation, role)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.name or self.title or self.organisation)

    @property
    def text(self) -> str:
        """One line, to be compared."""
        parts = [part for part in (self.name, self.title, self.organisation) if part]
        return ", ".join(parts)

    def line(self) -> CreditLine:
        """The credit; Invalid without a name, or with what there is no room for."""
        if not self.name:
            raise Invalid("“{text}” has no name.", text=self.text)
        _require_room(self.name, LONGEST_NAME)
        for part in (self.title, self.organisation):
            _require_room(part, _LONGEST_PART)
        role, _, group = self.role.partition(" ")
        return CreditLine(self.name, self.title or None, self.organisation or None, role, group)


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point of the programme as typed."""

    at: str = ""
    title: str = ""
    text: str = ""
    speakers: list[PersonRow] = field(default_factory=list)

    @classmethod
    def of(cls, point: ProgrammePoint) -> "PointRow":
        """As it is."""
        speakers = [PersonRow.of(credit) for credit in point.speakers]
        return cls(f"{local(point.starts_at):%H:%M}", point.title, point.text, speakers)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.at or self.title or self.text or named(self.speakers))

    @property
    def lines(self) -> str:
        """What it says, to be compared."""
        who = "; ".join(person.text for person in named(self.speakers))
        return "\n".join(part for part in (f"{self.at} {self.title}", who, self.text) if part)

    def line(self) -> PointLine:
        """The point; Invalid for what is not a time of day, or without a title."""
        at = read_time(self.at)
        if not self.title:
            raise Invalid("The point at {time} has no title.", time=self.at)
        _require_room(self.title, LONGEST_TITLE)
        speakers = tuple(person.line() for person in named(self.speakers))
        return PointLine(at, self.title, self.text, speakers)


def read_time(text: str) -> time:
    """The time of day that “09:15” or “09.15” says; Invalid for anything else."""
    try:
        return time.fromisoformat(text.replace(".", ":")).replace(second=0, microsecond=0)
    except ValueError:
        raise Invalid("“{time}” is not a time of day.", time=text) from None


def named(rows: Iterable[PersonRow]) -> list[PersonRow]:
    """The rows in which something was typed."""
    return [row for row in rows if not row.is_empty]


def _require_room(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Invalid(
            "“{beginning}…” is {length} characters long; {longest} is the most.",
            beginning=text[:40],
            length=len(text),
            longest=longest,
        )


# --- From a form


def people_in(call: FormCall) -> list[PersonRow]:
    """The people of the whole webcast, in the order of the form."""
    return _people(call, "person", _all(call, "person_role"))


def points_in(call: FormCall) -> list[PointRow]:
    """The programme in the order of the form; each row sends a `point` that its speakers name."""
    speakers = _people(call, "speaker", [])
    keys = _all(call, "speaker_point")
    of: dict[str, list[PersonRow]] = {}
    for key, person in zip(keys, speakers, strict=False):
        of.setdefault(key, []).append(person)
    columns = (_all(call, f"point_{name}") for name in ("at", "title", "text"))
    return [
        PointRow(at, one_line(title), text.strip(), of.get(key, []))
        for key, at, title, text in zip(_all(call, "point"), *columns, strict=False)
    ]


def _people(call: FormCall, prefix: str, roles: Sequence[str]) -> list[PersonRow]:
    columns = [_all(call, f"{prefix}_{name}") for name in ("name", "title", "organisation")]
    rows = [PersonRow(*map(one_line, row)) for row in zip(*columns, strict=False)]
    if not roles:
        return rows
    return [replace(row, role=role) for row, role in zip(rows, roles, strict=False)]


def _all(call: FormCall, name: str) -> list[str]:
    return [value.replace("\r\n", "\n").strip() for value in call.sent_list(name)]
