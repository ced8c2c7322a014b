"""The edge of the command line: the hub, results as text or JSON, shared options, progress bars."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields
from datetime import datetime
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any, BinaryIO, TypeVar, get_type_hints

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from mediahub.forms.fields import Fields
from mediahub.forms.options import parameters
from mediahub.hub import Hub
from mediahub.i18n import filters, translations

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
F = TypeVar("F")
R = TypeVar("R")

_stderr = Console(stderr=True)


def hub_of(context: typer.Context) -> Hub:
    """The hub of this run, built when the first command asks for it."""
    open_hub: Callable[[], Hub] = context.obj
    return open_hub()


def say(hub: Hub, sentence: str, **values: object) -> None:
    """Print a sentence, given as its gettext msgid, in the language of the settings."""
    text = translations(hub.settings.language).gettext(sentence)
    typer.echo(text.format(**{name: _cell(hub, value) for name, value in values.items()}))


def print_json(result: object) -> None:
    """Print a result for a program: UTF-8, one object."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2, default=_json))


def _json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _cell(hub: Hub, value: object) -> str:
    if isinstance(value, datetime):
        return filters(hub.settings.language)["moment"](value)
    return "" if value is None else str(value)


def print_table(hub: Hub, rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print rows that share their keys, as JSON or as columns."""
    if as_json:
        print_json(rows)
        return
    cells = [[_cell(hub, value) for value in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


def print_facts(hub: Hub, facts: dict[str, Any], *, as_json: bool) -> None:
    """Print all about one thing, as JSON or as lines of name and value."""
    if as_json:
        print_json(facts)
    else:
        rows = [{"name": name, "value": value} for name, value in facts.items()]
        print_table(hub, rows, as_json=False)


def print_result(hub: Hub, facts: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    """Print what was done: the facts as JSON, or a sentence that they are filled into."""
    if as_json:
        print_json(facts)
    else:
        say(hub, sentence, **facts)


def print_link(url: str, *, as_json: bool) -> None:
    """Print an address, as JSON or alone, to be copied."""
    if as_json:
        print_json({"url": url})
    else:
        typer.echo(url)


@contextmanager
def progress(description: str) -> Iterator[Callable[[float], None]]:
    """A bar, on a terminal only; yields a function that takes the part done, 0 to 1."""
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    with Progress(
        *columns, TimeRemainingColumn(), console=_stderr, disable=not _stderr.is_terminal
    ) as bar:
        task = bar.add_task(description, total=1.0)
        yield lambda part: bar.update(task, completed=part)


@contextmanager
def reading(description: str, size_bytes: int) -> Iterator[Callable[[BinaryIO], BinaryIO]]:
    """A bar for a file that is read; yields a function that wraps the opened file."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=_stderr,
        disable=not _stderr.is_terminal,
    ) as bar:
        yield lambda source: bar.wrap_file(source, total=size_bytes, description=description)


def with_options(
    kind: type[Any], table: Fields = ()
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Give a command the fields of a dataclass as its options; it gets them as `options`.

    Two commands that take the same thirty options can so name them once. What is given of a
    `table` of fields is `options.given`, by field.
    """
    hints = get_type_hints(kind, include_extras=True)
    of_table = parameters(table)
    options = [
        Parameter(
            field.name,
            Parameter.KEYWORD_ONLY,
            default=None if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(kind)
        if field.name != "given"
    ]

    def decorate(command: Callable[..., R]) -> Callable[..., R]:
        own = [p for p in signature(command).parameters.values() if p.name != "options"]

        @wraps(command)
        def run(**given: Any) -> R:
            chosen = {option.name: given.pop(option.name) for option in options}
            if table:
                chosen["given"] = {option.name: given.pop(option.name) for option in of_table}
            return command(options=kind(**chosen), **given)

        kept = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in own]
        run.__signature__ = signature(command).replace(  # type: ignore[attr-defined]
            parameters=[*kept, *of_table, *options]
        )
        own_hints = get_type_hints(command, include_extras=True)
        own_hints.pop("options")
        run.__annotations__ = own_hints | {
            option.name: option.annotation for option in (*of_table, *options)
        }
        return run

    return decorate


def given(make: Callable[..., F], options: Mapping[str, object], /, **perhaps_empty: object) -> F:
    """The fields that `make` makes of the options that were given; None was not.

    In `perhaps_empty` everything was given, and None says that the field is to be empty.
    """
    plain = {name: value for name, value in options.items() if value is not None}
    return make(**plain, **perhaps_empty)
