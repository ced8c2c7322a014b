"""`mediahub worker`: the jobs, in a process of their own."""

from typing import Annotated

import typer

from mediahub import worker
from mediahub.accounts.cli.audit_commands import forget_os_user
from mediahub.jobs.consumer import stop_with_parent
from mediahub.terminal import hub_of


def work(
    context: typer.Context,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """Do the jobs, until SIGTERM; the job in hand is finished."""
    if with_parent:
        stop_with_parent()
    hub = hub_of(context)
    forget_os_user(hub)
    worker.run(hub)
