"""`mediahub member`: the members of a network, year by year."""

from typing import Annotated, Any

import typer

from mediahub.accounts.audit import COMMAND
from mediahub.clock import local
from mediahub.hub import Hub
from mediahub.participants import members
from mediahub.participants.cli.options import Email, Name, Organisation, Reason
from mediahub.participants.details import read_details
from mediahub.participants.models import NetworkMember
from mediahub.participants.shown_links import shown_link
from mediahub.terminal import AsJson, hub_of, print_link, print_result, print_table
from mediahub.webcasts.networks import get_network

commands = typer.Typer(no_args_is_help=True, help="Members of networks.")
NetworkSlug = Annotated[str, typer.Option("--network", help="Which network, by its slug.")]
Year = Annotated[int | None, typer.Option("--year", help="Calendar year; this one if not given.")]


@commands.command("add")
def add(
    context: typer.Context,
    network: NetworkSlug,
    name: Name,
    email: Email,
    organisation: Organisation = None,
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """Make somebody a member for a year."""
    hub = hub_of(context)
    details = read_details(name, email, organisation)
    with hub.writing() as db:
        member = members.add_member(
            db,
            get_network(db, network),
            details,
            year=_year(hub, year),
            actor=COMMAND,
            now=hub.now(),
        )
        result = _facts(member)
    print_result(hub, result, "{name} is a member of “{network}” in {year}.", as_json=as_json)


@commands.command("list")
def list_(
    context: typer.Context, network: NetworkSlug, year: Year = None, as_json: AsJson = False
) -> None:
    """List the members of a year."""
    hub = hub_of(context)
    with hub.reading() as db:
        found = members.list_members(db, get_network(db, network), _year(hub, year))
        rows = [_facts(member) for member in found]
    print_table(hub, rows, as_json=as_json)


@commands.command("end")
def end(
    context: typer.Context,
    network: NetworkSlug,
    email: Email,
    year: Year = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Let a membership end now; its place is free and its links are dead."""
    hub = hub_of(context)
    with hub.writing() as db:
        member = members.get_member(db, get_network(db, network), email, _year(hub, year))
        members.end_member(db, member, actor=COMMAND, now=hub.now(), reason=reason)
        result = _facts(member)
    print_result(hub, result, "{name} is not a member of “{network}” any more.", as_json=as_json)


@commands.command("revoke")
def revoke(
    context: typer.Context,
    network: NetworkSlug,
    email: Email,
    year: Year = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Kill every link that the member was given; the membership stays."""
    hub = hub_of(context)
    with hub.writing() as db:
        member = members.get_member(db, get_network(db, network), email, _year(hub, year))
        members.revoke_member(db, member, actor=COMMAND, now=hub.now(), reason=reason)
        result = _facts(member)
    print_result(hub, result, "Every link that {name} was given is dead.", as_json=as_json)


@commands.command("link")
def link(
    context: typer.Context,
    network: NetworkSlug,
    email: Email,
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """Print the member's personal link; that it was looked at is noted."""
    hub = hub_of(context)
    with hub.writing() as db:
        member = members.get_member(db, get_network(db, network), email, _year(hub, year))
        url = shown_link(db, hub.settings, member, actor=COMMAND, now=hub.now())
    print_link(url, as_json=as_json)


def _year(hub: Hub, year: int | None) -> int:
    return local(hub.now()).year if year is None else year


def _facts(member: NetworkMember) -> dict[str, Any]:
    return {
        "name": member.participant.name,
        "email": member.participant.email,
        "organisation": member.participant.organisation,
        "network": member.network.title,
        "year": member.year,
    }
