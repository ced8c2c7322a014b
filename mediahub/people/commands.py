"""`mediahub person`: list the people who are credited, and say where one can be read about."""

from typing import Annotated, Any

import typer

from mediahub.hub import Hub
from mediahub.people import service
from mediahub.people.models import Person
from mediahub.terminal import AsJson, hub_of, print_json, print_table, say

commands = typer.Typer(no_args_is_help=True, help="People who are credited.")


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List everyone who is credited, by name."""
    hub = hub_of(context)
    with hub.reading() as db:
        rows = [_facts(person) for person in service.list_people(db)]
    print_table(hub, rows, as_json=as_json)


@commands.command("edit")
def edit(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Who, as in the credits.")],
    url: Annotated[str, typer.Option(help="The person's own page; “” for none.")],
    as_json: AsJson = False,
) -> None:
    """Say which page tells of a person; it stands at every credit of theirs."""
    hub = hub_of(context)
    with hub.writing() as db:
        person = service.get_person(db, name)
        service.set_url(person, url)
        db.flush()
        facts = _facts(person)
    _tell(hub, facts, "Changed {name}.", as_json=as_json)


def _tell(hub: Hub, facts: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
    else:
        say(hub, sentence, **facts)


def _facts(person: Person) -> dict[str, Any]:
    return {"name": person.name, "url": person.url}
