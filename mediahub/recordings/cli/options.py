"""What can be given of a recording and its window on the command line, and how it is read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from mediahub.accounts.audit import COMMAND, Decision
from mediahub.clock import parse_instant
from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.recordings.incoming_files import CaptionLine, DocumentLine
from mediahub.recordings.preconditions import CaptionException
from mediahub.recordings.window_actions import Window
from mediahub.webcasts.options import option

WebcastSlug = Annotated[str, typer.Argument(help="The webcast's slug.")]
Reason = Annotated[str | None, typer.Option(help="Why, for the log. Name no persons in it.")]
Until = Annotated[str | None, typer.Option(help="When it closes, 2024-09-30T12:00 local.")]
Language = Annotated[str, typer.Option(help="The language of the captions.")]


@dataclass(frozen=True, slots=True)
class OpeningOptions:
    """How a recording is opened; what is not given follows the webcast's rule."""

    at: Annotated[str | None, option("When it opens, 2024-09-12T09:00 local; now otherwise.")]
    until: Annotated[str | None, option("When it closes instead of by the rule; needs a --reason.")]
    reason: Annotated[str | None, option("Why, for the log. Name no persons in it.")]
    exception_by: Annotated[
        str | None, option("Who lets it be shown without captions; is noted with the day.")
    ]
    exception_reason: Annotated[str | None, option("Why it is shown without captions.")]


def read_window(options: OpeningOptions) -> Window:
    """The window that is asked for; Invalid for what is not a time."""
    opens_at = None if options.at is None else parse_instant(options.at)
    return Window(opens_at, None if options.until is None else parse_instant(options.until))


def read_exception(options: OpeningOptions) -> CaptionException | None:
    """The exception that is made; None when none of its parts is given."""
    if options.exception_by is None and options.exception_reason is None:
        return None
    return CaptionException(options.exception_by or "", options.exception_reason or "")


def read_captions(paths: list[Path] | None, languages: list[str] | None) -> list[CaptionLine]:
    """Each file with its language; one that has none given is Swedish."""
    files, given = paths or [], languages or []
    if len(given) > len(files):
        raise Invalid("Every --captions-language belongs to a --captions.")
    padded = [*given, *["sv"] * (len(files) - len(given))]
    if len(set(padded)) < len(padded):
        raise Invalid("Two files of captions are in the same language.")
    return [CaptionLine(file, language) for file, language in zip(files, padded, strict=True)]


def read_documents(paths: list[Path] | None) -> list[DocumentLine]:
    """The documents, each with the title that its file's name gives it."""
    return [DocumentLine(path) for path in paths or []]


def decision(hub: Hub, reason: str | None) -> Decision:
    """A decision on the command line, now."""
    return Decision(COMMAND, hub.now(), reason)
