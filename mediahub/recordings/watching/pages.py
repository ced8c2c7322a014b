"""`/webbsandningar/{slug}/inspelning`: the page to watch on, what it loads, and pressing play."""

from dataclasses import dataclass
from uuid import UUID

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from mediahub.clock import local
from mediahub.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from mediahub.media.models import MediaFile
from mediahub.participants.models import Registration
from mediahub.recordings.captions import webvtt
from mediahub.recordings.models import Recording, RecordingCaption, RecordingDocument
from mediahub.recordings.service import newest_recording
from mediahub.recordings.state import RecordingState
from mediahub.recordings.view import RecordingView
from mediahub.recordings.watching.preload import preload
from mediahub.recordings.watching.public_views import (
    ViewLimit,
    add_view,
    begin,
    read_token,
    to_token,
)
from mediahub.recordings.watching.signed_links import sign_link
from mediahub.recordings.watching.viewers import Viewer, is_admitted, is_invited, viewer_in
from mediahub.recordings.watching.views import fix_end, open_viewing, record_progress, viewing_of
from mediahub.signatures import sign
from mediahub.storage import SignedLink
from mediahub.web.client_ip import address_of, network_of
from mediahub.web.endpoint import Call, Page, PageFactory
from mediahub.web.headers import Confidential
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.service import get_listed, get_webcast
from mediahub.webcasts.state import is_listed


def routes(factory: PageFactory) -> list[Route]:
    """Below a webcast's own address."""
    address = "/webbsandningar/{slug}/inspelning"

    def read(below: str, page: Page, name: str) -> Route:
        return Route(address + below, factory.page(page), name=name, middleware=quiet)

    def count(below: str, page: Page, name: str) -> Route:
        # They act by a SameSite=Lax cookie; without one there is only what is everyone's. They
        # ask who it is like every page, and hold the write lock only while they count.
        posting = factory.page(page, may_be_unnamed=True, only_reads=True)
        return Route(address + below, posting, methods=["POST"], name=name, middleware=quiet)

    quiet = [Middleware(Confidential)]
    return [
        read("", watch, "recording"),
        count("/spela", play, "play"),
        count("/puls", pulsing(ViewLimit()), "pulse"),
        read("/dokument/{id:uuid}", document, "document"),
        read("/textning/{id:uuid}.vtt", captions, "captions"),
        read("/bild", poster, "poster"),
    ]


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """A recording that somebody asks for who may see it; they are unknown if everyone may."""

    view: RecordingView
    viewer: Viewer | None


def watch(request: Request, call: Call) -> Response:
    """The page, for those admitted: to watch on, or telling what is to come or has been."""
    try:
        asked = _watch_request(request, call)
    except Forbidden:
        return _uninvited(request, call)
    if refusal := _transcripts_told(call, asked):
        return refusal
    preload(call.db, _open(asked))
    return call.render("recordings/recording.html", recording=asked.view, viewer=asked.viewer)


def play(request: Request, call: Call) -> Response:
    """Count an open and mint a link: as JSON for the script, and as the way to go without it."""
    asked = _watch_request(request, call)
    is_script = request.headers.get("accept", "").startswith("application/json")
    if refusal := _transcripts_told(call, asked, early=409):
        return refusal
    recording = _open(asked)
    minted = _mint(call, recording, recording.playable)
    viewing = _viewing(call, recording, asked.viewer)
    if not is_script:
        return RedirectResponse(minted.url, 303)
    return JSONResponse(
        {
            "url": minted.url,
            "now": call.now.isoformat(),
            "expires_at": minted.expires_at.isoformat(),
            "closes_at": recording.closes_at and recording.closes_at.isoformat(),
            "viewing": viewing,
        }
    )


def pulsing(limit: ViewLimit) -> Page:
    """The page that is told that so many more seconds have been watched."""

    def pulse(request: Request, call: Call) -> Response:
        asked = _watch_request(request, call)
        recording, seconds = _open(asked), _seconds(call.sent("seconds"))
        if asked.viewer is None:
            return _public_heartbeat(request, call, recording, seconds, limit)
        identity = _identity(call.sent("viewing"))
        with call.hub.writing() as db:
            record_progress(viewing_of(db, recording, asked.viewer, identity), seconds, call.now)
        return Response(status_code=204)

    return pulse


def _public_heartbeat(
    request: Request, call: Call, recording: Recording, seconds: int, limit: ViewLimit
) -> Response:
    """Count a view when there have been enough seconds, and tell what to send the next time."""
    secrets = call.hub.settings.secret_keys
    before = read_token(secrets, recording.id, call.sent("viewing"), call.now)
    after = before.went_on(seconds, call.now)
    if after.is_view and not before.is_view:
        network = sign(secrets, "public view", network_of(address_of(request)))
        if limit.is_allowed(network, local(call.now).date()):
            with call.hub.writing() as db:
                add_view(db, recording.id, call.now)
    return JSONResponse({"viewing": to_token(secrets, after)})


def document(request: Request, call: Call) -> Response:
    """The way to a document, to be saved."""
    recording = _open(_watch_request(request, call))
    handed = call.db.get(RecordingDocument, request.path_params["id"])
    if handed is None or handed.recording_id != recording.id:
        raise _absent()
    return RedirectResponse(_mint(call, recording, handed.media, download=True).url, 302)


def captions(request: Request, call: Call) -> Response:
    """The captions in one language, from here: a player takes none from another host."""
    recording = _open(_watch_request(request, call))
    spoken = call.db.get(RecordingCaption, request.path_params["id"])
    if spoken is None or spoken.recording_id != recording.id:
        raise _absent()
    vtt = webvtt(call.hub, call.db, spoken)
    if vtt is None:
        raise _absent()
    return Response(vtt, media_type="text/vtt", headers={"X-Content-Type-Options": "nosniff"})


def poster(request: Request, call: Call) -> Response:
    """The picture before it plays."""
    recording = _open(_watch_request(request, call))
    if recording.poster is None:
        raise _absent()
    return _bytes(call, recording.poster)


def closed(call: Call, view: RecordingView) -> Response:
    """410: what it was, until when it could be watched, and where to turn."""
    return call.render("recordings/closed.html", 410, recording=view)


def view_of(call: Call, webcast: Webcast) -> RecordingView:
    """A webcast's recording as it stands, the latest if they are deleted."""
    try:
        recording = newest_recording(call.db, webcast)
    except NotFound:
        recording = None
    return RecordingView.of(webcast, recording, call.hub.settings.origin, call.now)


def _watch_request(request: Request, call: Call) -> WatchRequest:
    """NotFound for a webcast that the asker may not know of, Forbidden without admission."""
    viewer = viewer_in(request, call)
    webcast = _webcast(call, request.path_params["slug"], viewer)
    if not is_admitted(call.db, viewer, webcast, call.now):
        get_listed(call.db, webcast.slug, call.now)
        raise Forbidden("The recording opens with the link that those registered got by e-mail.")
    return WatchRequest(view_of(call, webcast), viewer)


def _webcast(call: Call, slug: str, viewer: Viewer | None) -> Webcast:
    """The webcast at this slug: most viewers hold a registration for it, which has brought it."""
    if viewer is not None and isinstance(viewer.holder, Registration):
        named = viewer.holder.webcast
        if named is not None and named.slug == slug:
            return named
    return get_webcast(call.db, slug)


def _uninvited(request: Request, call: Call) -> Response:
    """403 and the way to a link; 410 where no link would help any more."""
    view = view_of(call, get_listed(call.db, request.path_params["slug"], call.now))
    if view.is_closed:
        return closed(call, view)
    return call.render("recordings/uninvited.html", 403, recording=view)


def _transcripts_told(call: Call, asked: WatchRequest, early: int = 200) -> Response | None:
    """The page for a recording that is not open: over, or with status `early` not yet."""
    view = asked.view
    if view.state is RecordingState.OPEN:
        return None
    if view.is_closed:
        return closed(call, view)
    webcast = view.webcast.webcast
    return call.render(
        "recordings/coming.html",
        early,
        recording=view,
        is_listed=is_listed(webcast, call.now),
        is_own=asked.viewer is not None and is_invited(call.db, asked.viewer, webcast),
    )


def _open(asked: WatchRequest) -> Recording:
    """The recording, if its window is open: Gone afterwards, Conflict before and in a pause."""
    if asked.view.is_closed:
        raise Gone("The recording is no longer available.")
    if asked.view.recording is None or asked.view.state is not RecordingState.OPEN:
        raise Conflict("The recording cannot be watched now.")
    return asked.view.recording


def _mint(
    call: Call, recording: Recording, file: MediaFile | None, *, download: bool = False
) -> SignedLink:
    if file is None:
        raise _absent()
    return sign_link(call.hub.store, file, recording.closes_at, call.hub.now, download=download)


def _viewing(call: Call, recording: Recording, viewer: Viewer | None) -> str:
    """The one that a script goes on with after its link has expired, else a new one."""
    if viewer is None:
        return _public_viewing(call, recording)
    with call.hub.writing() as db:
        try:
            viewing = viewing_of(db, recording, viewer, _identity(call.sent("viewing")))
        except NotFound:
            viewing = open_viewing(db, recording, viewer, call.now)
        return str(viewing.id)


def _public_viewing(call: Call, recording: Recording) -> str:
    """The same for who is nobody: of this nothing is written but, once, that a link was given."""
    if recording.webcast.end_fixed_at is None:
        with call.hub.writing() as db:
            fix_end(db, recording, call.now)
    secrets = call.hub.settings.secret_keys
    try:
        viewing = read_token(secrets, recording.id, call.sent("viewing"), call.now)
    except NotFound:
        viewing = begin(recording.id, call.now)
    return to_token(secrets, viewing)


def _identity(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _absent() from None


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Invalid("“{text}” is not a number of seconds.", text=text[:20])
    return int(text)


def _bytes(call: Call, file: MediaFile) -> Response:
    with call.hub.store.open(file.key) as source:
        return Response(
            source.read(),
            media_type=file.content_type,
            headers={"X-Content-Type-Options": "nosniff"},
        )


def _absent() -> NotFound:
    return NotFound("There is no such file.")
