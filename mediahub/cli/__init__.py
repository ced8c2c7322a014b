"""The command line: every command is named here in `commands.py`, and imported when it is used."""

import sys
from contextlib import AbstractContextManager, ExitStack
from functools import cache

import typer
from typer.core import TyperGroup

from mediahub.cli.commands import COMMANDS
from mediahub.file_permissions import restrict_umask

program = TyperGroup(
    name="mediahub",
    commands=COMMANDS,
    no_args_is_help=True,
    help="MediaHub: the podcast and webcast media service.",
)


def main() -> None:
    """Run the command line: 0 done, 1 refused with a sentence on stderr, 2 wrong usage."""
    restrict_umask()
    with ExitStack() as opened:
        try:
            program(obj=cache(lambda: opened.enter_context(_hub())))
        except Exception as error:
            if (sentence := _sentence_of(error)) is None:
                raise
            typer.echo(sentence, err=True)
            sys.exit(1)


# Behind these two is all of the program, and none of it is needed to tell what commands there are.
def _hub() -> AbstractContextManager[object]:
    from mediahub.cli.hub import open_hub  # noqa: PLC0415

    return open_hub()


def _sentence_of(error: Exception) -> str | None:
    from mediahub.cli.errors import sentence_of  # noqa: PLC0415

    return sentence_of(error)
