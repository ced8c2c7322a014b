"""`mediahub audit`: the log of who did what, taken out for a report of an incident."""

import os
from contextlib import suppress
from getpass import getuser
from typing import Annotated

import typer

from mediahub.accounts import audit
from mediahub.accounts.audit import COMMAND, AuditFilter
from mediahub.accounts.audit_export import begin_export, json_lines
from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.terminal import AsJson, hub_of

commands = typer.Typer(no_args_is_help=True, help="The audit log.")


@commands.callback()
def _group() -> None:
    """So that the only command has a name of its own."""


@commands.command("export")
def export(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option(help="From this time on, as 2026-03-04T06:00; Swedish time.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Before this time.")] = None,
    as_json: AsJson = False,  # noqa: ARG001 - it is always JSON, and saying so does no harm
) -> None:
    """Print every entry as a line of JSON, the oldest first; that it was done is noted."""
    hub = hub_of(context)
    asked = AuditFilter(
        since=parse_instant(since) if since else None, until=parse_instant(until) if until else None
    )
    audit.check_times(asked)
    with hub.writing() as db:
        wanted = begin_export(db, asked, actor=COMMAND, now=hub.now())
    with hub.reading() as db:
        for line in json_lines(db, wanted):
            typer.echo(line)


def log_os_user(hub: Hub) -> None:
    """Let the log know which user of this machine does what is done from now on.

    It stands where the address of a browser does. Who became somebody else by sudo is named.
    """
    name = os.environ.get("SUDO_USER") or f"uid {os.getuid()}"
    with suppress(KeyError, OSError):  # a user without a name, as in some containers
        name = os.environ.get("SUDO_USER") or getuser()
    hub.writers.configure(info={**hub.writers.kw["info"], audit.ADDRESS: f"os:{name}"})


def forget_os_user(hub: Hub) -> None:
    """What the service does from now on is nobody's doing at a terminal."""
    info = dict(hub.writers.kw["info"])
    info.pop(audit.ADDRESS, None)
    hub.writers.configure(info=info)
