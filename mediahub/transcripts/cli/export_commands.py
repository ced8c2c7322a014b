"""`mediahub transcript export`: a transcript as a file."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from mediahub.errors import Conflict, Invalid
from mediahub.hub import Hub
from mediahub.terminal import AsJson, hub_of, print_json, print_result
from mediahub.transcripts.formats.registry import FORMATS, written
from mediahub.transcripts.models import TranscriptState
from mediahub.transcripts.service import cues_of, get_transcript
from mediahub.transcripts.track_info import TrackInfo

Id = Annotated[UUID, typer.Argument(help="The transcript's id.")]


def export(
    context: typer.Context,
    transcript: Id,
    form: Annotated[str, typer.Option("--format", help="vtt, srt, json, html or txt.")] = "vtt",
    to: Annotated[Path | None, typer.Option(help="A file; printed otherwise.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a transcript in a format, as its address gives it."""
    hub = hub_of(context)
    text = _written(hub, transcript, form)
    if to is not None:
        to.write_text(text, "utf-8")
        facts = {"file": str(to), "size_bytes": len(text.encode())}
        print_result(hub, facts, "{file} is written.", as_json=as_json)
    elif as_json:
        print_json({"format": form, "text": text})
    else:
        typer.echo(text, nl=False)


def _written(hub: Hub, transcript: UUID, form: str) -> str:
    if form not in {one.extension for one in FORMATS}:
        raise Invalid("“{format}” is not a format: use vtt, srt, json, html or txt.", format=form)
    with hub.reading() as db:
        found = get_transcript(db, transcript)
        if found.state is not TranscriptState.READY:
            raise Conflict("The transcript is not ready yet.")
        about = TrackInfo(found.title, found.language, found.is_unreviewed)
        body = written(cues_of(db, found), about, form)
    if body is None:
        raise Invalid("This transcript has no times.")
    return body.decode()
