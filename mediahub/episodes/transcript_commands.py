"""`mediahub transcript` for episodes: add, list, export, and ask a machine for one."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.episodes import publishing
from mediahub.episodes.commands import EpisodeName, ShowName
from mediahub.episodes.models import Episode
from mediahub.episodes.options import receive_draft
from mediahub.episodes.service import get_episode
from mediahub.episodes.transcripts import episode_of, set_transcript, want_machine
from mediahub.errors import Conflict, Invalid
from mediahub.hub import Hub
from mediahub.media.service import keep, read_file
from mediahub.shows.service import get_show
from mediahub.terminal import AsJson, hub_of, print_json, print_table, tell
from mediahub.transcripts.about import About
from mediahub.transcripts.addresses import transcript_url
from mediahub.transcripts.commands import Id, commands, facts_of
from mediahub.transcripts.formats import FORMATS, formats_of, written
from mediahub.transcripts.models import Transcript, TranscriptState
from mediahub.transcripts.reading import read_transcript
from mediahub.transcripts.service import cues_of, get_transcript
from mediahub.transcripts.transcribe import require_model
from mediahub.web.language import sentence

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
        publishing.refuse_edit(db, found, hub.settings.origin)
        facts = _facts(hub, held) | {"cues": len(draft.cues)}
    warnings = [sentence(warning, hub.settings.language) for warning in draft.warnings]
    for warning in warnings:
        typer.echo(warning, err=True)
    facts["warnings"] = warnings
    tell(hub, facts, "The transcript {id} has {cues} cues.", as_json=as_json)


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


@commands.command("export")
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
        tell(hub, facts, "{file} is written.", as_json=as_json)
    elif as_json:
        print_json({"format": form, "text": text})
    else:
        typer.echo(text, nl=False)


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
        held = want_machine(db, found, language or found.show.language, hub.now())
        facts = _facts(hub, held)
    tell(hub, facts, "The worker makes the transcript {id}.", as_json=as_json)


def _episode(db: Session, show: str, name: str) -> Episode:
    return get_episode(db, get_show(db, show), name)


def _written(hub: Hub, transcript: UUID, form: str) -> str:
    if form not in {one.extension for one in FORMATS}:
        raise Invalid("“{format}” is no format: use vtt, srt, json, html or txt.", format=form)
    with hub.reading() as db:
        found = get_transcript(db, transcript)
        if found.state is not TranscriptState.READY:
            raise Conflict("The transcript is not ready yet.")
        episode, cues = episode_of(db, found), cues_of(db, found)
    title = episode.title if episode else ""
    body = written(cues, About(title, found.language, found.is_unreviewed), form)
    if body is None:
        raise Invalid("This transcript has no times.")
    return body.decode()


def _facts(hub: Hub, transcript: Transcript) -> dict[str, Any]:
    is_ready = transcript.state is TranscriptState.READY
    formats = formats_of(timed=transcript.is_timed) if is_ready else ()
    origin = hub.settings.origin
    urls = [transcript_url(origin, transcript, one.extension) for one in formats]
    return {**facts_of(transcript), "urls": urls}
