"""`mediahub show`: add, edit and list shows."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from feeds.rules import Finding
from mediahub.forms.text_parsers import each, pair, whole_number
from mediahub.hub import Hub
from mediahub.people.service import parse_credit
from mediahub.shows import gate, service
from mediahub.shows.covers import Cover, keep_cover, receive_cover
from mediahub.shows.fields import ALL, ShowFields
from mediahub.shows.models import Show
from mediahub.shows.options import ShowOptions, read_fields
from mediahub.shows.urls import feed_url, show_url
from mediahub.terminal import AsJson, hub_of, print_result, print_table, with_options

commands = typer.Typer(no_args_is_help=True, help="Shows.")


@commands.command("add")
@with_options(ShowOptions, ALL)
def add(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="The show's address: a–z, 0–9 and hyphens.")],
    title: Annotated[str, typer.Option(help="The show's name.")],
    options: ShowOptions,
    as_json: AsJson = False,
) -> None:
    """Add a show."""
    hub = hub_of(context)
    cover = _receive_cover(hub, options)
    with hub.writing() as db:
        defaults: ShowFields = {"title": title, "author": title, "description": title}
        fields: ShowFields = {**defaults, **read_fields(options)}
        show = service.add_show(db, slug, origin=hub.settings.origin, now=hub.now(), **fields)
        _add_parts(hub, db, show, options, cover)
        result, findings = _facts(hub, show), gate.findings(show, hub.settings.origin)
    _warn(hub, findings)
    print_result(hub, result, "Added “{title}”. Its feed: {feed}", as_json=as_json)


@commands.command("edit")
@with_options(ShowOptions, ALL)
def edit(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Which show.")],
    options: ShowOptions,
    title: Annotated[str | None, typer.Option(help="The show's name.")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given; the rest stays."""
    hub = hub_of(context)
    cover = _receive_cover(hub, options)
    with hub.writing() as db:
        show = service.get_show(db, slug)
        before = gate.findings(show, hub.settings.origin)
        fields = read_fields(options)
        if title is not None:
            fields["title"] = title
        service.edit_show(show, **fields)
        _add_parts(hub, db, show, options, cover)
        gate.refuse_new_errors(show, hub.settings.origin, before)
        result, findings = _facts(hub, show), gate.findings(show, hub.settings.origin)
    _warn(hub, findings)
    print_result(hub, result, "Changed “{title}”.", as_json=as_json)


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every show."""
    hub = hub_of(context)
    with hub.reading() as db:
        rows = [_facts(hub, show) for show in service.list_shows(db)]
    print_table(hub, rows, as_json=as_json)


def _warn(hub: Hub, findings: Sequence[Finding]) -> None:
    for finding in findings:
        typer.echo(finding.sentence(hub.settings.language), err=True)


def _facts(hub: Hub, show: Show) -> dict[str, Any]:
    origin = hub.settings.origin
    return {
        "slug": show.slug,
        "title": show.title,
        "guid": str(show.guid),
        "url": show_url(origin, show),
        "feed": feed_url(origin, show.slug),
    }


def _receive_cover(hub: Hub, options: ShowOptions) -> Cover | None:
    if options.cover is None:
        return None
    return receive_cover(hub.store, options.cover, hub.now(), fix=options.fix)


def _add_parts(
    hub: Hub, db: Session, show: Show, options: ShowOptions, cover: Cover | None
) -> None:
    for number, name in each(options.season, lambda text: pair(text, "=")) or ():
        service.season(db, show, whole_number(number), name)
    hosts = each(options.host, lambda text: parse_credit(text, "host"))
    if hosts is not None:
        service.set_hosts(db, show, hosts)
    if cover is not None:
        keep_cover(db, hub.store, cover)
        service.set_cover(show, cover)
