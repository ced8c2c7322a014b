"""`mediahub series`: add, edit, list and show courses of several webcasts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from mediahub.media.service import text_or_file
from mediahub.terminal import (
    AsJson,
    given,
    hub_of,
    print_facts,
    print_result,
    print_table,
    with_options,
)
from mediahub.webcasts import series as service
from mediahub.webcasts.models import Series
from mediahub.webcasts.options import day, option, perhaps_empty
from mediahub.webcasts.series import SeriesFields

commands = typer.Typer(no_args_is_help=True, help="Series: web courses of several webcasts.")

Slug = Annotated[str, typer.Argument(help="The series' slug.")]


@dataclass(frozen=True, slots=True)
class SeriesOptions:
    """What can be given of a series; None leaves it as it is, and an empty text takes it away."""

    slug: Annotated[str | None, option("Its address; made from the title otherwise.")]
    description: Annotated[str | None, option("What it is about, in Markdown.")]
    description_file: Annotated[Path | None, option("The same, from a UTF-8 file.")]
    price_text: Annotated[str | None, option("What all of it costs, in words.", "--price")]
    register_by: Annotated[str | None, option("The last day to register, 2024-09-04.")]
    registration_url: Annotated[str | None, option("Where to register, on another site.")]
    is_form_open: Annotated[bool | None, option("A form to register here.", "--form/--no-form")]
    capacity: Annotated[int | None, option("How many there is room for.")]


@commands.command("add")
@with_options(SeriesOptions)
def add(
    context: typer.Context,
    title: Annotated[str, typer.Option(help="Its title.")],
    options: SeriesOptions,
    as_json: AsJson = False,
) -> None:
    """Add a series; webcasts join it with `webcast add --series`."""
    hub = hub_of(context)
    fields = _fields(options, title)
    with hub.writing() as db:
        facts = _facts(service.add_series(db, now=hub.now(), **fields))
    print_result(hub, facts, "Added the series “{title}”, {slug}.", as_json=as_json)


@commands.command("edit")
@with_options(SeriesOptions)
def edit(
    context: typer.Context,
    series: Slug,
    options: SeriesOptions,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given; the rest stays."""
    hub = hub_of(context)
    fields = _fields(options, title)
    with hub.writing() as db:
        found = service.get_series(db, series)
        service.edit_series(db, found, **fields)
        facts = _facts(found)
    print_result(hub, facts, "Changed “{title}”.", as_json=as_json)


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every series."""
    hub = hub_of(context)
    with hub.reading() as db:
        rows = [
            {"slug": one.slug, "title": one.title, "webcasts": len(one.webcasts)}
            for one in service.list_series(db)
        ]
    print_table(hub, rows, as_json=as_json)


@commands.command("show")
def show(context: typer.Context, series: Slug, as_json: AsJson = False) -> None:
    """Print all about a series."""
    hub = hub_of(context)
    with hub.reading() as db:
        facts = _facts(service.get_series(db, series))
    print_facts(hub, facts, as_json=as_json)


def _fields(options: SeriesOptions, title: str | None) -> SeriesFields:
    plain = {
        "title": title,
        "slug": options.slug,
        "description": text_or_file(options.description, options.description_file),
        "is_form_open": options.is_form_open,
        "capacity": options.capacity,
    }
    readers: dict[str, Callable[[str], object]]
    readers = {"price_text": str, "registration_url": str, "register_by": day}
    return given(SeriesFields, plain, **perhaps_empty(options, readers))


def _facts(series: Series) -> dict[str, Any]:
    return {
        "id": str(series.id),
        "slug": series.slug,
        "title": series.title,
        "description": series.description,
        "price": series.price_text,
        "register_by": series.register_by,
        "registration_url": series.registration_url,
        "is_form_open": series.is_form_open,
        "capacity": series.capacity,
        "webcasts": [webcast.slug for webcast in series.webcasts],
    }
