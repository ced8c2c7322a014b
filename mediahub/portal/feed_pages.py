"""`/mina-inspelningar/{token}.xml`: a person's private podcast feed, and the ways to its media."""

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from feeds.rss import rss
from mediahub.errors import Gone, NotFound
from mediahub.i18n import in_words
from mediahub.portal.feed import channel_of
from mediahub.portal.feed_tokens import feed_viewer
from mediahub.portal.library import library_of
from mediahub.portal.urls import FeedAddress, library_url
from mediahub.recordings.captions import webvtt
from mediahub.recordings.models import Recording, RecordingCaption
from mediahub.recordings.state import RecordingState
from mediahub.recordings.view import RecordingView
from mediahub.recordings.watching.signed_links import sign_link
from mediahub.recordings.watching.viewers import Viewer, admitted_webcasts, is_admitted
from mediahub.recordings.watching.views import fix_end
from mediahub.web.cached_document import Document, answer
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.headers import CONFIDENTIAL, Confidential

CONTENT_TYPE = "application/rss+xml; charset=utf-8"
KEPT_BY_ONE = "private, no-cache"
"""Kept by the app alone and asked for again each time: what has closed is gone at once."""


def routes(factory: PageFactory) -> list[Route]:
    """The feed, and below it what its items name."""
    below = f"{library_url('')}/{{token}}/{{recording:uuid}}"
    spoken, quiet = f"{below}/textning/{{caption:uuid}}.vtt", [Middleware(Confidential)]
    return [
        Route(f"{library_url('')}/{{token}}.xml", factory.page(feed), name="private_feed"),
        Route(
            f"{below}/{{name}}",
            factory.page(enclosure, may_write=True),
            name="private_media",
            middleware=quiet,
        ),
        Route(spoken, factory.page(captions), name="private_captions", middleware=quiet),
    ]


def feed(request: Request, call: Call) -> Response:
    """The feed as it is at this instant; 304 to an app that has it."""
    viewer = _viewer(request, call)
    origin = call.hub.settings.origin
    shelf = library_of(call.db, admitted_webcasts(call.db, viewer), origin, call.now)
    address = FeedAddress(origin, request.path_params["token"])
    body = rss(channel_of(viewer, shelf, address, call.language))
    # Dated now, so that an ETag alone makes a 304: what goes away by the clock has no date.
    response = answer(request, Document.of(body, CONTENT_TYPE, call.now, KEPT_BY_ONE))
    response.headers.update(CONFIDENTIAL | {"Cache-Control": KEPT_BY_ONE})
    del response.headers["access-control-allow-origin"]
    return response


def enclosure(request: Request, call: Call) -> Response:
    """The way to the media as long as the window lasts; it is neither an opening nor a view."""
    recording = _open_recording(request, call)
    media = recording.playable
    if media is None or media.filename != request.path_params["name"]:
        raise _no_file()
    minted = sign_link(call.hub.store, media, recording.closes_at, call.hub.now)
    if recording.webcast.end_fixed_at is None:
        # An app has no other way to press play, so this once asking for media writes.
        with call.hub.writing() as db:
            fix_end(db, recording, call.now)
    return RedirectResponse(minted.url, 302)


def captions(request: Request, call: Call) -> Response:
    """The captions of a recording in one language, as long as the window lasts."""
    recording = _open_recording(request, call)
    held = call.db.get(RecordingCaption, request.path_params["caption"])
    if held is None or held.recording_id != recording.id:
        raise _no_file()
    vtt = webvtt(call.hub, call.db, held)
    if vtt is None:
        raise _no_file()
    return Response(vtt, media_type="text/vtt")


def _viewer(request: Request, call: Call) -> Viewer:
    return feed_viewer(call.db, call.hub.settings.secret_keys, request.path_params["token"])


def _open_recording(request: Request, call: Call) -> Recording:
    """What the feed's person may watch now; Gone once it has closed, else NotFound."""
    viewer = _viewer(request, call)
    recording = call.db.get(Recording, request.path_params["recording"])
    if recording is None or not is_admitted(call.db, viewer, recording.webcast, call.now):
        raise _no_file()
    view = RecordingView.of(recording.webcast, recording, "", call.now)
    if view.is_closed and view.closes_at is not None:
        raise Gone("The recording closed {moment}.", moment=in_words(view.closes_at))
    if view.state is not RecordingState.OPEN:
        raise _no_file()
    return recording


def _no_file() -> NotFound:
    return NotFound("There is no such file.")
