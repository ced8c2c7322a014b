"""`mediahub recording`: add recordings, their captions and documents, and open them."""

from collections.abc import Sequence
from pathlib import Path
from time import sleep
from typing import Annotated
from uuid import UUID

import typer

from mediahub import terminal
from mediahub.accounts.audit import COMMAND
from mediahub.hub import Hub
from mediahub.media.models import MediaState
from mediahub.media.office_files import receive_document
from mediahub.media.service import keep
from mediahub.recordings import incoming_files, service
from mediahub.recordings.attachments import add_captions, held_recording
from mediahub.recordings.captions import request_transcription
from mediahub.recordings.cli import window_commands
from mediahub.recordings.cli.options import (
    Language,
    OpeningOptions,
    Reason,
    WebcastSlug,
    decision,
    read_captions,
    read_documents,
    read_exception,
    read_window,
)
from mediahub.recordings.cli.output import details_of, facts_of, print_recording
from mediahub.recordings.incoming_files import CaptionLine, Checked, DocumentLine
from mediahub.recordings.jobs import process
from mediahub.recordings.models import Recording
from mediahub.recordings.preconditions import require_reason
from mediahub.recordings.service import Received
from mediahub.recordings.window_actions import check_opening, open_recording
from mediahub.terminal import (
    AsJson,
    hub_of,
    print_facts,
    print_json,
    print_table,
    progress,
    reading,
    say,
    with_options,
)
from mediahub.transcripts.cli.commands import facts_of as caption_facts
from mediahub.transcripts.cli.commands import warnings_of
from mediahub.transcripts.formats.reader import Draft
from mediahub.transcripts.transcription import require_model
from mediahub.webcasts.service import get_webcast

commands = typer.Typer(no_args_is_help=True, help="Recordings of webcasts, and their window.")
POLL_SECONDS = 0.3


@commands.command("add")
@with_options(OpeningOptions)
def add(
    context: typer.Context,
    media: Annotated[Path, typer.Argument(help="MP4; or MP3 or M4A for sound alone.")],
    webcast: Annotated[str, typer.Option(help="The webcast's slug.")],
    options: OpeningOptions,
    captions: Annotated[
        list[Path] | None, typer.Option(help="Captions as VTT, SRT or JSON; repeatable.")
    ] = None,
    captions_language: Annotated[
        list[str] | None, typer.Option(help="The language of each; Swedish otherwise.")
    ] = None,
    document: Annotated[
        list[Path] | None, typer.Option(help="PDF, Word, PowerPoint or ZIP; repeatable.")
    ] = None,
    open_: Annotated[
        bool, typer.Option("--open", help="Make it ready here and now, and open it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a recording with captions and documents, all or nothing, and perhaps open it."""
    hub = hub_of(context)
    lines = read_captions(captions, captions_language)
    if open_:
        _refuse_early(hub, webcast, options, has_captions=bool(lines))
    with hub.reading() as db:
        service.refuse_second(db, get_webcast(db, webcast))
    checked = incoming_files.check(media, lines, read_documents(document))
    recording = _keep(hub, webcast, _receive(hub, checked))
    if open_:
        _make_ready(hub, recording.id, media.name)
        _open(hub, recording.id, options)
    _tell(hub, recording.id, [draft for _, draft in checked.captions], as_json=as_json)


def _refuse_early(hub: Hub, slug: str, options: OpeningOptions, *, has_captions: bool) -> None:
    """What would be refused after an hour of uploading is refused before it."""
    with hub.reading() as db:
        check_opening(
            get_webcast(db, slug),
            read_window(options),
            decision(hub, options.reason),
            has_captions=has_captions,
            exception=read_exception(options),
        )


def _receive(hub: Hub, checked: Checked) -> Received:
    with reading(checked.path.name, checked.path.stat().st_size) as wrap:
        return incoming_files.receive(hub.store, checked, hub.now(), wrap)


def _keep(hub: Hub, slug: str, received: Received) -> Recording:
    with hub.writing() as db:
        for file in received.files:
            keep(db, hub.store, file)
        webcast = get_webcast(db, slug)
        return service.add_recording(db, webcast, received, actor=COMMAND, now=hub.now())


def _make_ready(hub: Hub, recording_id: UUID, name: str) -> None:
    """Do the work here, or wait for the worker that was quicker."""
    with progress(name) as show:
        while not process(hub, recording_id, show):
            with hub.reading() as db:
                media = db.get_one(Recording, recording_id).media
            if media.state is not MediaState.UPLOADED:
                return
            show(media.progress or 0.0)
            sleep(POLL_SECONDS)


def _open(hub: Hub, recording_id: UUID, options: OpeningOptions) -> None:
    with hub.writing() as db:
        open_recording(
            db,
            db.get_one(Recording, recording_id),
            decision(hub, options.reason),
            window=read_window(options),
            exception=read_exception(options),
        )


@commands.command("captions")
def captions(
    context: typer.Context,
    webcast: WebcastSlug,
    file: Annotated[Path, typer.Argument(help="VTT, SRT or JSON.")],
    language: Language = "sv",
    as_json: AsJson = False,
) -> None:
    """Add captions, also while it is open; those in the same language get new words."""
    hub, line = hub_of(context), CaptionLine(file, language)
    with hub.reading() as db:
        seconds = service.get_recording(db, get_webcast(db, webcast)).media.duration_seconds
    draft = incoming_files.check_captions(line, seconds)
    received = incoming_files.receive_captions(hub.store, line, draft, hub.now())
    with hub.writing() as db:
        keep(db, hub.store, received.source)
        recording = held_recording(db, get_webcast(db, webcast))
        add_captions(db, recording, received, actor=COMMAND, now=hub.now())
    _tell(hub, recording.id, [draft], as_json=as_json)


@commands.command("transcribe")
def transcribe(
    context: typer.Context, webcast: WebcastSlug, language: Language = "sv", as_json: AsJson = False
) -> None:
    """Ask a machine for captions; they count as captions once a person has reviewed them."""
    hub = hub_of(context)
    require_model(hub.settings.transcribe_model)
    with hub.writing() as db:
        facts = caption_facts(
            request_transcription(
                db, held_recording(db, get_webcast(db, webcast)), language, hub.now()
            )
        )
    terminal.print_result(hub, facts, "The worker makes the transcript {id}.", as_json=as_json)


@commands.command("document")
def document(
    context: typer.Context,
    webcast: WebcastSlug,
    file: Annotated[Path, typer.Argument(help="PDF, Word, PowerPoint or ZIP.")],
    title: Annotated[str | None, typer.Option(help="What people see; its name otherwise.")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a document, also while it is open."""
    hub, line = hub_of(context), DocumentLine(file, title)
    with hub.reading() as db:
        service.get_recording(db, get_webcast(db, webcast))
    incoming_files.check_document(line)
    media = receive_document(hub.store, file, hub.now(), incoming_files.FOLDER)
    with hub.writing() as db:
        keep(db, hub.store, media)
        recording = held_recording(db, get_webcast(db, webcast))
        service.add_document(db, recording, media, incoming_files.title_of(line))
    _tell(hub, recording.id, as_json=as_json)


commands.command("open")(window_commands.open_)
commands.command("extend")(window_commands.extend)
commands.command("shorten")(window_commands.shorten)
commands.command("pause")(window_commands.pause)
commands.command("resume")(window_commands.resume)
commands.command("close")(window_commands.close)


@commands.command("remove")
def remove(
    context: typer.Context, webcast: WebcastSlug, reason: Reason = None, as_json: AsJson = False
) -> None:
    """Take away a recording that was never opened, such as the wrong one."""
    hub = hub_of(context)
    decided = decision(hub, reason)
    require_reason(decided)
    with hub.writing() as db:
        recording = service.get_recording(db, get_webcast(db, webcast))
        facts = facts_of(hub, recording)
        service.remove_recording(
            db, recording, actor=decided.actor, now=decided.now, reason=decided.reason
        )
    if as_json:
        print_json(facts)
    else:
        say(hub, "The recording of “{title}” is removed.", **facts)


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every recording, that of the latest webcast first."""
    hub = hub_of(context)
    with hub.reading() as db:
        rows = [facts_of(hub, recording) for recording in service.list_recordings(db)]
    if as_json:
        print_json(rows)
        return
    names = ("state", "opens_at", "closes_at", "webcast", "title")
    print_table(hub, [{name: row[name] for name in names} for row in rows], as_json=False)


@commands.command("show")
def show(context: typer.Context, webcast: WebcastSlug, as_json: AsJson = False) -> None:
    """Print all about the recording of a webcast."""
    hub = hub_of(context)
    with hub.reading() as db:
        recording = service.newest_recording(db, get_webcast(db, webcast))
        facts = facts_of(hub, recording) | details_of(recording)
    if not as_json:
        facts["transcripts"] = "  ".join(
            f"{one['id']} {one['language']}" for one in facts["transcripts"]
        )
    print_facts(hub, facts, as_json=as_json)


def _tell(hub: Hub, recording_id: UUID, drafts: Sequence[Draft] = (), *, as_json: bool) -> None:
    """What now holds, and on stderr the harmless faults of captions that were read."""
    warnings = [f"{one.filename}: {text}" for one in drafts for text in warnings_of(hub, one)]
    for warning in warnings:
        typer.echo(warning, err=True)
    with hub.reading() as db:
        facts = facts_of(hub, db.get_one(Recording, recording_id))
    print_recording(hub, facts | ({"warnings": warnings} if drafts else {}), as_json=as_json)
