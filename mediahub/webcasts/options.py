"""What can be given of a webcast on the command line, and how it is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.errors import Invalid
from mediahub.media.service import read_text, text_or_file
from mediahub.people.service import CreditLine, parse_credit
from mediahub.terminal import given
from mediahub.webcasts.networks import get_network
from mediahub.webcasts.programme import PointLine, parse_point, parse_programme
from mediahub.webcasts.series import get_series
from mediahub.webcasts.service import (
    WebcastFields,
    access_named,
    kind_named,
    live_access_named,
    rule_named,
)

# Plain texts that are taken away when they are given as empty.
_TAKEN_AWAY = (
    "target_group", "price_text", "live_url", "contact_name", "contact_email", "registration_url"
)  # fmt: skip


def option(help: str, *names: str) -> Any:
    """An option with its help; its name is that of the field unless `names` say otherwise."""
    return typer.Option(*names, help=help)


@dataclass(frozen=True, slots=True)
class WebcastOptions:
    """What can be given of a webcast; None leaves it as it is, and an empty text takes it away."""

    slug: Annotated[str | None, option("Its address; made from title and date otherwise.")]
    kind: Annotated[str | None, option("webbsändning, webbinarium, webbkurs or nätverksträff.")]
    description: Annotated[str | None, option("What it is about, in Markdown.")]
    description_file: Annotated[Path | None, option("The same, from a UTF-8 file.")]
    host: Annotated[list[str] | None, option("“Name, title, organisation”; repeatable.")]
    guest: Annotated[list[str] | None, option("“Name, title, organisation”; repeatable.")]
    point: Annotated[
        list[str] | None,
        option("“09.15 Title | Name, title, organisation; Name …”, local time; repeatable."),
    ]
    programme: Annotated[
        Path | None,
        option("The whole programme from a UTF-8 file, a point on each line; indented lines "
               "tell more of the point above."),
    ]  # fmt: skip
    target_group: Annotated[str | None, option("For whom it is.")]
    price_text: Annotated[str | None, option("What it costs, in words.", "--price")]
    price_amount: Annotated[int | None, option("What it costs, in kronor; 0 is free.")]
    place: Annotated[str | None, option("Where it is; Webbsänt otherwise.")]
    live_url: Annotated[str | None, option("Where it is watched, shown 30 minutes before.")]
    contact_name: Annotated[str | None, option("Who answers questions.")]
    contact_email: Annotated[str | None, option("That person's e-mail address.")]
    topic: Annotated[list[str] | None, option("A topic; repeatable.")]
    register_by: Annotated[str | None, option("The last day to register, 2024-09-04.")]
    registration_url: Annotated[str | None, option("Where to register, on another site.")]
    is_form_open: Annotated[bool | None, option("A form to register here.", "--form/--no-form")]
    capacity: Annotated[int | None, option("How many there is room for.")]
    access: Annotated[
        str | None,
        option("Who may watch the recording, at once also one that is open: registered or public."),
    ]
    live_access: Annotated[
        str | None,
        option("Who sees the live link: everyone, registered or mail; it follows otherwise."),
    ]
    closing_rule: Annotated[
        str | None,
        option("When it closes on the last day: same_time or end_of_day; one that is open stays."),
    ]
    window_days: Annotated[
        int | None, option("For how many days it is open, 1 to 365; one that is open stays.")
    ]
    retention_months: Annotated[
        int | None,
        option("For how many months after that registrations are kept, 0 to 60."),
    ]
    series: Annotated[str | None, option("The slug of the course it is a part of.")]
    network: Annotated[str | None, option("The slug of the network it is a meeting of.")]


def read_fields(db: Session, options: WebcastOptions) -> WebcastFields:
    """The fields that were given; Invalid for a text that cannot be read, NotFound for a group."""
    plain = {
        "slug": options.slug,
        "kind": None if options.kind is None else kind_named(options.kind),
        "description": text_or_file(options.description, options.description_file),
        "price_amount": options.price_amount,
        "place": options.place,
        "topics": options.topic,
        "is_form_open": options.is_form_open,
        "capacity": options.capacity,
        "access": None if options.access is None else access_named(options.access),
        "closing_rule": None if options.closing_rule is None else rule_named(options.closing_rule),
        "window_days": options.window_days,
        "retention_months": options.retention_months,
    }
    return given(WebcastFields, plain, **perhaps_empty(options, _readers(db)))


def perhaps_empty(
    options: object, readers: Mapping[str, Callable[[str], object]]
) -> dict[str, object]:
    """What was given of the fields that can be taken away: as it is read, or None for ""."""
    texts = {name: getattr(options, name) for name in readers}
    return {
        name: readers[name](text) if text else None
        for name, text in texts.items()
        if text is not None
    }


def _readers(db: Session) -> dict[str, Callable[[str], object]]:
    readers: dict[str, Callable[[str], object]] = dict.fromkeys(_TAKEN_AWAY, str)
    readers["register_by"], readers["live_access"] = day, live_access_named
    readers["series"], readers["network"] = partial(get_series, db), partial(get_network, db)
    return readers


def read_credits(options: WebcastOptions) -> Sequence[CreditLine] | None:
    """The hosts, then the guests; None when none was given."""
    if options.host is None and options.guest is None:
        return None
    hosts = [parse_credit(text, "host") for text in options.host or ()]
    return [*hosts, *(parse_credit(text, "guest") for text in options.guest or ())]


def read_points(options: WebcastOptions) -> Sequence[PointLine] | None:
    """The programme from the file, then from the options; None when none was given."""
    if options.programme is None and options.point is None:
        return None
    listed = parse_programme(read_text(options.programme)) if options.programme else []
    return [*listed, *(parse_point(text) for text in options.point or ())]


def day(text: str) -> date:
    """The day that “2024-09-04” says; Invalid for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("“{text}” is not a day. Write it as 2024-09-04.", text=text) from None


def opening_time(text: str, now: datetime) -> datetime | None:
    """When it is listed: “now”, “draft” for never, or a local time."""
    if text == "draft":
        return None
    return now.replace(microsecond=0) if text == "now" else parse_instant(text)
