"""Publishing in the studio: now or at a time, taken back, withdrawn, and what it waits for."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feeds.errors import FeedError
from mediahub.accounts.guard import StudioCall
from mediahub.clock import parse_instant
from mediahub.episodes import publication, publish_requests
from mediahub.episodes.fields import FIELDS
from mediahub.episodes.models import Episode
from mediahub.episodes.service import state_of
from mediahub.episodes.studio.editor import editor, find, find_to_edit, path_of
from mediahub.episodes.studio.status import look_at_state
from mediahub.errors import Conflict, Invalid
from mediahub.forms.fields import filled_from
from mediahub.i18n import sentence


def state(request: Request, call: StudioCall) -> Response:
    """How it stands right now, for a page that waits."""
    return look_at_state(call, find(request, call))


def publish(request: Request, call: StudioCall) -> Response:
    """Ask for the episode to be published, now or at the local date and time of the form."""
    episode = find_to_edit(request, call)
    try:
        opens_at = _wanted(call, episode)
        with call.db.begin_nested():
            publish_requests.request_publish(
                call.db,
                episode,
                opens_at,
                origin=call.hub.settings.origin,
                actor=call.actor,
                now=call.now,
            )
    except (Invalid, Conflict, FeedError) as error:
        return _refused(call, episode, sentence(error, call.language))
    return to_part(episode, "publicering", "publiceras")


def cancel(request: Request, call: StudioCall) -> Response:
    """Take back what has been asked for and not been done."""
    episode = find_to_edit(request, call)
    taken_back = publish_requests.cancel(call.db, episode)
    if taken_back.audio is not None:
        return to_part(episode, "ljud", "ljud-kvar")
    return to_part(episode, "publicering", "avbrutet")


def withdraw(request: Request, call: StudioCall) -> Response:
    """Take the episode away from everyone; a scheduled one becomes a draft again."""
    episode = find_to_edit(request, call)
    was = state_of(episode, call.now)
    publication.withdraw(call.db, episode, call.now)
    return to_part(episode, "publicering", "utkast" if was == "scheduled" else "tillbakadraget")


def to_part(episode: Episode, part: str, note: str) -> Response:
    """Go on to a part of the editor; `note` is looked up there."""
    return RedirectResponse(f"{path_of(episode)}?klart={note}#{part}", 303)


def _wanted(call: StudioCall, episode: Episode) -> datetime:
    """The instant of the form: now, as it was, or what the two fields say."""
    when = call.sent("when")
    if when == "again" and episode.opens_at is not None:
        return episode.opens_at
    if when != "at":
        return call.now.replace(microsecond=0)
    date, time = call.sent("date").strip(), call.sent("time").strip()
    if not date or not time:
        raise Invalid("Choose both a date and a time.")
    return parse_instant(f"{date}T{time.replace('.', ':')}")


def _refused(call: StudioCall, episode: Episode, text: str) -> Response:
    return editor(call, episode, filled_from(FIELDS, episode), 422, problems={"publicering": text})
