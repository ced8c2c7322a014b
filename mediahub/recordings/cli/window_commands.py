"""`mediahub recording open|extend|shorten|pause|resume|close`: the window and why it is moved."""

from collections.abc import Callable
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision
from mediahub.clock import parse_instant
from mediahub.recordings import window_actions
from mediahub.recordings.cli.options import (
    OpeningOptions,
    Reason,
    Until,
    WebcastSlug,
    decision,
    read_exception,
    read_window,
)
from mediahub.recordings.cli.output import facts_of, print_recording
from mediahub.recordings.models import Recording
from mediahub.recordings.service import newest_recording
from mediahub.terminal import AsJson, hub_of, with_options
from mediahub.webcasts.service import get_webcast

Change = Callable[[Session, Recording, Decision], None]


@with_options(OpeningOptions)
def open_(
    context: typer.Context, webcast: WebcastSlug, options: OpeningOptions, as_json: AsJson = False
) -> None:
    """Open the recording for its window: 14 days from the end, unless the webcast says else."""
    window, exception = read_window(options), read_exception(options)

    def change(db: Session, recording: Recording, decided: Decision) -> None:
        window_actions.open_recording(db, recording, decided, window=window, exception=exception)

    _decide(context, webcast, options.reason, change, as_json=as_json)


def extend(
    context: typer.Context,
    webcast: WebcastSlug,
    until: Until = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Let it close later; one that has closed opens again, until it begins to be deleted.

    Without --until it has no end any more, which only a webcast with public access may have.
    """
    closes_at = None if until is None else parse_instant(until)

    def change(db: Session, recording: Recording, decided: Decision) -> None:
        window_actions.extend(db, recording, closes_at, decided)

    _decide(context, webcast, reason, change, as_json=as_json)


def shorten(
    context: typer.Context,
    webcast: WebcastSlug,
    until: Annotated[str, typer.Option(help="When it closes, 2024-09-20T12:00 local.")],
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Let it close earlier, at a time that has not come."""
    closes_at = parse_instant(until)

    def change(db: Session, recording: Recording, decided: Decision) -> None:
        window_actions.shorten(db, recording, closes_at, decided)

    _decide(context, webcast, reason, change, as_json=as_json)


def pause(
    context: typer.Context, webcast: WebcastSlug, reason: Reason = None, as_json: AsJson = False
) -> None:
    """Let nobody begin to watch until “resume”; the window ends when it would have ended."""
    _decide(context, webcast, reason, window_actions.pause, as_json=as_json)


def resume(
    context: typer.Context, webcast: WebcastSlug, reason: Reason = None, as_json: AsJson = False
) -> None:
    """End a pause."""
    _decide(context, webcast, reason, window_actions.resume, as_json=as_json)


def close(
    context: typer.Context, webcast: WebcastSlug, reason: Reason = None, as_json: AsJson = False
) -> None:
    """Close it now; a day later it is deleted."""
    _decide(context, webcast, reason, window_actions.close, as_json=as_json)


def _decide(
    context: typer.Context, slug: str, reason: str | None, change: Change, *, as_json: bool
) -> None:
    hub = hub_of(context)
    with hub.writing() as db:
        recording = newest_recording(db, get_webcast(db, slug))
        change(db, recording, decision(hub, reason))
        facts = facts_of(hub, recording)
    print_recording(hub, facts, as_json=as_json)
