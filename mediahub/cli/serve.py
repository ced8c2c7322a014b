"""`mediahub serve`: the site, and who may enter it."""

from typing import Annotated

import typer

from mediahub import demo, server
from mediahub.accounts.cli.audit_commands import forget_os_user
from mediahub.accounts.login.password_links import setup_link
from mediahub.accounts.users import has_administrator
from mediahub.cli.installation import print_participant, print_producer, set_up
from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.terminal import hub_of, say


def serve(
    context: typer.Context,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Web only.")] = False,
    with_demo: Annotated[
        bool, typer.Option("--with-demo", help="Set up and fill what is empty first.")
    ] = False,
) -> None:
    """Serve the site and do the jobs, until SIGTERM; requests in flight are finished."""
    if with_demo and demo.is_wanted(hub := set_up(context)):
        demo.fill(hub)
    hub = hub_of(context)
    forget_os_user(hub)
    server.serve(hub, with_worker=not no_worker, greet=lambda: greet(hub))


def greet(hub: Hub) -> None:
    """What is unsafe, who may enter a demo, and how the first administrator is made."""
    try:
        hub.settings.require_known_proxies()
    except Conflict as unsafe:
        typer.echo(sentence(unsafe, hub.settings.language), err=True)
    print_producer(hub)
    print_participant(hub)
    with hub.reading() as db:
        is_new = not has_administrator(db)
    if is_new:
        url = setup_link(hub.settings, hub.now())
        say(hub, "Make the first administrator, within seven days, at {url}", url=url)
