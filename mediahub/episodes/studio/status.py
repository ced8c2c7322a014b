"""How an episode stands: its audio, what it waits for, and what is missing before publishing."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from typing import Any

from babel.dates import format_timedelta
from starlette.responses import Response

from feeds.rules import Finding
from feeds.rules import check as check_channel
from mediahub.accounts.guard import StudioCall
from mediahub.clock import local
from mediahub.episodes import publication
from mediahub.episodes.models import Episode
from mediahub.episodes.preview import preview_link
from mediahub.episodes.replacement import original_of, transcripts_aside
from mediahub.episodes.service import state_of
from mediahub.episodes.view import EpisodeView
from mediahub.errors import Invalid
from mediahub.media.models import MediaFile, MediaState
from mediahub.media.service import needs_conversion
from mediahub.shows.feed import channel_of
from mediahub.shows.studio.show_pages import SHOWS
from mediahub.transcripts.transcription import require_model

# Where each rule is mended, by how its name begins; the first that fits.
_PLACES = {
    "item-description": "text",
    "description": "text",
    "summary": "text",
    "item-title": "text",
    "title": "text",
    "episode-type": "text",
    "episode": "nummer",
    "season": "nummer",
    "topic": "amnen",
    "person": "medverkande",
    "chapters": "kapitel",
    "transcript": "transkript",
    "image": "omslag",
    "soundbite": "mer",
    "location": "mer",
    "address": "lankar",
    "enclosure": "ljud",
    "duration": "ljud",
    "alternate": "ljud",
    "integrity": "ljud",
    "item-future": "publicering",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says, and the part of the page that mends it; None is the show's."""

    text: str
    place: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What stops the episode from being published, and what could be better."""

    errors: Sequence[Remark]
    warnings: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class EmbeddedFacts:
    """What the audio file says of itself and the episode does not have yet."""

    title: str | None
    chapters: int
    has_cover: bool

    def __bool__(self) -> bool:
        return bool(self.title or self.chapters or self.has_cover)


def state_parts(call: StudioCall, episode: Episode) -> dict[str, Any]:
    """All that templates tell of how the episode stands."""
    order, audio = publication.publish_request_of(call.db, episode), episode.audio
    coming = order.audio if order else None
    state, origin = state_of(episode, call.now), call.hub.settings.origin
    parts = {
        "episode": episode,
        "is_editable": call.may_edit(episode.show_id),
        "state": state,
        "order": order,
        "audio": audio,
        "coming": coming,
        "coming_minutes": minutes_of_work(coming) if coming else 0,
        "transcripts_aside": transcripts_aside(episode),
        "heard": sound_heard(episode),
        "offered": embedded_facts(episode),
        "minutes": minutes_of_work(audio),
        "is_audio_there": publication.audio_of(call.db, episode) is not None,
        "is_copy_old": publication.is_copy_old(call.db, episode, origin),
        "checked": check(call, episode),
        "can_transcribe": _can_transcribe(call),
        "in_words": _in_words(call, episode),
        "show_path": f"{SHOWS}/{episode.show.slug}",
        "public_url": EpisodeView(episode, origin).url,
        "schedule": _schedule(call, episode),
        "preview_url": preview_link(call.hub.settings, episode, call.now),
    }
    return parts | {"is_waiting": is_waiting(parts)}


def sound_heard(episode: Episode) -> MediaFile | None:
    """What was uploaded of the sound that listeners get."""
    return original_of(episode.enclosure) if episode.enclosure else None


def look_at_state(call: StudioCall, episode: Episode) -> Response:
    """The parts of the page that change by themselves, for a script that asks again."""
    return call.render(
        "episodes/studio/state.html", problems={}, sent=None, **state_parts(call, episode)
    )


def is_waiting(parts: dict[str, Any]) -> bool:
    """Whether something will have changed before long."""
    order = parts["order"]
    is_worked_on = parts["audio"].state is MediaState.UPLOADED
    return is_worked_on or (order is not None and order.failure is None)


def check(call: StudioCall, episode: Episode) -> Checked:
    """The publishing gate, as sentences."""
    origin = call.hub.settings.origin
    show = check_channel(channel_of(episode.show, origin))
    own = publication.check(call.db, episode, origin, episode.opens_at or call.now)
    return Checked(
        errors=[
            *_remarks([one for one in own if one.level == "error"], call, is_show=False),
            *_remarks([one for one in show if one.level == "error"], call, is_show=True),
        ],
        warnings=_remarks([one for one in own if one.level == "warning"], call, is_show=False),
    )


def _remarks(findings: Sequence[Finding], call: StudioCall, *, is_show: bool) -> list[Remark]:
    language: Any = call.language
    return [Remark(one.sentence(language), None if is_show else place_of(one)) for one in findings]


def place_of(finding: Finding) -> str:
    """The id of the part of the editor where it is mended."""
    name = finding.rule.id
    return next((place for begin, place in _PLACES.items() if name.startswith(begin)), "text")


def embedded_facts(episode: Episode) -> EmbeddedFacts:
    """What can be taken over from the file."""
    tags = episode.audio.tags or {}
    title = tags.get("title")
    is_news = bool(title) and title not in (episode.title, f"#{episode.number} - {episode.title}")
    return EmbeddedFacts(
        title=title if is_news else None,
        chapters=0 if episode.chapters else len(tags.get("chapters", ())),
        has_cover=bool(tags.get("has_cover")) and episode.image is None,
    )


def minutes_of_work(audio: MediaFile) -> int:
    """About how long the work on a file takes on a small machine, in whole minutes."""
    is_long = audio.is_normalised_wanted or needs_conversion(audio)
    return max(1, ceil((audio.duration_seconds or 0) / (900 if is_long else 3600)))


def _in_words(call: StudioCall, episode: Episode) -> str:
    """ "om 2 dagar": how long it is until the episode opens."""
    if episode.opens_at is None:
        return ""
    left = episode.opens_at - call.now
    return format_timedelta(left, add_direction=True, locale=call.language)


def _schedule(call: StudioCall, episode: Episode) -> tuple[str, str]:
    """Date and time of the form: as they were typed, else when the episode opens."""
    if typed := call.sent("date"):
        return typed, call.sent("time")
    is_coming = state_of(episode, call.now) == "scheduled" and episode.opens_at is not None
    opens_at = local(episode.opens_at) if is_coming and episode.opens_at else None
    return (f"{opens_at:%Y-%m-%d}", f"{opens_at:%H:%M}") if opens_at else ("", "06:00")


def _can_transcribe(call: StudioCall) -> bool:
    with suppress(Invalid):
        require_model(call.hub.settings.transcribe_model)
        return True
    return False
