"""Files that were sent for a page, as they come back to it and are put to use."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from mediahub.accounts.guard import StudioCall
from mediahub.errors import Invalid, NotFound
from mediahub.media.models import Purpose, Upload
from mediahub.media.uploads.service import get_upload, ready_upload, take_upload

UPLOAD = "upload"
MOST = 20
"""As many files as one form puts to use."""


def sent_back(call: StudioCall, field: str = UPLOAD) -> Sequence[Upload]:
    """The user's own uploads by this field: those of the form, else those that the address names.

    They come in the address without script; with several fields on a page, `till` says by which.
    """
    query = call.request.query_params
    is_meant = query.get("till", UPLOAD) == field
    named = _named(call, field) or (query.getlist(UPLOAD)[:MOST] if is_meant else [])
    found = [_own(call, text) for text in named]
    return [upload for upload in found if upload is not None]


def taken(call: StudioCall, purpose: Purpose, field: str = UPLOAD) -> Sequence[Upload]:
    """The uploads that the form names, put to use; refused as by `ready`."""
    return [
        take_upload(call.db, one, actor=call.actor, purposes=[purpose], now=call.now)
        for one in _chosen(call, field)
    ]


def ready(call: StudioCall, purpose: Purpose, field: str = UPLOAD) -> Sequence[Upload]:
    """The uploads that the form names; Invalid without one, refusals as for each."""
    return [
        ready_upload(call.db, one, actor=call.actor, purposes=[purpose])
        for one in _chosen(call, field)
    ]


def _chosen(call: StudioCall, field: str) -> Sequence[UUID]:
    named = _named(call, field)
    if not named:
        raise Invalid("Choose a file and wait until it has been sent.")
    return [_id(text) for text in named]


def _named(call: StudioCall, field: str) -> list[str]:
    return call.sent_list(field)[:MOST]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such upload. It has been cancelled or given up.") from None


def _own(call: StudioCall, text: str) -> Upload | None:
    with suppress(ValueError, NotFound):
        return get_upload(call.db, UUID(text), call.actor)
    return None
