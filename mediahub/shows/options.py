"""What can be given of a show on the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from mediahub.forms.options import read_given
from mediahub.shows.fields import ALL, ShowFields, values_for


def _option(help: str, *names: str) -> Any:
    return typer.Option(*names, help=help)


@dataclass(frozen=True, slots=True)
class ShowOptions:
    """What can be given of a show; None leaves it as it is, "" empties what can be empty.

    `given` holds what stands in `fields.ALL`.
    """

    given: Mapping[str, Any]
    season: Annotated[list[str] | None, _option("“number=name”; repeatable.")]
    host: Annotated[list[str] | None, _option("“Name, title, organisation”; repeatable.")]
    cover: Annotated[Path | None, _option("Square JPEG or PNG, 1400–3000 pixels.")]
    fix: Annotated[bool, _option("Mend a cover that is off.", "--fix")] = False


def read_fields(options: ShowOptions) -> ShowFields:
    """The fields that were given; Invalid for a text that cannot be read."""
    return values_for(read_given(ALL, options.given))
