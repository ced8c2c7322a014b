"""`mediahub webcast`: add, edit, list and show webcasts."""

from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.people.view import credit_text
from mediahub.terminal import (
    AsJson,
    hub_of,
    print_facts,
    print_json,
    print_table,
    say,
    with_options,
)
from mediahub.webcasts import decisions, service
from mediahub.webcasts.models import ProgrammePoint, Webcast
from mediahub.webcasts.options import (
    WebcastOptions,
    opening_time,
    read_credits,
    read_fields,
    read_points,
)
from mediahub.webcasts.state import is_listed, last_day_to_register, live_access_of, state_of
from mediahub.webcasts.urls import calendar_url, webcast_url

commands = typer.Typer(no_args_is_help=True, help="Webcasts.")

Slug = Annotated[str, typer.Argument(help="The webcast's slug.")]
Starts = Annotated[str, typer.Option(help="When it starts, 2024-09-11T09:00 local.")]
Ends = Annotated[str, typer.Option(help="When it ends, 2024-09-11T12:00 local.")]
Publish = Annotated[str, typer.Option(help="“now”, “draft”, or a time: 2024-08-12T06:00 local.")]


@commands.command("add")
@with_options(WebcastOptions)
def add(
    context: typer.Context,
    title: Annotated[str, typer.Option(help="Its title.")],
    starts: Starts,
    ends: Ends,
    options: WebcastOptions,
    publish: Publish = "draft",
    as_json: AsJson = False,
) -> None:
    """Add a webcast, listed now, at a time or not yet."""
    hub = hub_of(context)
    credited, points = read_credits(options), read_points(options)
    with hub.writing() as db:
        fields = read_fields(db, options)
        fields["title"] = title
        fields["starts_at"], fields["ends_at"] = parse_instant(starts), parse_instant(ends)
        fields["opens_at"] = opening_time(publish, hub.now())
        webcast = service.add_webcast(db, now=hub.now(), points=points or (), **fields)
        service.set_credits(db, webcast, credited or ())
        slug = webcast.slug
    _print_webcast(hub, slug, as_json=as_json)


@commands.command("edit")
@with_options(WebcastOptions)
def edit(
    context: typer.Context,
    webcast: Slug,
    options: WebcastOptions,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    starts: Annotated[str | None, typer.Option(help="When it starts; so moves the rest.")] = None,
    ends: Annotated[str | None, typer.Option(help="When it is to end.")] = None,
    ended: Annotated[str | None, typer.Option(help="When it really ended; noted.")] = None,
    publish: Annotated[str | None, typer.Option(help="“now”, “draft”, or a local time.")] = None,
    cancel: Annotated[bool | None, typer.Option("--cancel/--restore", help="Call it off.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; noted with what is noted.")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given; the rest stays. The programme moves along with the start."""
    hub = hub_of(context)
    credited, points = read_credits(options), read_points(options)
    with hub.writing() as db:
        found = service.get_webcast(db, webcast)
        fields = read_fields(db, options)
        fields.update(_changed(hub, title, starts, ends, publish))
        service.edit_webcast(db, found, points=points, **fields)
        if credited is not None:
            service.set_credits(db, found, credited)
        _decide(hub, db, found, ended, cancel, reason)
        slug = found.slug
    _print_webcast(hub, slug, as_json=as_json)


def _changed(
    hub: Hub, title: str | None, starts: str | None, ends: str | None, publish: str | None
) -> service.WebcastFields:
    fields: service.WebcastFields = {}
    if title is not None:
        fields["title"] = title
    if starts is not None:
        fields["starts_at"] = parse_instant(starts)
    if ends is not None:
        fields["ends_at"] = parse_instant(ends)
    if publish is not None:
        fields["opens_at"] = opening_time(publish, hub.now())
    return fields


def _decide(
    hub: Hub,
    db: Session,
    webcast: Webcast,
    ended: str | None,
    cancel: bool | None,
    reason: str | None,
) -> None:
    noted: dict[str, Any] = {"actor": COMMAND, "now": hub.now(), "reason": reason}
    if ended is not None:
        decisions.set_actual_end(db, webcast, parse_instant(ended), **noted)
    if cancel is not None:
        decide = decisions.cancel_webcast if cancel else decisions.restore_webcast
        decide(db, webcast, **noted)


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every webcast, the latest first."""
    hub = hub_of(context)
    with hub.reading() as db:
        rows = [_facts(hub, webcast) for webcast in service.list_webcasts(db)]
    if as_json:
        print_json(rows)
        return
    names = ("starts_at", "state", "is_listed", "title", "url")
    print_table(hub, [{name: row[name] for name in names} for row in rows], as_json=False)


@commands.command("show")
def show(context: typer.Context, webcast: Slug, as_json: AsJson = False) -> None:
    """Print all about a webcast."""
    hub = hub_of(context)
    with hub.reading() as db:
        found = service.get_webcast(db, webcast)
        facts = _facts(hub, found) | _details(hub, found)
    print_facts(hub, facts, as_json=as_json)


def _print_webcast(hub: Hub, slug: str, *, as_json: bool) -> None:
    with hub.reading() as db:
        webcast = service.get_webcast(db, slug)
        facts = _facts(hub, webcast)
    if as_json:
        print_json(facts)
        return
    sentences = {
        "draft": "“{title}” is a draft, {slug}.",
        "scheduled": "“{title}” will be listed {opens_at}: {url}",
        "listed": "“{title}” is listed: {url}",
    }
    say(hub, sentences[_listing(webcast, hub.now())], **facts)


def _listing(webcast: Webcast, now: datetime) -> str:
    if webcast.opens_at is None:
        return "draft"
    return "listed" if is_listed(webcast, now) else "scheduled"


def _facts(hub: Hub, webcast: Webcast) -> dict[str, Any]:
    origin = hub.settings.origin
    return {
        "id": str(webcast.id),
        "slug": webcast.slug,
        "title": webcast.title,
        "kind": webcast.kind,
        "url": webcast_url(origin, webcast),
        "starts_at": webcast.starts_at,
        "ends_at": webcast.ends_at,
        "ended_at": webcast.ended_at,
        "state": state_of(webcast, hub.now()),
        "opens_at": webcast.opens_at,
        "is_listed": is_listed(webcast, hub.now()),
        "cancelled_at": webcast.cancelled_at,
    }


def _details(hub: Hub, webcast: Webcast) -> dict[str, Any]:
    return {
        "series": webcast.series and webcast.series.slug,
        "network": webcast.network and webcast.network.slug,
        "credits": [f"{credit.role}: {credit_text(credit)}" for credit in webcast.credits],
        "programme": [_point(point) for point in webcast.programme],
        "target_group": webcast.target_group,
        "price": webcast.price_text,
        "price_amount": webcast.price_amount,
        "place": webcast.place,
        "live_url": webcast.live_url,
        "contact_name": webcast.contact_name,
        "contact_email": webcast.contact_email,
        "topics": webcast.topics,
        "register_by": last_day_to_register(webcast),
        "registration_url": webcast.registration_url,
        "is_form_open": webcast.is_form_open,
        "capacity": webcast.capacity,
        "access": webcast.access,
        "live_access": live_access_of(webcast),
        "closing_rule": webcast.closing_rule,
        "window_days": webcast.window_days,
        "retention_months": webcast.retention_months,
        "calendar": calendar_url(hub.settings.origin, webcast),
        "sequence": webcast.sequence,
    }


def _point(point: ProgrammePoint) -> dict[str, Any]:
    return {
        "starts_at": point.starts_at,
        "title": point.title,
        "text": point.text,
        "speakers": [credit_text(credit) for credit in point.speakers],
    }
