"""The command line: every command is named here in `commands.py`, and imported when it is used."""

import sys
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

from mediahub.cli.commands import COMMANDS

if TYPE_CHECKING:
    from mediahub.hub import Hub

program = TyperGroup(
    name="mediahub",
    commands=COMMANDS,
    no_args_is_help=True,
    help="MediaHub: the podcast and webcast media service.",
)


def main() -> None:
    """Run the command line: 0 done, 1 refused with a sentence on stderr, 2 wrong usage."""
    with ExitStack() as opened:

        @cache
        def open_hub() -> "Hub":
            # Nor is anything of this needed to tell what commands there are.
            from mediahub.cli.hub import open_hub  # noqa: PLC0415

            return opened.enter_context(open_hub())

        try:
            program(obj=open_hub)
        except Exception as error:
            from mediahub.cli.errors import sentence_of  # noqa: PLC0415

            if (sentence := sentence_of(error)) is None:
                raise
            typer.echo(sentence, err=True)
            sys.exit(1)
