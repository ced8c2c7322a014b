"""`mediahub episode`: add, edit, list, publish, withdraw and show episodes."""

from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.episodes import publication, service, titles
from mediahub.episodes.fields import FIELDS
from mediahub.episodes.models import Episode
from mediahub.episodes.options import (
    Attachments,
    EpisodeOptions,
    add_season,
    keep_attachments,
    read_credits,
    read_fields,
    receive_attachments,
    take_file_chapters,
)
from mediahub.episodes.preview import preview_link
from mediahub.episodes.urls import episode_url
from mediahub.hub import Hub
from mediahub.media.jobs import process
from mediahub.media.models import MediaFile, MediaState
from mediahub.media.service import (
    get_file,
    keep,
    receive_audio,
    request_normalised,
    unreadable,
)
from mediahub.media.urls import media_url
from mediahub.people.view import credit_text
from mediahub.shows.service import get_show
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

commands = typer.Typer(no_args_is_help=True, help="Episodes.")
POLL_SECONDS = 0.3

ShowName = Annotated[str, typer.Option("--show", help="The show's slug.")]
EpisodeName = Annotated[str, typer.Argument(help="The episode's number or slug.")]
Title = Annotated[str, typer.Option(help="Its title; “#97 - Kommunala råd” gives the number too.")]
When = Annotated[str, typer.Option(help="“now”, “draft”, or a time: 2026-03-04T06:00 local.")]


@commands.command("add")
@with_options(EpisodeOptions, FIELDS)
def add(
    context: typer.Context,
    audio: Annotated[Path, typer.Argument(help="MP3, M4A, MP4, WAV, FLAC or OGG.")],
    show: ShowName,
    title: Title,
    options: EpisodeOptions,
    publish: When = "draft",
    as_json: AsJson = False,
) -> None:
    """Add an audio file as an episode, and publish it now or at a time."""
    hub = hub_of(context)
    opens_at = _when(hub, publish)
    fields, credited = read_fields(options), read_credits(options)
    fields["title"] = title
    with hub.reading() as db:
        titles.refuse_taken(db, get_show(db, show), titles.named(fields))
    attachments = receive_attachments(hub, options)
    file = _receive(hub, audio)
    with hub.writing() as db:
        owner = get_show(db, show)
        keep(db, hub.store, file)
        take_file_chapters(options, file, fields)
        add_season(db, owner, options, fields)
        episode = service.add_episode(db, owner, file, now=hub.now(), **fields)
        _attach(db, hub, episode, attachments, options)
        service.set_credits(db, episode, credited or ())
        if opens_at is not None:
            publication.refuse_errors(db, episode, hub.settings.origin, opens_at)
        name = episode.slug
    if opens_at is not None:
        _publish_or_remove(hub, show, name, opens_at, attachments)
    _print_episode(hub, show, name, as_json=as_json)


@commands.command("edit")
@with_options(EpisodeOptions, FIELDS)
def edit(
    context: typer.Context,
    episode: EpisodeName,
    show: ShowName,
    options: EpisodeOptions,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    audio: Annotated[
        Path | None,
        typer.Option(help="Other audio; publish again to use it."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given; the rest stays. The guid never changes."""
    hub = hub_of(context)
    fields, credited = read_fields(options), read_credits(options)
    if title is not None:
        fields["title"] = title
    with hub.reading() as db:
        found = service.get_episode(db, get_show(db, show), episode)
        titles.refuse_taken(db, found.show, {"type": found.type, **fields}, found)
    attachments = receive_attachments(hub, options)
    file = _receive(hub, audio) if audio else None
    with hub.writing() as db:
        owner = get_show(db, show)
        found = service.get_episode(db, owner, episode)
        if file is not None:
            keep(db, hub.store, file)
            service.set_audio(found, file)
        take_file_chapters(options, found.audio, fields)
        add_season(db, owner, options, fields)
        service.edit_episode(db, found, **fields)
        _attach(db, hub, found, attachments, options)
        if credited is not None:
            service.set_credits(db, found, credited)
        publication.refuse_edit(db, found, hub.settings.origin)
        name = found.slug
    _print_episode(hub, show, name, as_json=as_json)


@commands.command("publish")
def publish(
    context: typer.Context,
    episode: EpisodeName,
    show: ShowName,
    at: Annotated[str, typer.Option(help="“now”, or a time: 2026-03-04T06:00 local.")] = "",
    as_json: AsJson = False,
) -> None:
    """Publish, or publish again with new tags; the first time of publishing is kept."""
    hub = hub_of(context)
    with hub.reading() as db:
        found = service.get_episode(db, get_show(db, show), episode)
        name, opens_at = found.slug, found.opens_at
    if at or opens_at is None:
        opens_at = hub.now() if at in ("", "now") else parse_instant(at)
    _publish(hub, show, name, opens_at)
    _print_episode(hub, show, name, as_json=as_json)


@commands.command("withdraw")
def withdraw(
    context: typer.Context, episode: EpisodeName, show: ShowName, as_json: AsJson = False
) -> None:
    """Take an episode away from everyone; a scheduled one becomes a draft again."""
    hub = hub_of(context)
    with hub.writing() as db:
        found = service.get_episode(db, get_show(db, show), episode)
        publication.withdraw(db, found, hub.now())
        name = found.slug
    _print_episode(hub, show, name, as_json=as_json)


@commands.command("list")
def list_(context: typer.Context, show: ShowName, as_json: AsJson = False) -> None:
    """List the episodes of a show, drafts first."""
    hub = hub_of(context)
    with hub.reading() as db:
        found = service.list_episodes(db, get_show(db, show))
        rows = [
            {
                "number": episode.number,
                "title": episode.title,
                "state": service.state_of(episode, hub.now()),
                "opens_at": episode.opens_at,
                "url": episode_url(hub.settings.origin, episode),
            }
            for episode in found
        ]
    print_table(hub, rows, as_json=as_json)


@commands.command("show")
def show_(
    context: typer.Context, episode: EpisodeName, show: ShowName, as_json: AsJson = False
) -> None:
    """Print all about an episode; for one that is not public also a link to preview it."""
    hub = hub_of(context)
    with hub.reading() as db:
        found = service.get_episode(db, get_show(db, show), episode)
        facts = _facts(hub, found) | _details(hub, found)
    print_facts(hub, facts, as_json=as_json)


def _when(hub: Hub, text: str) -> datetime | None:
    if text == "draft":
        return None
    return hub.now().replace(microsecond=0) if text == "now" else parse_instant(text)


def _receive(hub: Hub, audio: Path) -> MediaFile:
    try:
        size = audio.stat().st_size
    except OSError as error:
        raise unreadable(audio, error) from error
    with reading(audio.name, size) as watched:
        return receive_audio(hub.store, audio, hub.now(), watched)


def _attach(
    db: Session, hub: Hub, episode: Episode, attachments: Attachments, options: EpisodeOptions
) -> None:
    keep_attachments(db, hub, episode, attachments, options.transcript_language)
    if options.normalise is not None:
        request_normalised(db, episode.audio, wanted=options.normalise)


def _publish_or_remove(
    hub: Hub, show: str, name: str, opens_at: datetime, attachments: Attachments
) -> None:
    """Publish what was just added; when that fails, leave nothing of it."""
    try:
        _publish(hub, show, name, opens_at)
    except Exception:
        icon = [attachments.image.icon] if attachments.image else []
        with hub.writing() as db:
            episode = service.get_episode(db, get_show(db, show), name)
            keys = service.remove_draft(db, episode, *icon)
        for key in keys:
            hub.store.delete(key)
        raise


def _publish(hub: Hub, show: str, name: str, opens_at: datetime) -> None:
    """The gate, then the copy while no transaction is open, then the row that names it."""
    origin = hub.settings.origin
    with hub.reading() as db:
        episode = service.get_episode(db, get_show(db, show), name)
        audio, is_ready = episode.audio, publication.audio_of(db, episode) is not None
    if not is_ready:
        _finish(hub, audio)
    with hub.reading() as db:
        episode = service.get_episode(db, get_show(db, show), name)
        plan = publication.plan_copy(db, episode, origin, opens_at)
    copy = publication.tagged_copy(hub.store, plan, hub.settings.work_dir, hub.now())
    with hub.writing() as db:
        episode = service.get_episode(db, get_show(db, show), name)
        publication.publish(db, hub.store, episode, copy, opens_at)


def _finish(hub: Hub, audio: MediaFile) -> None:
    """Do the work that the audio waits for here and now, or watch a worker that is at it."""
    with progress(audio.filename) as tell:
        while not process(hub, audio.id, tell):
            with hub.reading() as db:
                file = get_file(db, audio.id)
            if file.state is not MediaState.UPLOADED:
                return
            tell(file.progress or 0.0)
            sleep(POLL_SECONDS)


def _print_episode(hub: Hub, show: str, name: str, *, as_json: bool) -> None:
    with hub.reading() as db:
        episode = service.get_episode(db, get_show(db, show), name)
        facts = _facts(hub, episode)
        warnings = publication.warnings(db, episode, hub.settings.origin, hub.now())
    for finding in warnings:
        typer.echo(finding.sentence(hub.settings.language), err=True)
    if as_json:
        print_json(facts)
        return
    sentences = {
        "draft": "“{title}” is a draft.",
        "scheduled": "“{title}” will be published {opens_at}: {url}",
        "published": "“{title}” is published: {url}",
        "withdrawn": "“{title}” is withdrawn.",
    }
    say(hub, sentences[facts["state"]], **facts)


def _facts(hub: Hub, episode: Episode) -> dict[str, Any]:
    origin = hub.settings.origin
    return {
        "id": str(episode.id),
        "guid": episode.guid,
        "title": episode.title,
        "url": episode_url(origin, episode),
        "enclosure_url": episode.enclosure and media_url(origin, episode.enclosure),
        "state": service.state_of(episode, hub.now()),
        "opens_at": episode.opens_at,
    }


def _details(hub: Hub, episode: Episode) -> dict[str, Any]:
    audio = episode.audio
    is_public = service.state_of(episode, hub.now()) == "published"
    return {
        "number": episode.number,
        "season": episode.season and episode.season.number,
        "type": episode.type,
        "credits": [f"{credit.role}: {credit_text(credit)}" for credit in episode.credits],
        "topics": episode.topics,
        "audio": audio.filename,
        "audio_state": audio.state,
        "audio_failure": audio.failure,
        "duration_seconds": audio.duration_seconds,
        "bitrate": audio.bitrate,
        "channels": audio.channels,
        "loudness_lufs": audio.loudness_lufs,
        "true_peak_dbtp": audio.true_peak_dbtp,
        "chapters": len(episode.chapters),
        "chapters_in_file": (audio.tags or {}).get("chapters", []),
        "transcripts": [str(held.transcript_id) for held in episode.transcripts],
        "preview": None if is_public else preview_link(hub.settings, episode, hub.now()),
    }
