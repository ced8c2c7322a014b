"""The cover of a show, put in place from a file that was sent."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Invalid, MediaHubError
from mediahub.forms.fields import filled_from
from mediahub.i18n import sentence
from mediahub.media.models import Purpose
from mediahub.media.uploads.service import ready_upload, take_upload
from mediahub.shows import service
from mediahub.shows.covers import Cover, keep_cover, receive_cover
from mediahub.shows.fields import FIELDS
from mediahub.shows.models import Show
from mediahub.shows.studio.show_pages import SHOWS, form, show_to_change

LARGEST_BYTES = 64_000_000
"""Of a picture that is looked at: it is held in memory whole."""


def set_cover(request: Request, call: StudioCall) -> Response:
    """Check the picture, mend it if that is wished, and show it from now on.

    Others may write until it has been looked at.
    """
    show = show_to_change(request, call)
    try:
        cover = _receive(call)
        with call.to_write() as writing:
            _put_in_place(writing, show_to_change(request, writing), cover)
    except MediaHubError as error:
        refusal = sentence(error, call.language)
        return form(call, show, filled_from(FIELDS, show), cover_refusal=refusal)
    return redirect(f"{SHOWS}/{show.slug}", "omslag")


def _receive(call: StudioCall) -> Cover:
    upload = ready_upload(call.db, _chosen(call), actor=call.actor, purposes=[Purpose.FILE])
    if upload.size_bytes > LARGEST_BYTES:
        raise Invalid(
            "The picture is {size:.1f} MB; {largest:.0f} MB is the most.",
            size=upload.size_bytes / 1e6,
            largest=LARGEST_BYTES / 1e6,
        )
    with call.hub.store.as_file(upload.key) as path:
        return receive_cover(call.hub.store, path, call.now, fix=bool(call.sent("fix")))


def _put_in_place(call: StudioCall, show: Show, cover: Cover) -> None:
    keep_cover(call.db, call.hub.store, cover)
    take_upload(call.db, _chosen(call), actor=call.actor, purposes=[Purpose.FILE], now=call.now)
    service.set_cover(show, cover)
    call.db.flush()


def _chosen(call: StudioCall) -> UUID:
    """The file that was sent last."""
    sent = call.sent_list("upload")
    try:
        return UUID(sent[-1])
    except (IndexError, ValueError):
        raise Invalid("Choose a file first.") from None
