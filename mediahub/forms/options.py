"""The fields of a table as options of a command, and the values of those that were given."""

from collections.abc import Iterator, Mapping
from inspect import Parameter
from typing import Annotated, Any

import typer

from mediahub.forms.fields import Field, Fields, Option
from mediahub.forms.kinds import Kind


def parameters(fields: Fields) -> list[Parameter]:
    """One for each field that has an option; what is not given is None."""
    return [
        Parameter(
            one.name,
            Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                (list[str] if option.type is list else option.type) | None,
                typer.Option(*([option.name] if option.name else []), help=option.help),
            ],
        )
        for one, option in _with_options(fields)
    ]


def read_given(fields: Fields, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of what was given, by field; Invalid for a text that cannot be read.

    "" empties what can be empty, and "" alone of a repeatable option is an empty list.
    """
    return {
        one.name: _read(one, option, given[one.name])
        for one, option in _with_options(fields)
        if given.get(one.name) is not None
    }


def _with_options(fields: Fields) -> Iterator[tuple[Field, Option]]:
    for one in fields:
        if one.option is not None:
            yield one, one.option


def _read(one: Field, option: Option, given: Any) -> Any:
    if option.type is list and option.read is not None:
        return [option.read(text) for text in given if text.strip()]
    if option.read is not None:
        return option.read(given)
    text = "\n".join(given) if option.type is list else given
    if isinstance(text, str) and isinstance(one.kind, Kind):
        return one.kind.read(text, None)
    return given
