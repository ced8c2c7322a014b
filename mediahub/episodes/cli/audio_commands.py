"""`mediahub episode replace-audio` and `texts`: other sound, and what fits it of the texts."""

from enum import StrEnum
from pathlib import Path
from time import sleep
from typing import Annotated

import typer

from mediahub.accounts.audit import COMMAND
from mediahub.episodes import jobs, publication, publish_requests, replacement, service
from mediahub.episodes.cli.output import print_episode
from mediahub.episodes.models import PublishRequest
from mediahub.episodes.replacement import Replacement
from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.media.jobs import process
from mediahub.media.models import MediaFile, MediaState
from mediahub.media.service import get_file, keep, receive_audio, unreadable
from mediahub.shows.service import get_show
from mediahub.terminal import AsJson, hub_of, progress, reading

POLL_SECONDS = 0.3

ShowName = Annotated[str, typer.Option("--show", help="The show's slug.")]
EpisodeName = Annotated[str, typer.Argument(help="The episode's number or slug.")]


class Fit(StrEnum):
    """Whether what is kept aside fits the new sound."""

    KEEP = "keep"
    REMOVE = "remove"


def replace(
    context: typer.Context,
    episode: EpisodeName,
    file: Annotated[Path, typer.Argument(help="MP3, M4A, MP4, WAV, FLAC or OGG.")],
    show: ShowName,
    remove_old: Annotated[
        bool,
        typer.Option("--remove-old", help="Nobody can fetch the old one; else it leads to this."),
    ] = False,
    keep_texts: Annotated[
        bool,
        typer.Option("--keep-texts", help="Chapters and transcripts fit the new one as well."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Give an episode other sound; what is out keeps the old one until the new one is ready.

    The guid and the time of publishing stay. Chapters, sound bites and transcripts are kept aside
    until `episode texts` says whether they fit.
    """
    hub = hub_of(context)
    put_audio(hub, show, episode, file, are_texts_kept=keep_texts, is_old_removed=remove_old)
    with hub.reading() as db:
        name = service.get_episode(db, get_show(db, show), episode).slug
    print_episode(hub, show, name, as_json=as_json)


def texts(
    context: typer.Context,
    episode: EpisodeName,
    show: ShowName,
    answer: Annotated[Fit, typer.Argument(help="“keep” if they fit the new sound, else “remove”.")],
    as_json: AsJson = False,
) -> None:
    """Say whether the chapters and transcripts of the sound before fit the new one."""
    hub = hub_of(context)
    with hub.writing() as db:
        found = service.get_episode(db, get_show(db, show), episode)
        if answer is Fit.KEEP:
            replacement.take_back(db, found)
            publication.refuse_edit(db, found, hub.settings.origin)
        else:
            replacement.drop_aside(db, found)
        name = found.slug
    print_episode(hub, show, name, as_json=as_json)


def put_audio(
    hub: Hub,
    show: str,
    name: str,
    path: Path,
    *,
    are_texts_kept: bool = False,
    is_old_removed: bool = False,
) -> None:
    """Replace the audio, and wait until listeners have it; if that fails, all is as it was."""
    with hub.reading() as db:
        service.get_episode(db, get_show(db, show), name)
    file = receive(hub, path)
    with hub.writing() as db:
        found = service.get_episode(db, get_show(db, show), name)
        keep(db, hub.store, file)
        asked = publish_requests.request_replacement(
            db,
            found,
            Replacement(file, are_texts_kept, is_old_removed),
            origin=hub.settings.origin,
            actor=COMMAND,
            now=hub.now(),
        )
    if asked is not None:
        finish(hub, file)
        _carry_out(hub, asked)


def _carry_out(hub: Hub, asked: PublishRequest) -> None:
    """Do it here and now, or watch a worker that is at it; Conflict with what went wrong."""
    while not jobs.run_publish(hub, asked.id):
        with hub.writing() as db:
            found = db.get(PublishRequest, asked.id)
            if found is None:
                return
            if found.failure is not None:
                db.delete(found)
                break
        sleep(POLL_SECONDS)
    else:
        return
    raise Conflict(
        "The audio could not be replaced, and listeners have the old one. {reason}",
        reason=found.failure,
    )


def receive(hub: Hub, audio: Path) -> MediaFile:
    """Look at a sound file and store it, with its progress; in no session yet."""
    try:
        size = audio.stat().st_size
    except OSError as error:
        raise unreadable(audio, error) from error
    with reading(audio.name, size) as watched:
        return receive_audio(hub.store, audio, hub.now(), watched)


def finish(hub: Hub, audio: MediaFile) -> None:
    """Do the work that the audio waits for here and now, or watch a worker that is at it."""
    with progress(audio.filename) as tell:
        while not process(hub, audio.id, tell):
            with hub.reading() as db:
                file = get_file(db, audio.id)
            if file.state is not MediaState.UPLOADED:
                return
            tell(file.progress or 0.0)
            sleep(POLL_SECONDS)
