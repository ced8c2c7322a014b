"""The files of an episode in the studio: picture, transcripts, loudness, what the audio brings."""

from collections.abc import Callable
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from feeds.errors import FeedError
from mediahub.accounts.guard import StudioCall
from mediahub.episodes import publication, service
from mediahub.episodes.fields import FIELDS, EpisodeFields
from mediahub.episodes.models import Episode
from mediahub.episodes.options import receive_draft
from mediahub.episodes.publish_requests import sound_to_come
from mediahub.episodes.studio.editor import editor, find_to_edit
from mediahub.episodes.studio.publish_pages import to_part
from mediahub.episodes.studio.uploads import ready, take
from mediahub.episodes.transcripts import request_transcription, set_transcript
from mediahub.errors import Conflict, Invalid, MediaHubError, NotFound
from mediahub.forms.fields import filled_from
from mediahub.i18n import sentence
from mediahub.media.models import Purpose
from mediahub.media.processing import ffmpeg
from mediahub.media.service import keep, request_normalised
from mediahub.media.slugs import slug
from mediahub.shows.covers import Cover, keep_cover, receive_cover
from mediahub.storage import StoreFailure
from mediahub.transcripts.formats.reader import LARGEST_BYTES, read_transcript
from mediahub.transcripts.transcription import require_model

LARGEST_PICTURE_BYTES = 30_000_000

Change = Callable[[StudioCall, Episode], None]
Look = Callable[[StudioCall, Episode], Change]
"""Looks into a file before anything is locked, and gives what is to be done with it."""


def normalise(request: Request, call: StudioCall) -> Response:
    """Ask for an even loudness, or for the audio as it is."""
    return changed(request, call, "ljud", "normalisering", _normalise)


def take_over(request: Request, call: StudioCall) -> Response:
    """Take the title, the chapters or the picture that the audio file brings."""
    if call.sent("what") == "cover":
        return _looked(request, call, "ljud", "fran-filen", _look_at_cover)
    with call.to_write() as writing:
        return changed(request, writing, "ljud", "fran-filen", _take_over)


def set_image(request: Request, call: StudioCall) -> Response:
    """A picture of the episode's own."""
    return _looked(request, call, "omslag", "omslag", _look_at_image)


def remove_image(request: Request, call: StudioCall) -> Response:
    """Back to the picture of the show."""
    return changed(request, call, "omslag", "utan-omslag", _remove_image)


def add_transcript(request: Request, call: StudioCall) -> Response:
    """A transcript from a file; one in the same language gets its words."""
    return _looked(request, call, "transkript", "transkript", _look_at_transcript)


def transcribe(request: Request, call: StudioCall) -> Response:
    """Ask a machine for a transcript."""
    return changed(request, call, "transkript", "transkriberas", _transcribe)


def changed(request: Request, call: StudioCall, part: str, note: str, change: Change) -> Response:
    """Make the change, or show the editor with what is wrong at that part of it."""
    episode = find_to_edit(request, call)
    try:
        with call.db.begin_nested():
            change(call, episode)
    except StoreFailure:
        raise
    except (Invalid, Conflict, NotFound, FeedError) as error:
        return _refused(call, episode, part, error)
    return to_part(episode, part, note)


def _looked(request: Request, call: StudioCall, part: str, note: str, look: Look) -> Response:
    """Look into a file while others may write, and only then make the change."""
    episode = find_to_edit(request, call)
    try:
        change = look(call, episode)
    except StoreFailure:
        raise
    except (Invalid, Conflict, NotFound, FeedError) as error:
        return _refused(call, episode, part, error)
    with call.to_write() as writing:
        return changed(request, writing, part, note, change)


def _refused(
    call: StudioCall, episode: Episode, part: str, error: MediaHubError | FeedError
) -> Response:
    problems = {part: sentence(error, call.language)}
    return editor(call, episode, filled_from(FIELDS, episode), 422, problems=problems)


def _normalise(call: StudioCall, episode: Episode) -> None:
    audio = sound_to_come(call.db, episode)
    request_normalised(call.db, audio, wanted=call.sent("wanted") == "1")


def _take_over(call: StudioCall, episode: Episode) -> None:
    tags: dict[str, Any] = episode.audio.tags or {}
    what = call.sent("what")
    if what not in ("title", "chapters") or not tags.get(what):
        raise Invalid("The file “{name}” does not bring that.", name=episode.audio.filename)
    fields: EpisodeFields = {"title": tags["title"]} if what == "title" else {}
    if what == "chapters":
        fields = {"chapters": [dict(chapter) for chapter in tags["chapters"]]}
    service.edit_episode(call.db, episode, **fields)
    publication.refuse_edit(call.db, episode, call.hub.settings.origin)


def _look_at_cover(call: StudioCall, episode: Episode) -> Change:
    with TemporaryDirectory(dir=call.hub.settings.work_dir) as folder:
        picture = Path(folder, "omslag.jpg")
        with call.hub.store.as_file(episode.audio.key) as sound:
            arguments = [*ffmpeg.source(sound), "-map", "0:v:0", "-frames:v", "1"]
            ffmpeg.write([*arguments, "-c:v", "copy", "-f", "image2pipe"], picture, 0.0)
        cover = _mended(call, picture)
    return lambda writing, found: _give_image(writing, found, cover)


def _look_at_image(call: StudioCall, _: Episode) -> Change:
    upload = ready(call, Purpose.FILE, "omslag")
    if upload.size_bytes > LARGEST_PICTURE_BYTES:
        raise Invalid(
            "“{name}” is {size:.1f} MB; {largest:.0f} MB is the most for a picture.",
            name=upload.filename,
            size=upload.size_bytes / 1e6,
            largest=LARGEST_PICTURE_BYTES / 1e6,
        )
    with TemporaryDirectory(dir=call.hub.settings.work_dir) as folder:
        picture = Path(folder, f"{slug(PurePath(upload.filename).stem) or 'omslag'}.jpg")
        with call.hub.store.open(upload.key) as source:
            picture.write_bytes(source.read())
        cover = _mended(call, picture)

    def change(writing: StudioCall, episode: Episode) -> None:
        _give_image(writing, episode, cover)
        take(writing, Purpose.FILE, "omslag")

    return change


def _mended(call: StudioCall, picture: Path) -> Cover:
    """Mended where it can be: what is off with a picture is not a reason to send it again."""
    return receive_cover(call.hub.store, picture, call.now, fix=True)


def _give_image(call: StudioCall, episode: Episode, cover: Cover) -> None:
    keep_cover(call.db, call.hub.store, cover)
    service.set_image(episode, cover.file, cover.small)
    publication.refuse_edit(call.db, episode, call.hub.settings.origin)


def _remove_image(call: StudioCall, episode: Episode) -> None:
    service.set_image(episode, None, None)
    publication.refuse_edit(call.db, episode, call.hub.settings.origin)


def _look_at_transcript(call: StudioCall, episode: Episode) -> Change:
    upload = ready(call, Purpose.FILE, "transkript")
    with call.hub.store.open(upload.key) as source:
        data = source.read(LARGEST_BYTES + 1)
    draft = read_transcript(data, upload.filename, episode.audio.duration_seconds)

    def change(writing: StudioCall, found: Episode) -> None:
        take(writing, Purpose.FILE, "transkript")
        db, language = writing.db, writing.sent("language").strip() or found.show.language
        source_file = receive_draft(writing.hub, draft)
        keep(db, writing.hub.store, source_file)
        set_transcript(
            db, found, draft, source_file, language, actor=writing.actor, now=writing.now
        )
        publication.refuse_edit(db, found, writing.hub.settings.origin)

    return change


def _transcribe(call: StudioCall, episode: Episode) -> None:
    require_model(call.hub.settings.transcribe_model)
    language = call.sent("language").strip() or episode.show.language
    request_transcription(call.db, episode, language, call.now)
