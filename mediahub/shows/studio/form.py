"""The form of a show: its texts as people see and write them, and what another text changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy.orm import Session

from feeds.errors import FeedError
from mediahub.accounts.guard import FormCall
from mediahub.errors import MediaHubError
from mediahub.forms.text_parsers import each, pair, whole_number
from mediahub.i18n import sentence
from mediahub.people.service import parse_credit
from mediahub.people.view import credit_text
from mediahub.shows import gate, service
from mediahub.shows.models import Show
from mediahub.shows.options import ShowOptions, read_fields

Texts = dict[str, str]

YES = "1"
FLAGS = frozenset(("explicit", "owner_in_feed", "locked", "complete", "block"))
"""The fields that are “1” or empty."""

_LISTS = frozenset(
    ("category", "funding", "platform", "location", "txt", "block_service", "podroll")
)
_NONE = dict.fromkeys(one.name for one in fields(ShowOptions) if one.name != "fix")


def _lines(rows: list[dict[str, Any]], separator: str, *names: str) -> str:
    """A row on each line, as `shows.options` reads it."""
    told = (separator.join(str(row.get(name) or "") for name in names) for row in rows)
    return "\n".join(line.strip() for line in told)


def _frequency(told: dict[str, Any] | None) -> str:
    if told is None:
        return ""
    start = f";DTSTART={told['dtstart']}" if told.get("dtstart") else ""
    return f"{told.get('rrule', '')}{start} {told.get('text', '')}".strip()


def _blocks(show: Show) -> str:
    answers = {True: "yes", False: "no"}
    rows = ((row.get("service", ""), row.get("blocked", True)) for row in show.blocks)
    return "\n".join(f"{service_slug}={answers[blocked]}" for service_slug, blocked in rows)


def _publisher(show: Show) -> str:
    return _lines([show.publisher] if show.publisher else [], " ", "feed_guid", "feed_url")


def _seasons(show: Show) -> str:
    return "\n".join(f"{season.number} {season.name or ''}".strip() for season in show.seasons)


TEXTS: Mapping[str, Callable[[Show], object]] = {
    "title": lambda show: show.title,
    "description": lambda show: show.description,
    "author": lambda show: show.author,
    "host": lambda show: "\n".join(map(credit_text, show.credits)),
    "language": lambda show: show.language,
    "link": lambda show: show.link,
    "category": lambda show: "\n".join(show.categories),
    "type": lambda show: show.type,
    "season": _seasons,
    "explicit": lambda show: show.explicit,
    "platform": lambda show: _lines(show.platform_links, " ", "url", "name"),
    "funding": lambda show: _lines(show.funding, " ", "url", "text"),
    "owner_name": lambda show: show.owner_name,
    "owner_email": lambda show: show.owner_email,
    "owner_in_feed": lambda show: show.owner_in_feed,
    "copyright": lambda show: show.copyright,
    "license": lambda show: f"{show.license_identifier or ''} {show.license_url or ''}".strip(),
    "locked": lambda show: show.locked,
    "update_frequency": lambda show: _frequency(show.update_frequency),
    "location": lambda show: _lines(show.locations, " ", "geo", "text"),
    "medium": lambda show: show.medium,
    "publisher": _publisher,
    "podroll": lambda show: _lines(show.podroll, " ", "feed_guid", "feed_url"),
    "txt": lambda show: _lines(show.txt, "=", "purpose", "value"),
    "block_service": _blocks,
    "feed_limit": lambda show: show.feed_limit,
}
"""What the form holds of a show, by the name of its field, in the order of the page."""

MOVING: Mapping[str, Callable[[Show], object]] = {
    "new_feed_url": lambda show: show.new_feed_url,
    "complete": lambda show: show.complete,
    "block": lambda show: show.block,
}
"""The same of the page on moving and ending a show."""


@dataclass(slots=True)
class FormErrors:
    """What is wrong with a form: by field, and as a whole. False when nothing is."""

    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""

    def __bool__(self) -> bool:
        return bool(self.errors or self.refusal)


def texts_of(show: Show, texts: Mapping[str, Callable[[Show], object]] = TEXTS) -> Texts:
    """The texts that the form of this show is filled with."""
    return {name: _text(read(show)) for name, read in texts.items()}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    return "" if value is None else str(value)


def typed_texts(call: FormCall, names: Mapping[str, object] = TEXTS) -> Texts:
    """The texts that were sent; those of a field that comes several times, one to a line."""
    return {name: _typed(call, name) for name in names}


def _typed(call: FormCall, name: str) -> str:
    if name in FLAGS:
        return YES if call.sent(name) else ""
    sent = call.sent_list(name)
    return "\n".join(value for value in sent if value.strip()).replace("\r\n", "\n")


def change(db: Session, show: Show, current: Texts, typed: Texts, call: FormCall) -> FormErrors:
    """Change the show where the texts differ, by the rules of its services.

    Whatever is wrong is told; then nothing may be kept of the show's changes.
    """
    origin, wrong = call.hub.settings.origin, FormErrors()
    before = gate.findings(show, origin)
    for name, text in typed.items():
        if text.strip() != current[name].strip():
            _change(db, show, name, text, call, wrong)
    if not wrong:
        try:
            gate.refuse_new_errors(show, origin, before)
            db.flush()
        except MediaHubError as error:
            wrong.refusal = sentence(error, call.language)
    return wrong


def _change(
    db: Session, show: Show, name: str, text: str, call: FormCall, wrong: FormErrors
) -> None:
    try:
        if name in _PARTS:
            _PARTS[name](db, show, text)
        else:
            given = _given(name, text)
            kept = {field: getattr(show, field) for field in given}
            try:
                service.edit_show(show, **given)
            except (MediaHubError, FeedError):
                for field_, value in kept.items():  # or the next field would be told of it too
                    setattr(show, field_, value)
                raise
    except (MediaHubError, FeedError) as error:
        wrong.errors[name] = sentence(error, call.language)


def _given(name: str, text: str) -> service.ShowFields:
    if name == "title":
        return {"title": text.strip()}
    values: dict[str, Any] = {name: text.strip()}
    if name in FLAGS:
        values = {name: text == YES}
    elif name in _LISTS:
        values = {name: text.splitlines()}
    elif name == "feed_limit":
        values = {name: whole_number(text.strip())}
    return read_fields(ShowOptions(**{**_NONE, **values}))


def _set_hosts(db: Session, show: Show, text: str) -> None:
    lines = each(text.splitlines(), lambda line: parse_credit(line, "host"))
    service.set_hosts(db, show, lines or [])


def _set_seasons(db: Session, show: Show, text: str) -> None:
    for number, name in each(text.splitlines(), lambda line: pair(line, " ")) or ():
        service.season(db, show, whole_number(number), name)


_PARTS: Mapping[str, Callable[[Session, Show, str], None]] = {
    "host": _set_hosts,
    "season": _set_seasons,
}
