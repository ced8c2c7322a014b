"""The form of a webcast: filled from what is saved, read back, and what is wrong by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import String
from sqlalchemy.orm import Session

from mediahub.accounts.guard import FormCall
from mediahub.clock import STOCKHOLM, local, parse_instant
from mediahub.errors import Invalid, NotFound
from mediahub.forms.rows import moved
from mediahub.i18n import sentence
from mediahub.webcasts.models import RETENTION_MONTHS, Access, Webcast, WebcastKind
from mediahub.webcasts.networks import get_network
from mediahub.webcasts.options import day
from mediahub.webcasts.rules import check_fields, check_times
from mediahub.webcasts.series import get_series
from mediahub.webcasts.service import (
    WebcastFields,
    access_named,
    kind_named,
    live_access_named,
    rule_named,
)
from mediahub.webcasts.studio.form_rows import (
    HOST,
    PersonRow,
    PointRow,
    named,
    people_in,
    points_in,
)
from mediahub.window import WINDOW_DAYS, ClosingRule

Texts = Mapping[str, str]

# In the order of the form, which is that of what is wrong with it.
_EMPTY = {
    "title": "", "kind": WebcastKind.BROADCAST.value, "starts": "", "ends": "", "description": "",
    "target_group": "", "topics": "", "place": "Webbsänt", "live_url": "",
    "live_access": "", "price_text": "",
    "price_amount": "", "capacity": "", "register_by": "", "is_form_open": "",
    "registration_url": "", "access": Access.REGISTERED.value, "window_days": str(WINDOW_DAYS),
    "closing_rule": ClosingRule.SAME_TIME.value, "retention_months": str(RETENTION_MONTHS),
    "series": "", "network": "", "contact_name": "", "contact_email": "", "slug": "",
}  # fmt: skip
_OPTIONAL = (
    "target_group", "price_text", "live_url", "contact_name", "contact_email", "registration_url",
)  # fmt: skip
_NOT_COPIED = ("starts", "ends", "register_by", "slug")
# Fields with a rule that says what is wrong with them, whatever the others are.
_RULED = (
    "title", "slug", "live_url", "contact_email", "price_amount", "capacity", "registration_url",
    "window_days", "retention_months",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WebcastForm:
    """The form as it is filled in: texts by field, and rows of people and points."""

    texts: Texts = field(default_factory=lambda: _EMPTY)
    people: list[PersonRow] = field(default_factory=lambda: [PersonRow(role=HOST)])
    points: list[PointRow] = field(default_factory=list)
    errors: Texts = field(default_factory=dict)
    refusal: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether something keeps it from being saved."""
        return bool(self.errors or self.refusal)

    @property
    def everything(self) -> Texts:
        """All of it as texts, to be compared with what others save."""
        people = (f"{row.role.partition(' ')[0]}: {row.text}" for row in named(self.people))
        points = (row.lines for row in self.points if not row.is_empty)
        return {**self.texts, "people": "\n".join(people), "programme": "\n".join(points)}


def filled_from(webcast: Webcast) -> WebcastForm:
    """As it is saved."""
    people = [PersonRow.of(credit) for credit in webcast.credits]
    return WebcastForm(
        texts_of(webcast), people, [PointRow.of(point) for point in webcast.programme]
    )


def texts_of(webcast: Webcast) -> Texts:
    """The fields of a webcast as a form shows them; times are local."""
    texts = {name: _text(getattr(webcast, name)) for name in _EMPTY if hasattr(Webcast, name)}
    return {
        **dict.fromkeys(_EMPTY, ""),
        **texts,
        "starts": typed_time(webcast.starts_at),
        "ends": typed_time(webcast.ends_at),
        "topics": ", ".join(webcast.topics),
        "is_form_open": "1" if webcast.is_form_open else "",
        "series": webcast.series.slug if webcast.series else "",
        "network": webcast.network.slug if webcast.network else "",
    }


def _text(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n")


def typed_time(instant: datetime | None) -> str:
    """An instant as a field of date and time takes it, in Swedish time."""
    return f"{local(instant):%Y-%m-%dT%H:%M}" if instant else ""


def copied_from(webcast: Webcast, starts_at: datetime | None = None) -> WebcastForm:
    """A form for another webcast like this one, without what is of its day.

    With a start it ends after as long a time, and the programme has moved along.
    """
    filled = filled_from(webcast)
    texts = {**filled.texts, **dict.fromkeys(_NOT_COPIED, "")}
    if starts_at is None:
        return replace(filled, texts=texts)
    begins, began = _on_the_wall(starts_at), _on_the_wall(webcast.starts_at)
    ends = begins + (_on_the_wall(webcast.ends_at) - began)
    texts |= {"starts": f"{begins:%Y-%m-%dT%H:%M}", "ends": f"{ends:%Y-%m-%dT%H:%M}"}
    points = [
        replace(row, at=_later(point.starts_at, begins - began))
        for row, point in zip(filled.points, webcast.programme, strict=True)
    ]
    return replace(filled, texts=texts, points=points)


def _on_the_wall(instant: datetime) -> datetime:
    return instant.astimezone(STOCKHOLM).replace(tzinfo=None)


def _later(instant: datetime, by: timedelta) -> str:
    return f"{_on_the_wall(instant) + by:%H:%M}"


def filled_in(call: FormCall) -> WebcastForm:
    """As it was sent."""
    texts = {name: call.sent(name).replace("\r\n", "\n").strip() for name in _EMPTY}
    return WebcastForm(texts, people_in(call), points_in(call))


def after_button(filled: WebcastForm, do: str) -> WebcastForm:
    """With the rows changed as a button such as `point-up-2` or `speaker-add-0` says."""
    what, _, rest = do.partition("-")
    act, _, place = rest.partition("-")
    at = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else -1
    if what == "person":
        return replace(filled, people=moved(filled.people, act, at, PersonRow()))
    if what == "point":
        return replace(filled, points=moved(filled.points, act, at, PointRow()))
    points = list(filled.points)
    if what == "speaker" and 0 <= at < len(points):
        points[at] = replace(points[at], speakers=[*points[at].speakers, PersonRow()])
    return replace(filled, points=points)


# --- Read back


def read_fields(
    call: FormCall, filled: WebcastForm, webcast: Webcast | None
) -> WebcastFields | WebcastForm:
    """What was typed as fields of a webcast, or the form with what is wrong with it."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, reader in _readers(call.db).items():
        _try(call, errors, name, partial(_put, values, name, reader, filled.texts[name]))
    for name in _RULED:
        if name in values and not (name == "slug" and not values[name]):
            _try(call, errors, name, partial(_check, name, values[name]))
    _try(call, errors, "people", lambda: [row.line() for row in named(filled.people)])
    _try(call, errors, "programme", lambda: [row.line() for row in points_of(filled)])
    _check_order(call, errors, values, webcast)
    if errors:
        return replace(filled, errors={n: errors[n] for n in _order() if n in errors})
    return _fields(values)


def _put(values: dict[str, Any], name: str, reader: Callable[[str], object], text: str) -> None:
    values[name] = reader(text)


def points_of(filled: WebcastForm) -> list[PointRow]:
    """The points in which something was typed."""
    return [row for row in filled.points if not row.is_empty]


def _order() -> list[str]:
    names = list(_EMPTY)
    at = names.index("price_text")
    return [*names[:at], "people", "programme", *names[at:]]


def _fields(values: dict[str, Any]) -> WebcastFields:
    fields = dict(values)
    fields["starts_at"], fields["ends_at"] = fields.pop("starts"), fields.pop("ends")
    if not fields["slug"]:
        del fields["slug"]
    return cast("WebcastFields", fields)


def _readers(db: Session) -> dict[str, Callable[[str], object]]:
    readers: dict[str, Callable[[str], object]] = dict.fromkeys(_EMPTY, str)
    readers |= {name: or_none(_short(name)) for name in _OPTIONAL}
    readers |= {
        "title": _short("title"),
        "place": _short("place"),
        "kind": kind_named,
        "starts": _moment,
        "ends": _moment,
        "topics": _topics,
        "is_form_open": bool,
        "price_amount": or_none(read_number),
        "capacity": or_none(read_number),
        "window_days": read_number,
        "retention_months": read_number,
        "register_by": or_none(day),
        "access": access_named,
        "live_access": or_none(live_access_named),
        "closing_rule": rule_named,
        "series": or_none(partial(get_series, db)),
        "network": or_none(partial(get_network, db)),
    }
    return readers


def or_none(read: Callable[[str], object]) -> Callable[[str], object]:
    return lambda text: read(text) if text else None


def _moment(text: str) -> datetime:
    if not text:
        raise Invalid("Give a day and a time.")
    return parse_instant(text)


def _short(name: str) -> Callable[[str], str]:
    kind = Webcast.__table__.c[name].type
    longest = kind.length if isinstance(kind, String) and kind.length else 0

    def read(text: str) -> str:
        if len(text) > longest:
            raise Invalid(
                "This is {length} characters long; {longest} is the most.",
                length=len(text),
                longest=longest,
            )
        return text

    return read


def read_number(text: str) -> int:
    digits = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise Invalid("Write a whole number, 0 or more, not “{text}”.", text=text[:40])
    return int(digits)


def _topics(text: str) -> list[str]:
    return list(dict.fromkeys(" ".join(one.split()) for one in text.split(",") if one.strip()))


def _check(name: str, value: object) -> None:
    """The rule of this field alone: the others are such as break none."""
    sound: dict[str, Any] = {
        "title": "–",
        "slug": "x",
        "window_days": WINDOW_DAYS,
        "retention_months": RETENTION_MONTHS,
    }
    check_fields(Webcast(**sound | {name: value}))


def _check_order(
    call: FormCall, errors: dict[str, str], values: dict[str, Any], webcast: Webcast | None
) -> None:
    """Whether its times fit together."""
    if "starts" not in values or "ends" not in values:
        return
    ended_at = webcast.ended_at if webcast else None
    times = {"starts_at": values["starts"], "ends_at": values["ends"], "ended_at": ended_at}
    _try(call, errors, "ends", lambda: check_times(Webcast(**times)))
    if "ends" not in errors and values.get("register_by"):
        last = values["register_by"]
        _try(call, errors, "register_by", lambda: check_times(Webcast(**times, register_by=last)))


def _try(call: FormCall, errors: dict[str, str], name: str, attempt: Callable[[], object]) -> None:
    try:
        attempt()
    except (Invalid, NotFound) as error:
        errors[name] = sentence(error, call.language)
