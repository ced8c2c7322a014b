"""`mediahub episode`: add, edit, list, publish, withdraw and show episodes."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.episodes import publication, service, titles
from mediahub.episodes.cli import audio_commands
from mediahub.episodes.cli.audio_commands import (
    EpisodeName,
    ShowName,
    finish,
    put_audio,
    receive,
)
from mediahub.episodes.cli.output import details_of, facts_of, print_episode
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
from mediahub.episodes.urls import episode_url
from mediahub.hub import Hub
from mediahub.media.service import (
    keep,
    request_normalised,
)
from mediahub.shows.service import get_show
from mediahub.terminal import (
    AsJson,
    hub_of,
    print_facts,
    print_table,
    with_options,
)

commands = typer.Typer(no_args_is_help=True, help="Episodes.")
commands.command("replace-audio")(audio_commands.replace)
commands.command("texts")(audio_commands.texts)

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
    file = receive(hub, audio)
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
    print_episode(hub, show, name, as_json=as_json)


@commands.command("edit")
@with_options(EpisodeOptions, FIELDS)
def edit(
    context: typer.Context,
    episode: EpisodeName,
    show: ShowName,
    options: EpisodeOptions,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    audio_file: Annotated[
        Path | None,
        typer.Option("--audio", help="Other audio, as `replace-audio` takes it."),
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
    if audio_file is not None:
        put_audio(hub, show, episode, audio_file)
    with hub.writing() as db:
        owner = get_show(db, show)
        found = service.get_episode(db, owner, episode)
        take_file_chapters(options, found.audio, fields)
        add_season(db, owner, options, fields)
        service.edit_episode(db, found, **fields)
        _attach(db, hub, found, attachments, options)
        if credited is not None:
            service.set_credits(db, found, credited)
        publication.refuse_edit(db, found, hub.settings.origin)
        name = found.slug
    print_episode(hub, show, name, as_json=as_json)


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
    print_episode(hub, show, name, as_json=as_json)


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
    print_episode(hub, show, name, as_json=as_json)


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
        facts = facts_of(hub, found) | details_of(hub, found)
    print_facts(hub, facts, as_json=as_json)


def _when(hub: Hub, text: str) -> datetime | None:
    if text == "draft":
        return None
    return hub.now().replace(microsecond=0) if text == "now" else parse_instant(text)


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
        finish(hub, audio)
    with hub.reading() as db:
        episode = service.get_episode(db, get_show(db, show), name)
        plan = publication.plan_copy(db, episode, origin, opens_at)
    copy = publication.tagged_copy(hub.store, plan, hub.settings.work_dir, hub.now())
    with hub.writing() as db:
        episode = service.get_episode(db, get_show(db, show), name)
        publication.publish(db, hub.store, episode, copy, opens_at)
