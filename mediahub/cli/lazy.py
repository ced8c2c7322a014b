"""A command of which the name and the help are known before it is imported."""

from functools import cached_property
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_group


class LazyCommand(TyperCommand):
    """Stands in lists for the command, or the group of them, at `target`, and leads on to it.

    `target` is “package.module:name” of a Typer or of a function; `help` its first paragraph.
    """

    def __init__(self, name: str, target: str, help: str) -> None:
        super().__init__(name, help=help)
        self.target = target

    @cached_property
    def command(self) -> Any:  # the commands of Typer have no public type in common
        """The command itself, imported when it is first asked for."""
        module, _, attribute = self.target.partition(":")
        found = getattr(import_module(module), attribute)
        app = typer.Typer()
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=self.name)
        else:
            app.command(self.name)(found)
        return get_group(app).commands[str(self.name)]

    def make_context(self, *arguments: Any, **named: Any) -> Any:
        """The context of a run, in which the command itself takes the place of this one."""
        return self.command.make_context(*arguments, **named)
