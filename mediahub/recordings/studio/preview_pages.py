"""A recording as participants see it, for staff: nothing is counted, and nobody's link is used.

It plays by short links like theirs, which end with the window; and also before and after it, for
as long as the bytes are there.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediahub.accounts.guard import StudioCall
from mediahub.errors import Conflict, NotFound
from mediahub.media.models import MediaFile
from mediahub.recordings.attachments import document_of
from mediahub.recordings.captions import webvtt
from mediahub.recordings.models import Recording
from mediahub.recordings.preconditions import IN_WINDOW, require_kept
from mediahub.recordings.service import newest_recording
from mediahub.recordings.state import state_of
from mediahub.recordings.studio.pages import path_of
from mediahub.recordings.view import RecordingView
from mediahub.recordings.watching.signed_links import sign_link
from mediahub.webcasts.studio.pages import asked_for


def look(request: Request, call: StudioCall) -> Response:
    """The player with captions, and the documents."""
    recording = _kept(request, call)
    webcast = recording.webcast
    return call.render(
        "recordings/studio/preview.html",
        webcast=webcast,
        recording=recording,
        view=RecordingView.of(webcast, recording, call.hub.settings.origin, call.now),
        home=path_of(webcast, "/se"),
    )


def film(request: Request, call: StudioCall) -> Response:
    """The way to what is played."""
    recording = _kept(request, call)
    if recording.playable is None:
        raise Conflict(
            "The recording of “{title}” is not ready yet: it is being worked on.",
            title=recording.webcast.title,
        )
    return _to(call, recording, recording.playable)


def document(request: Request, call: StudioCall) -> Response:
    """The way to a document, to be saved."""
    recording = _kept(request, call)
    handed = document_of(recording, request.path_params["id"])
    return _to(call, recording, handed.media, download=True)


def captions(request: Request, call: StudioCall) -> Response:
    """The captions in one language."""
    recording = _kept(request, call)
    spoken = [held for held in recording.captions if held.id == request.path_params["id"]]
    vtt = webvtt(call.hub, call.db, spoken[0]) if spoken else None
    if vtt is None:
        raise NotFound("There is no such file.")
    return Response(vtt, media_type="text/vtt", headers={"X-Content-Type-Options": "nosniff"})


def _kept(request: Request, call: StudioCall) -> Recording:
    """The recording of the webcast, Gone once its bytes are."""
    recording = newest_recording(call.db, asked_for(request, call.db))
    require_kept(call.db, recording)
    return recording


def _to(
    call: StudioCall, recording: Recording, file: MediaFile, *, download: bool = False
) -> Response:
    is_in_window = state_of(recording, call.now) in IN_WINDOW
    closes_at = recording.closes_at if is_in_window else None
    minted = sign_link(call.hub.store, file, closes_at, call.hub.now, download=download)
    return RedirectResponse(minted.url, 302)
