"""Other audio in the studio: asked for, tried again, and whether the texts of the old one fit."""

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall
from mediahub.episodes import publication, publish_requests, replacement
from mediahub.episodes.models import Episode
from mediahub.episodes.replacement import Replacement
from mediahub.episodes.service import state_of
from mediahub.episodes.studio.editor import find_to_edit
from mediahub.episodes.studio.files import changed
from mediahub.episodes.studio.uploads import take
from mediahub.media.models import Purpose


def replace(request: Request, call: StudioCall) -> Response:
    """Other audio; of what is out, listeners get it once a worker has made their copy."""
    is_out = state_of(find_to_edit(request, call), call.now) in ("published", "scheduled")
    return changed(request, call, "ljud", "ljud-byts" if is_out else "ljud", _replace)


def try_again(request: Request, call: StudioCall) -> Response:
    """Once more what could not be published or replaced."""
    return changed(request, call, "ljud", "ljud-igen", _try_again)


def answer(request: Request, call: StudioCall) -> Response:
    """The texts that are kept aside fit the new audio, or are to be removed."""
    if call.sent("do") == "keep":
        return changed(request, call, "ljud", "texter-passar", _keep_texts)
    return changed(request, call, "ljud", "texter-borta", _remove_texts)


def _replace(call: StudioCall, episode: Episode) -> None:
    upload = take(call, Purpose.AUDIO, "ljud")
    assert upload.media is not None
    wanted = Replacement(
        upload.media,
        are_texts_kept=call.sent("texts") == "keep",
        is_old_removed=call.sent("old") == "remove",
    )
    origin, actor = call.hub.settings.origin, call.actor
    publish_requests.request_replacement(
        call.db, episode, wanted, origin=origin, actor=actor, now=call.now
    )


def _try_again(call: StudioCall, episode: Episode) -> None:
    publish_requests.retry(call.db, episode, actor=call.actor, now=call.now)


def _keep_texts(call: StudioCall, episode: Episode) -> None:
    replacement.take_back(call.db, episode)
    publication.refuse_edit(call.db, episode, call.hub.settings.origin)


def _remove_texts(call: StudioCall, episode: Episode) -> None:
    replacement.drop_aside(call.db, episode)
