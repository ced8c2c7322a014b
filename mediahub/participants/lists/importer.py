"""Importing a list: read and checked as a whole, then everything or nothing is written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.db import unique
from mediahub.errors import Invalid
from mediahub.participants import seats
from mediahub.participants.details import Details, read_details
from mediahub.participants.lists import headings
from mediahub.participants.lists.headings import Columns, Field
from mediahub.participants.lists.sheets import Row, Sheet, read_sheet
from mediahub.participants.models import Participant, Registration, RegistrationState, Source
from mediahub.participants.notices import notify_registered
from mediahub.participants.registration import new_registration
from mediahub.participants.service import (
    ALIVE,
    Target,
    correct,
    is_corrected_by,
    is_covering,
)
from mediahub.web.csv_injection import restore

Progress = Callable[[float], None]
# As many variables as every database takes in one statement, with room to spare.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class ParticipantList:
    """Those in a list, each once, and how many rows said the same again."""

    columns: Columns
    entries: Sequence[Details]
    repeated: int


@dataclass(frozen=True, slots=True)
class ParsedRows:
    """Those in a list by the first line that names them, and by line what is wrong with others."""

    lines: Mapping[int, Details]
    repeated: int
    wrong: Mapping[int, Invalid]


@dataclass(slots=True)
class ImportResult:
    """What an import did or would do: how many persons each way.

    `waiting` are those among the new ones who got no seat, `corrected` those known whose name or
    organisation is another now, `ended` those who cancelled or gave their seat away: a list that
    is older than that does not bring them back.
    """

    rows: int = 0
    new: int = 0
    waiting: int = 0
    known: int = 0
    corrected: int = 0
    ended: int = 0
    repeated: int = 0

    def as_dict(self) -> dict[str, int]:
        """By name, to be told."""
        return asdict(self)


def read_columns(data: bytes) -> tuple[Sheet, Columns]:
    """The table in a file and what its columns hold; Invalid when that cannot be told."""
    sheet = read_sheet(data)
    columns = headings.read_headings(sheet.headings)
    headings.check(columns)
    return sheet, columns


def read_list(sheet: Sheet, columns: Columns) -> ParticipantList:
    """Those in the table; Invalid names every row that is wrong, by its line and why."""
    return list_of(columns, read_rows(sheet, columns))


def list_of(columns: Columns, read: ParsedRows) -> ParticipantList:
    """The list to be imported; Invalid names every row that is wrong, by its line and why."""
    wrong = [
        Invalid("\nLine {line}: {reason}", line=line, reason=[error])
        for line, error in read.wrong.items()
    ]
    if wrong:
        raise Invalid(
            "Nothing is imported, for {count} rows are wrong.{rows}", count=len(wrong), rows=wrong
        )
    return without_wrong(columns, read)


def without_wrong(columns: Columns, read: ParsedRows) -> ParticipantList:
    """The list of the rows that can be read."""
    return ParticipantList(columns, list(read.lines.values()), read.repeated)


def read_rows(sheet: Sheet, columns: Columns) -> ParsedRows:
    """Those in the table, and what is wrong with rows, both by the line in the file."""
    wrong: dict[int, Invalid] = {}
    first: dict[str, tuple[int, Details]] = {}
    repeated = 0
    for row in sheet.rows:
        try:
            details = _details(columns, row)
            line, same = first.setdefault(details.email, (row.line, details))
            if same != details:
                raise Invalid("the same address as line {line}, but not the same person", line=line)
            repeated += line != row.line
        except Invalid as error:
            wrong[row.line] = error
    return ParsedRows(dict(first.values()), repeated, wrong)


def _details(columns: Columns, row: Row) -> Details:
    width = len(columns.headings)
    if any(cell.strip() for cell in row.cells[width:]):
        raise Invalid("there are more cells than headings")
    cells = {field: restore(cell) for field, cell in columns.read(row.cells).items()}
    return read_details(_name(cells), cells.get(Field.EMAIL, ""), cells.get(Field.ORGANISATION))


def _name(cells: Mapping[Field, str]) -> str:
    if Field.NAME in cells:
        return cells[Field.NAME]
    return " ".join(cells.get(field, "") for field in (Field.FIRST_NAME, Field.LAST_NAME))


def import_list(
    db: Session,
    target: Target,
    roll: ParticipantList,
    *,
    actor: str,
    now: datetime,
    tell: Progress,
    with_confirmation: bool = False,
) -> ImportResult:
    """Register everyone in the list who is not; a list that comes again changes nothing.

    Seats are given in the order of the list, after those who wait already. `tell` is told the part
    that is done, 0 to 1. With confirmation those who are new are mailed that they are registered;
    what is mailed later goes to them as to everyone.
    """
    free = seats.reallocate(db, target, now)
    people, states = _people(db, roll.entries), _states(db, target)
    tally = ImportResult(rows=len(roll.entries) + roll.repeated, repeated=roll.repeated)
    made: list[Registration] = []
    for at, details in enumerate(roll.entries):
        new = _import_one(db, target, details, people, states, free, now, tally)
        if new is not None:
            made.append(new)
        if at % _BATCH == 0:
            tell(at / len(roll.entries))
    with unique("Somebody in the list registered at this very moment. Import it again."):
        db.flush()
    if with_confirmation:
        notify_registered(db, made, now)
    if tally.new or tally.corrected:
        log_audit(db, Decision(actor, now), "participants.import", target, after=tally.as_dict())
    tell(1.0)
    return tally


def _import_one(
    db: Session,
    target: Target,
    details: Details,
    people: Mapping[str, Participant],
    states: Mapping[Participant, set[RegistrationState]],
    free: seats.Seats,
    now: datetime,
    tally: ImportResult,
) -> Registration | None:
    person = people.get(details.email)
    if person is not None:
        tally.corrected += correct(person, details)
    if held := states.get(person) if person else None:
        is_alive = not held.isdisjoint(ALIVE)
        tally.known += is_alive
        tally.ended += not is_alive
        return None
    registration = new_registration(target, Source.IMPORT, now)
    registration.participant = person or Participant(
        email=details.email, name=details.name, organisation=details.organisation, created_at=now
    )
    registration.state, registration.queue_position = free.take()
    db.add(registration)
    tally.new += 1
    tally.waiting += registration.state is RegistrationState.WAITING
    return registration


class Outcome(StrEnum):
    """What an import would do with a line: register somebody, correct them, or nothing."""

    NEW = "new"
    CORRECTED = "corrected"
    KNOWN = "known"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What an import would do with a line; `known` is who has the address already, as they are."""

    line: int
    details: Details
    outcome: Outcome
    is_waiting: bool
    known: Participant | None

    @property
    def is_correcting(self) -> bool:
        """Whether the person's name or organisation would be another."""
        return self.known is not None and is_corrected_by(self.known, self.details)


def preview_import(db: Session, target: Target, read: ParsedRows) -> Sequence[PreviewRow]:
    """What `import_roll` would do with each line as things are now; nothing is written."""
    free = seats.count(db, target)
    people, states = _people(db, list(read.lines.values())), _states(db, target)
    return [
        _preview_row(line, details, people.get(details.email), states, free)
        for line, details in read.lines.items()
    ]


def _preview_row(
    line: int,
    details: Details,
    person: Participant | None,
    states: Mapping[Participant, set[RegistrationState]],
    free: seats.Seats,
) -> PreviewRow:
    held = states.get(person) if person else None
    if person is None or held is None:
        state, _ = free.take()
        is_waiting = state is RegistrationState.WAITING
        return PreviewRow(line, details, Outcome.NEW, is_waiting, person)
    if held.isdisjoint(ALIVE):
        return PreviewRow(line, details, Outcome.ENDED, False, person)
    is_another = is_corrected_by(person, details)
    outcome = Outcome.CORRECTED if is_another else Outcome.KNOWN
    return PreviewRow(line, details, outcome, False, person)


def _people(db: Session, entries: Sequence[Details]) -> dict[str, Participant]:
    found: dict[str, Participant] = {}
    for batch in _batches(details.email for details in entries):
        known = db.scalars(select(Participant).where(Participant.email.in_(batch)))
        found |= {person.email: person for person in known}
    return found


def _states(db: Session, target: Target) -> dict[Participant, set[RegistrationState]]:
    found: dict[Participant, set[RegistrationState]] = {}
    for registration in db.scalars(select(Registration).where(is_covering(target))):
        found.setdefault(registration.participant, set()).add(registration.state)
    return found


def _batches(emails: Iterable[str]) -> Iterable[list[str]]:
    rest = iter(emails)
    return iter(lambda: list(islice(rest, _BATCH)), [])
