"""What commands tell of an episode."""

from typing import Any

import typer

from mediahub.episodes import publication, service
from mediahub.episodes.models import Episode
from mediahub.episodes.preview import preview_link
from mediahub.episodes.replacement import transcripts_aside
from mediahub.episodes.urls import episode_url
from mediahub.hub import Hub
from mediahub.media.urls import media_url
from mediahub.people.view import credit_text
from mediahub.shows.service import get_show
from mediahub.terminal import print_json, say


def print_episode(hub: Hub, show: str, name: str, *, as_json: bool) -> None:
    """Where it stands now, with what could be better on stderr."""
    with hub.reading() as db:
        episode = service.get_episode(db, get_show(db, show), name)
        facts = facts_of(hub, episode)
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


def facts_of(hub: Hub, episode: Episode) -> dict[str, Any]:
    """What every command tells a program."""
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


def details_of(hub: Hub, episode: Episode) -> dict[str, Any]:
    """The rest of it."""
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
        "chapters_aside": len((episode.aside or {}).get("chapters", ())),
        "transcripts_aside": [str(held.transcript_id) for held in transcripts_aside(episode)],
        "transcripts": [str(held.transcript_id) for held in episode.transcripts],
        "preview": None if is_public else preview_link(hub.settings, episode, hub.now()),
    }
