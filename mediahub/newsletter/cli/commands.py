"""`mediahub newsletter`: print what could be told, draft it, edit it and publish it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.media.service import text_or_file
from mediahub.newsletter import service
from mediahub.newsletter.cli import item_commands
from mediahub.newsletter.cli.options import Letter, describe_letter
from mediahub.newsletter.formats import Format, render
from mediahub.newsletter.models import Newsletter
from mediahub.newsletter.proposals import end_of, period_of
from mediahub.newsletter.publication import publish_letter, restore_letter, withdraw_letter
from mediahub.newsletter.service import LetterFields
from mediahub.newsletter.view import LetterView
from mediahub.terminal import (
    AsJson,
    given,
    hub_of,
    print_json,
    print_result,
    print_table,
    with_options,
)
from mediahub.web.templating import Templates

commands = typer.Typer(
    invoke_without_command=True,
    help="Newsletters. Without a command: print what one of now, or of a period, would say.",
)
commands.command("add")(item_commands.add)
commands.command("item")(item_commands.item)
commands.command("move")(item_commands.move)
commands.command("remove")(item_commands.remove)

Number = Annotated[int | None, typer.Option(help="Its number within the year, if not the next.")]
Title = Annotated[str | None, typer.Option(help="Its title beside its number; “” for none.")]
Greeting = Annotated[str | None, typer.Option(help="What it begins with, in Markdown.")]
GreetingFile = Annotated[Path | None, typer.Option(help="The same, from a UTF-8 file.")]
As = Annotated[Format, typer.Option("--format", help="As what to print it.")]


@dataclass(frozen=True, slots=True)
class PeriodOptions:
    """What a letter is to tell of: what was published from one time up to another."""

    since: Annotated[
        str | None,
        typer.Option("--from", help="A day or time; where the last letter ended if not given."),
    ]
    until: Annotated[
        str | None, typer.Option("--to", help="A day, which counts in full, or a time; else now.")
    ]
    language: Annotated[str | None, typer.Option(help="sv or en; that of the settings otherwise.")]


@commands.callback()
@with_options(PeriodOptions)
def propose(
    context: typer.Context,
    options: PeriodOptions,
    format: As = Format.TEXT,
    as_json: AsJson = False,
) -> None:
    """Print what a letter of a period would say; nothing is kept."""
    if context.invoked_subcommand is not None:
        return
    hub = hub_of(context)
    with hub.reading() as db:
        _print(hub, _drafted(hub, db, options), format, as_json=as_json)


def _drafted(hub: Hub, db: Session, options: PeriodOptions) -> Newsletter:
    since = None if options.since is None else parse_instant(options.since)
    until = None if options.until is None else end_of(options.until)
    since, until = period_of(db, since, until, hub.now())
    language = options.language or hub.settings.language
    return service.draft_letter(db, since, until, now=hub.now(), language=language)


def _print(hub: Hub, letter: Newsletter, format: Format, *, as_json: bool) -> None:
    if as_json:
        print_json(describe_letter(hub, letter))
    else:
        view = LetterView(letter, hub.settings.origin, hub.now())
        typer.echo(render(view, format, Templates(view.origin)), nl=False)


@commands.command("create")
@with_options(PeriodOptions)
def create(
    context: typer.Context,
    options: PeriodOptions,
    number: Number = None,
    title: Title = None,
    greeting: Greeting = None,
    greeting_file: GreetingFile = None,
    as_json: AsJson = False,
) -> None:
    """Keep the proposed letter as a draft, to be edited and published."""
    hub = hub_of(context)
    fields = _fields(number, title, text_or_file(greeting, greeting_file), None)
    with hub.writing() as db:
        letter = _drafted(hub, db, options)
        service.add_letter(db, letter)
        service.edit_letter(db, letter, **fields)
        facts = describe_letter(hub, letter)
    print_result(hub, facts, "Drafted {name}, {letter}.", as_json=as_json)


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every letter, the latest first; a draft has no time."""
    hub = hub_of(context)
    with hub.reading() as db:
        rows: list[dict[str, Any]] = [
            {
                "letter": facts["letter"],
                "published_at": facts["published_at"],
                "withdrawn_at": facts["withdrawn_at"],
                "title": facts["title"],
                "items": len(facts["items"]),
                "url": facts["url"],
            }
            for facts in (describe_letter(hub, letter) for letter in service.list_letters(db))
        ]
    print_table(hub, rows, as_json=as_json)


@commands.command("show")
def show(
    context: typer.Context, letter: Letter, format: As = Format.TEXT, as_json: AsJson = False
) -> None:
    """Print a letter, to be read, sent or pasted."""
    hub = hub_of(context)
    with hub.reading() as db:
        _print(hub, service.get_letter(db, letter), format, as_json=as_json)


@commands.command("edit")
def edit(
    context: typer.Context,
    letter: Letter,
    number: Number = None,
    title: Title = None,
    greeting: Greeting = None,
    greeting_file: GreetingFile = None,
    language: Annotated[str | None, typer.Option(help="sv or en.")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given; the rest stays. A published letter is marked as corrected."""
    hub = hub_of(context)
    fields = _fields(number, title, text_or_file(greeting, greeting_file), language)
    with hub.writing() as db:
        found = service.get_letter(db, letter)
        service.edit_letter(db, found, **fields)
        facts = describe_letter(hub, found)
    print_result(hub, facts, "Changed {name}.", as_json=as_json)


def _fields(
    number: int | None, title: str | None, greeting: str | None, language: str | None
) -> LetterFields:
    options = {"number": number, "title": title, "greeting": greeting, "language": language}
    return given(LetterFields, options)


@commands.command("discard")
def discard(context: typer.Context, letter: Letter, as_json: AsJson = False) -> None:
    """Throw a draft away."""
    hub = hub_of(context)
    with hub.writing() as db:
        found = service.get_letter(db, letter)
        facts = describe_letter(hub, found)
        service.remove_letter(db, found)
    print_result(hub, facts, "{name} is thrown away.", as_json=as_json)


@commands.command("publish")
def publish(context: typer.Context, letter: Letter, as_json: AsJson = False) -> None:
    """Put a letter in the archive; what is changed of it afterwards is a correction."""
    hub = hub_of(context)
    facts = _act(hub, letter, publish_letter)
    print_result(hub, facts, "{name} is published: {url}", as_json=as_json)


@commands.command("withdraw")
def withdraw(context: typer.Context, letter: Letter, as_json: AsJson = False) -> None:
    """Take a letter out of the archive and the feed; its address answers that it is gone."""
    hub = hub_of(context)
    facts = _act(hub, letter, withdraw_letter)
    print_result(hub, facts, "{name} is withdrawn.", as_json=as_json)


@commands.command("restore")
def restore(context: typer.Context, letter: Letter, as_json: AsJson = False) -> None:
    """Put a withdrawn letter back into the archive."""
    hub = hub_of(context)
    facts = _act(hub, letter, restore_letter)
    print_result(hub, facts, "{name} is published: {url}", as_json=as_json)


def _act(hub: Hub, name: str, act: Callable[..., None]) -> dict[str, Any]:
    with hub.writing() as db:
        found = service.get_letter(db, name)
        act(db, found, actor=COMMAND, now=hub.now())
        return describe_letter(hub, found)


@commands.command("copy")
def copy(context: typer.Context, letter: Letter, as_json: AsJson = False) -> None:
    """Make a new draft that tells of the same."""
    hub = hub_of(context)
    with hub.writing() as db:
        made = service.copy_letter(db, service.get_letter(db, letter), hub.now())
        facts = describe_letter(hub, made)
    print_result(hub, facts, "Drafted {name}, {letter}.", as_json=as_json)
