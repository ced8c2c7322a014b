"""Files that were sent for an episode, as they come back to its pages."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from mediahub.accounts.guard import StudioCall
from mediahub.errors import Invalid, NotFound
from mediahub.media.models import Purpose, Upload
from mediahub.media.uploads.service import get_upload, ready_upload, take_upload

_PARTS = ("ljud", "omslag", "transkript")


def uploads_named(call: StudioCall) -> dict[str, Any]:
    """For templates: the user's uploads that the address or the form names, by part of the page.

    Without script a field leads back to `?till=<part>&upload=<id>`; with it, the form of the part
    has a field of the same name.
    """
    part = call.request.query_params.get("till")
    sent = {name: own_uploads(call, name, is_led_back=name == part) for name in _PARTS}
    return {"sent": sent}


def own_uploads(call: StudioCall, field: str, *, is_led_back: bool = True) -> list[Upload]:
    """The user's uploads that a field of the form names, or the address."""
    named = call.sent_list(field)
    if is_led_back:
        named += call.request.query_params.getlist("upload")
    return [upload for text in named[:10] if (upload := _own(call, text)) is not None]


def take(call: StudioCall, purpose: Purpose, field: str) -> Upload:
    """The upload that a field names, put to use; refused as by `ready`."""
    identity = _named(call, field)
    return take_upload(call.db, identity, actor=call.actor, purposes=[purpose], now=call.now)


def ready(call: StudioCall, purpose: Purpose, field: str) -> Upload:
    """The upload that a field names; Invalid without one, refusals as for others."""
    return ready_upload(call.db, _named(call, field), actor=call.actor, purposes=[purpose])


def _named(call: StudioCall, field: str) -> UUID:
    try:
        return UUID(call.sent(field))
    except ValueError:
        raise Invalid("Send the file first.") from None


def _own(call: StudioCall, text: str) -> Upload | None:
    with suppress(ValueError, NotFound):
        return get_upload(call.db, UUID(text), call.actor)
    return None
