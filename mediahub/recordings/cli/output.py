"""What the commands say of a recording: facts for programs, and sentences of what now holds."""

from typing import Any

from mediahub.hub import Hub
from mediahub.recordings.captions import shown_captions
from mediahub.recordings.models import Recording
from mediahub.recordings.state import state_of
from mediahub.terminal import print_json, say
from mediahub.transcripts.cli.commands import facts_of as caption_facts
from mediahub.webcasts.urls import recording_url

_SENTENCES = {
    "uploaded": "The recording of “{title}” is received. The worker makes it ready.",
    "processing": "The recording of “{title}” is being made ready.",
    "failed": "The recording of “{title}” could not be made ready: {failure}",
    "ready": "The recording of “{title}” is ready and not open: mediahub recording open {webcast}",
    "scheduled": "The recording of “{title}” opens {opens_at} and is then open until {closes_at}:"
    " {url}",
    "scheduled, endless": "The recording of “{title}” opens {opens_at}, without an end: {url}",
    "open": "The recording of “{title}” is open until {closes_at}: {url}",
    "open, endless": "The recording of “{title}” is open without an end: {url}",
    "paused": "The recording of “{title}” is paused; its window still ends {closes_at}."
    " Links that were given work for 30 minutes at the most.",
    "paused, endless": "The recording of “{title}” is paused."
    " Links that were given work for 30 minutes at the most.",
    "closed": "The recording of “{title}” is closed since {closes_at}."
    " Links that were given work for 30 minutes at the most.",
    "deleted": "The recording of “{title}” is deleted since {deleted_at}.",
}


def print_recording(hub: Hub, facts: dict[str, Any], *, as_json: bool) -> None:
    """Print what now holds of a recording."""
    if as_json:
        print_json(facts)
        return
    state = str(facts["state"])
    endless = f"{state}, endless"
    is_endless = facts["closes_at"] is None and endless in _SENTENCES
    say(hub, _SENTENCES[endless if is_endless else state], **facts)


def facts_of(hub: Hub, recording: Recording) -> dict[str, Any]:
    """What a program wants to know of a recording; times are UTC instants."""
    webcast = recording.webcast
    return {
        "id": recording.id,
        "webcast": webcast.slug,
        "title": webcast.title,
        "url": recording_url(hub.settings.origin, webcast),
        "access": webcast.access,
        "state": state_of(recording, hub.now()),
        "opens_at": recording.opens_at,
        "closes_at": recording.closes_at,
        "paused_at": recording.paused_at,
        "deleted_at": recording.deleted_at,
        "captions": [caption.transcript.language for caption in shown_captions(recording)],
        "documents": [document.title for document in recording.documents],
        "progress": recording.media.progress,
        "failure": recording.media.failure,
    }


def details_of(recording: Recording) -> dict[str, Any]:
    """The rest of what is known: its files, and who excepted it from having captions."""
    media = recording.playable or recording.media
    return {
        "transcripts": [caption_facts(held.transcript) for held in recording.captions],
        "filename": recording.media.filename,
        "content_type": media.content_type,
        "size_bytes": media.size_bytes,
        "duration_seconds": media.duration_seconds,
        "width": media.width,
        "height": media.height,
        "has_poster": recording.poster_id is not None,
        "is_remuxed": recording.playable_id not in (None, recording.media_id),
        "exception_by": recording.exception_by,
        "exception_at": recording.exception_at,
        "exception_reason": recording.exception_reason,
        "created_at": recording.created_at,
    }
