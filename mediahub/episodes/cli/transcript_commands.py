"""`mediahub transcript` for episodes: add, list, and ask a machine for one."""

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.episodes import publication
from mediahub.episodes.cli.audio_commands import EpisodeName, ShowName
from mediahub.episodes.models import Episode
from mediahub.episodes.options import receive_draft
from mediahub.episodes.service import get_episode
from mediahub.episodes.transcripts import request_transcription, set_transcript
from mediahub.hub import Hub
from mediahub.media.service import keep, read_file
from mediahub.shows.service import get_show
from mediahub.terminal import AsJson, hub_of, print_result, print_table
from mediahub.transcripts.cli.commands import commands, facts_of, warnings_of
from mediahub.transcripts.formats.reader import read_transcript
from mediahub.transcripts.formats.registry import formats_of
from mediahub.transcripts.models import Transcript, TranscriptState
from mediahub.transcripts.transcription import require_model
from mediahub.transcripts.urls import transcript_url

__all__ = ["commands"]

Language = Annotated[str | None, typer.Option(help="Such as sv; the show's own otherwise.")]


@commands.command("add")
def add(
    context: typer.Context,
    episode: EpisodeName,
    file: Annotated[Path, typer.Argument(help="VTT, SRT, JSON, HTML, text or Word.")],
    show: ShowName,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Read a transcript into an episode; one in the same language gets new words."""
    hub = hub_of(context)
    with hub.reading() as db:
        seconds = _episode(db, show, episode).audio.duration_seconds
    draft = read_transcript(read_file(file), file.name, seconds)
    source = receive_draft(hub, draft)
    with hub.writing() as db:
        found = _episode(db, show, episode)
        keep(db, hub.store, source)
        spoken = language or found.show.language
        held = set_transcript(db, found, draft, source, spoken, actor=COMMAND, now=hub.now())
        publication.refuse_edit(db, found, hub.settings.origin)
        facts = _facts(hub, held) | {"cues": len(draft.cues)}
    facts["warnings"] = warnings_of(hub, draft)
    for warning in facts["warnings"]:
        typer.echo(warning, err=True)
    print_result(hub, facts, "The transcript {id} has {cues} cues.", as_json=as_json)


@commands.command("list")
def list_(
    context: typer.Context, episode: EpisodeName, show: ShowName, as_json: AsJson = False
) -> None:
    """List the transcripts of an episode."""
    hub = hub_of(context)
    with hub.reading() as db:
        held = _episode(db, show, episode).transcripts
        rows = [_facts(hub, one.transcript) for one in held]
    if not as_json:
        rows = [{**row, "urls": len(row["urls"])} for row in rows]
    print_table(hub, rows, as_json=as_json)


@commands.command("transcribe")
def transcribe(
    context: typer.Context,
    episode: EpisodeName,
    show: ShowName,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Ask a machine for a transcript; the worker makes it, and “list” tells how far it is."""
    hub = hub_of(context)
    require_model(hub.settings.transcribe_model)
    with hub.writing() as db:
        found = _episode(db, show, episode)
        held = request_transcription(db, found, language or found.show.language, hub.now())
        facts = _facts(hub, held)
    print_result(hub, facts, "The worker makes the transcript {id}.", as_json=as_json)


def _episode(db: Session, show: str, name: str) -> Episode:
    return get_episode(db, get_show(db, show), name)


def _facts(hub: Hub, transcript: Transcript) -> dict[str, Any]:
    is_ready = transcript.state is TranscriptState.READY
    formats = formats_of(timed=transcript.is_timed) if is_ready else ()
    origin = hub.settings.origin
    urls = [transcript_url(origin, transcript, one.extension) for one in formats]
    return {**facts_of(transcript), "urls": urls}
