"""An episode as it was: what the audit log tells of it, word by word, and bringing it back."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from feeds.errors import FeedError
from feeds.taxonomy import role
from mediahub.accounts import audit
from mediahub.accounts.audit import AuditFilter
from mediahub.accounts.models import AuditEntry
from mediahub.differences import differences
from mediahub.episodes import publication, service
from mediahub.episodes.fields import FIELDS
from mediahub.episodes.models import Episode
from mediahub.errors import Invalid, NotFound, Phrase
from mediahub.forms.kinds import Kind, Rows
from mediahub.i18n import filters, translations
from mediahub.media.models import MediaFile
from mediahub.people.models import Organisation, Person
from mediahub.people.service import CreditLine
from mediahub.shows.models import Season

RESTORED = tuple(one.column or one.name for one in FIELDS)
"""What can be brought back; files, and when the episode is out, have buttons of their own."""

Values = Mapping[str, Any]
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a text that stayed, went, or came."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that an entry changed, word by word."""

    name: str
    pieces: Sequence[Piece]
    is_restorable: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Who and what the ids in the log stand for, and the language to tell it in."""

    people: Mapping[str, str]
    organisations: Mapping[str, str]
    seasons: Mapping[str, int]
    files: Mapping[str, str]
    language: str


def entries_of(
    db: Session, episode: Episode, *, limit: int, offset: int = 0
) -> Sequence[AuditEntry]:
    """What has been done to the episode, newest first."""
    return audit.list_entries(db, _wanted(episode), limit=limit, offset=offset)


def count_of(db: Session, episode: Episode) -> int:
    """How often something has been done to the episode."""
    return audit.count_entries(db, _wanted(episode))


def _wanted(episode: Episode, since: datetime | None = None) -> AuditFilter:
    return AuditFilter(subject_kind="episode", subject_id=episode.id, since=since)


def known_of(db: Session, entries: Sequence[AuditEntry], language: str) -> Known:
    """What the ids in these entries stand for."""
    values = [part for entry in entries for part in (entry.before, entry.after) if part]
    lines = [line for part in values for line in part.get("credits", ())]
    people = {line["person_id"] for line in lines}
    organisations = {line["organisation_id"] for line in lines if line["organisation_id"]}
    files = {part[name] for part in values for name in ("audio_id", "image_id") if part.get(name)}
    seasons = {part["season_id"] for part in values if part.get("season_id")}
    return Known(
        people=_by_id(db, Person, Person.name, people),
        organisations=_by_id(db, Organisation, Organisation.name, organisations),
        seasons=_by_id(db, Season, Season.number, seasons),
        files=_by_id(db, MediaFile, MediaFile.filename, files),
        language=language,
    )


def _by_id(db: Session, kind: Any, column: Any, ids: set[str]) -> dict[str, Any]:
    if not ids:
        return {}
    rows = db.execute(select(kind.id, column).where(kind.id.in_([UUID(one) for one in ids])))
    return {str(identity): value for identity, value in rows}


def changes_of(entry: AuditEntry, known: Known) -> Sequence[Change]:
    """The fields that an entry changed."""
    before, after = entry.before or {}, entry.after or {}
    names = [name for name in _TEXTS if name in before or name in after]
    return [
        Change(
            name,
            compared(text_of(name, before.get(name), known), text_of(name, after.get(name), known)),
            is_restorable=name in RESTORED and name in before,
        )
        for name in names
    ]


def compared(before: str, after: str) -> Sequence[Piece]:
    """The words of two texts: those of both, of the first alone, and of the second alone."""
    return list(_pieces(_WORDS.findall(before), _WORDS.findall(after)))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for is_same, begin, end, start, stop in differences(old, new):
        if is_same:
            yield Piece("same", "".join(old[begin:end]))
            continue
        if begin < end:
            yield Piece("removed", "".join(old[begin:end]))
        if start < stop:
            yield Piece("added", "".join(new[start:stop]))


def text_of(name: str, value: Any, known: Known) -> str:
    """A value of the log as a person reads it; "" for none."""
    return "" if value in (None, "", []) else _TEXTS[name](value, known)


def _as_in_form(kind: Kind | Rows) -> Callable[[Any, Known], str]:
    if isinstance(kind, Rows) or kind.words is None:
        return lambda value, _: kind.text(value)
    words = kind.words
    return lambda value, known: translations(known.language).gettext(words(value))


def _moment(value: Any, known: Known) -> str:
    return filters(known.language)["moment"](datetime.fromisoformat(value))


def _file(value: Any, known: Known) -> str:
    return known.files.get(value, "–")


def _season(value: Any, known: Known) -> str:
    return str(known.seasons.get(value, "–"))


def _credits(values: Any, known: Known) -> str:
    return "\n".join(_credit(value, known) for value in values)


def _credit(value: Values, known: Known) -> str:
    try:
        found = role(value["role"], value["group"])
        named = found.sv if known.language == "sv" else found.en
    except FeedError:
        named = value["role"]
    organisation = known.organisations.get(value["organisation_id"] or "")
    name = known.people.get(value["person_id"], "–")
    return f"{named}: {', '.join(part for part in (name, value['title'], organisation) if part)}"


_TEXTS: Mapping[str, Callable[[Any, Known], str]] = {
    **{one.column or one.name: _as_in_form(one.kind) for one in FIELDS},
    "season_id": _season,
    "credits": _credits,
    "audio_id": _file,
    "image_id": _file,
    "opens_at": _moment,
    "closes_at": _moment,
}
"""How each field is told of, in the order of the form."""

LABELS: Mapping[str, Phrase] = {
    **{one.column or one.name: one.label for one in FIELDS},
    "audio_id": Phrase("Audio"),
    "image_id": Phrase("Picture"),
    "opens_at": Phrase("Is published"),
    "closes_at": Phrase("Is withdrawn"),
}


def entry_of(db: Session, episode: Episode, identity: UUID) -> AuditEntry:
    """An entry of this very episode, or NotFound."""
    entry = db.get(AuditEntry, identity)
    if entry is None or (entry.subject_kind, entry.subject_id) != ("episode", episode.id):
        raise NotFound("There is no such entry of this episode.")
    return entry


def values_before(db: Session, episode: Episode, entry: AuditEntry) -> dict[str, Any]:
    """All that can be brought back as it was before the entry; what never changed is not in it."""
    values: dict[str, Any] = {}
    for later in audit.each_entry(db, _wanted(episode, since=entry.at)):
        before = later.before or {}
        # The first to change a field says what stood there.
        values = {name: before[name] for name in RESTORED if name in before} | values
    return values


def restore(db: Session, episode: Episode, values: Values, *, origin: str, now: datetime) -> None:
    """Give the episode these values of the log; refusals as for an edit.

    Its address stays once it has been public. Invalid for credits of somebody who is not known
    any more.
    """
    named: dict[str, Any] = {name: values[name] for name in RESTORED if name in values}
    if service.has_been_public(episode, now):
        named.pop("slug", None)
    credited = named.pop("credits", None)
    if "season_id" in named:
        season_id = named.pop("season_id")
        named["season"] = season_id and db.get(Season, UUID(season_id))
    service.edit_episode(db, episode, **named)
    if credited is not None:
        service.set_credits(db, episode, [_line(db, credit) for credit in credited])
    publication.refuse_edit(db, episode, origin)


def _line(db: Session, credit: Values) -> CreditLine:
    person = db.get(Person, UUID(credit["person_id"]))
    if person is None:
        raise Invalid("Somebody who was credited then is not known any more.")
    held = credit["organisation_id"]
    organisation = db.get(Organisation, UUID(held)) if held else None
    return CreditLine(
        person.name,
        credit["title"],
        organisation.name if organisation else None,
        credit["role"],
        credit["group"],
    )
