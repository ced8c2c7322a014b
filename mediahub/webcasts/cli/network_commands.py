"""`mediahub network`: add, edit, list and show networks, and the documents in their rooms."""

from pathlib import Path
from typing import Annotated, Any

import typer

from mediahub.media.office_files import receive_document
from mediahub.media.service import keep, text_or_file
from mediahub.terminal import AsJson, given, hub_of, print_facts, print_result, print_table
from mediahub.webcasts import networks as service
from mediahub.webcasts.models import Network
from mediahub.webcasts.networks import NetworkFields
from mediahub.webcasts.options import option

commands = typer.Typer(no_args_is_help=True, help="Networks, whose members meet on the web.")

Slug = Annotated[str, typer.Argument(help="The network's slug.")]
NewSlug = Annotated[str | None, option("Its address; made from the title otherwise.")]
Description = Annotated[str | None, option("What it is about, in Markdown.")]
DescriptionFile = Annotated[Path | None, option("The same, from a UTF-8 file.")]
Places = Annotated[int | None, option("Members from one organisation; 2 otherwise.")]


@commands.command("add")
def add(
    context: typer.Context,
    title: Annotated[str, typer.Option(help="Its title.")],
    slug: NewSlug = None,
    description: Description = None,
    description_file: DescriptionFile = None,
    places_per_organisation: Places = None,
    as_json: AsJson = False,
) -> None:
    """Add a network; webcasts become its meetings with `webcast add --network`."""
    hub = hub_of(context)
    text = text_or_file(description, description_file)
    fields = _fields(title, slug, text, places_per_organisation)
    with hub.writing() as db:
        facts = _facts(service.add_network(db, now=hub.now(), **fields))
    print_result(hub, facts, "Added the network “{title}”, {slug}.", as_json=as_json)


@commands.command("edit")
def edit(
    context: typer.Context,
    network: Slug,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    slug: NewSlug = None,
    description: Description = None,
    description_file: DescriptionFile = None,
    places_per_organisation: Places = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given; the rest stays."""
    hub = hub_of(context)
    text = text_or_file(description, description_file)
    fields = _fields(title, slug, text, places_per_organisation)
    with hub.writing() as db:
        found = service.get_network(db, network)
        service.edit_network(db, found, **fields)
        facts = _facts(found)
    print_result(hub, facts, "Changed “{title}”.", as_json=as_json)


@commands.command("document")
def document(
    context: typer.Context,
    network: Slug,
    file: Annotated[Path, typer.Argument(help="PDF, Word, PowerPoint, Excel or ZIP.")],
    title: Annotated[str | None, typer.Option(help="Its title; the file's name otherwise.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put a lasting document in the network's room."""
    hub = hub_of(context)
    with hub.reading() as db:
        service.get_network(db, network)
    media = receive_document(hub.store, file, hub.now())
    with hub.writing() as db:
        keep(db, hub.store, media)
        found = service.get_network(db, network)
        kept = service.add_document(db, found, media, title or file.stem)
        facts = {"network": found.slug, "title": kept.title, "size_bytes": media.size_bytes}
    sentence = "“{title}” lies in the room of {network}."
    print_result(hub, facts, sentence, as_json=as_json)


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every network."""
    hub = hub_of(context)
    with hub.reading() as db:
        rows = [
            {
                "slug": one.slug,
                "title": one.title,
                "webcasts": len(one.webcasts),
                "documents": len(one.documents),
            }
            for one in service.list_networks(db)
        ]
    print_table(hub, rows, as_json=as_json)


@commands.command("show")
def show(context: typer.Context, network: Slug, as_json: AsJson = False) -> None:
    """Print all about a network."""
    hub = hub_of(context)
    with hub.reading() as db:
        facts = _facts(service.get_network(db, network))
    print_facts(hub, facts, as_json=as_json)


def _fields(
    title: str | None, slug: str | None, description: str | None, places: int | None
) -> NetworkFields:
    texts = {"title": title, "slug": slug, "description": description}
    return given(NetworkFields, {**texts, "places_per_organisation": places})


def _facts(network: Network) -> dict[str, Any]:
    return {
        "id": str(network.id),
        "slug": network.slug,
        "title": network.title,
        "description": network.description,
        "places_per_organisation": network.places_per_organisation,
        "webcasts": [webcast.slug for webcast in network.webcasts],
        "documents": [document.title for document in network.documents],
    }
