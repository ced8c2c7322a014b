"""Options that the commands share: which webcast or series, and who."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from mediahub.errors import Invalid
from mediahub.participants.service import Target
from mediahub.webcasts.series import get_series
from mediahub.webcasts.service import get_webcast

Email = Annotated[str, typer.Option("--email", help="The person's e-mail address.")]
Name = Annotated[str, typer.Option("--name", help="The person's name.")]
Organisation = Annotated[
    str | None, typer.Option("--organisation", help="Municipality, region or other.")
]
Reason = Annotated[
    str | None, typer.Option("--reason", help="Why, for the log. Name no persons in it.")
]


class Language(StrEnum):
    """What mail can be written in."""

    SV = "sv"
    EN = "en"


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """What the registration is for: one of the two."""

    webcast: Annotated[str | None, typer.Option(help="Which webcast, by its slug.")]
    series: Annotated[str | None, typer.Option(help="Which series, by its slug.")]


def read_target(db: Session, options: TargetOptions) -> Target:
    """The webcast or the series that is named; Invalid unless it is one of them."""
    if options.webcast is not None and options.series is None:
        return get_webcast(db, options.webcast)
    if options.series is not None and options.webcast is None:
        return get_series(db, options.series)
    raise Invalid("Name one of the two: --webcast or --series.")
