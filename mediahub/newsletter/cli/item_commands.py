"""`mediahub newsletter add`, `item`, `move` and `remove`: the items of a letter."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode
from mediahub.episodes.service import get_episode
from mediahub.errors import Invalid
from mediahub.forms.text_parsers import pair
from mediahub.media.service import text_or_file
from mediahub.newsletter import service
from mediahub.newsletter.cli.options import ItemPosition, Letter, describe_letter
from mediahub.shows.service import get_show
from mediahub.terminal import AsJson, hub_of, print_result
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.service import get_webcast

Heading = Annotated[str | None, typer.Option(help="Its heading; “” for the one it came with.")]
Text = Annotated[str | None, typer.Option(help="Its text in Markdown; “” for the one it had.")]
TextFile = Annotated[Path | None, typer.Option(help="The same, from a UTF-8 file.")]


def add(
    context: typer.Context,
    letter: Letter,
    episode: Annotated[str | None, typer.Option(help="“show/number” or “show/slug”.")] = None,
    webcast: Annotated[str | None, typer.Option(help="The webcast's slug.")] = None,
    heading: Heading = None,
    text: Text = None,
    text_file: TextFile = None,
    at: Annotated[int | None, typer.Option(help="Where, counted from 1; else last.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add an episode, a webcast, or a text of its own."""
    hub = hub_of(context)
    words = text_or_file(text, text_file)
    with hub.writing() as db:
        found = service.get_letter(db, letter)
        about = _about(db, episode, webcast)
        item = service.new_item(about=about, heading=heading or None, text=words or None)
        service.add_item(db, found, item, at)
        facts = describe_letter(hub, found)
    print_result(hub, facts, "Changed {name}.", as_json=as_json)


def _about(db: Session, episode: str | None, webcast: str | None) -> Episode | Webcast | None:
    if episode and webcast:
        raise Invalid("An item is about an episode or about a webcast, not both.")
    if episode:
        show, name = pair(episode, "/")
        return get_episode(db, get_show(db, show), name)
    return get_webcast(db, webcast) if webcast else None


def item(
    context: typer.Context,
    letter: Letter,
    position: ItemPosition,
    heading: Heading = None,
    text: Text = None,
    text_file: TextFile = None,
    refresh: Annotated[
        bool,
        typer.Option("--refresh", help="Of a published letter: what its subject says by now."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Give an item a heading or text of its own."""
    hub = hub_of(context)
    words = text_or_file(text, text_file)
    with hub.writing() as db:
        found = service.get_letter(db, letter)
        if refresh:
            service.refresh_item(db, found, position)
        service.edit_item(db, found, position, heading=heading, text=words)
        facts = describe_letter(hub, found)
    print_result(hub, facts, "Changed {name}.", as_json=as_json)


def move(
    context: typer.Context,
    letter: Letter,
    position: ItemPosition,
    to: Annotated[int, typer.Argument(help="Its new place, counted from 1.")],
    as_json: AsJson = False,
) -> None:
    """Move an item; the others make room."""
    hub = hub_of(context)
    with hub.writing() as db:
        found = service.get_letter(db, letter)
        service.move_item(db, found, position, to)
        facts = describe_letter(hub, found)
    print_result(hub, facts, "Changed {name}.", as_json=as_json)


def remove(
    context: typer.Context, letter: Letter, position: ItemPosition, as_json: AsJson = False
) -> None:
    """Take an item out."""
    hub = hub_of(context)
    with hub.writing() as db:
        found = service.get_letter(db, letter)
        service.remove_item(db, found, position)
        facts = describe_letter(hub, found)
    print_result(hub, facts, "Changed {name}.", as_json=as_json)
