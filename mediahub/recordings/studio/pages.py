"""The recording of a webcast in the studio: its file, captions and documents, and how it stands."""

from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Conflict, Gone, Invalid, MediaHubError, NotFound
from mediahub.media.models import Purpose, Upload
from mediahub.media.service import keep
from mediahub.recordings import attachments, incoming_files, service
from mediahub.recordings.captions import request_transcription
from mediahub.recordings.incoming_files import CaptionLine, DocumentLine
from mediahub.recordings.models import Recording
from mediahub.recordings.retention.deletion import deletes_at
from mediahub.recordings.service import Received
from mediahub.recordings.state import RecordingState
from mediahub.recordings.studio.facts import audience, conditions, earlier, proofs
from mediahub.recordings.view import RecordingView
from mediahub.recordings.watching.public_views import MOST_VIEWS
from mediahub.transcripts.formats.reader import LARGEST_BYTES
from mediahub.transcripts.service import require_language
from mediahub.transcripts.transcription import require_model
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import closing_of
from mediahub.webcasts.studio.hints import with_place
from mediahub.webcasts.studio.pages import asked_for
from mediahub.webcasts.studio.uploads import ready, sent_back, taken

_REFUSALS = (Invalid, Conflict, Gone, NotFound)
_PARTS = ("film", "textning", "dokument")
_UNOPENED = (RecordingState.READY, RecordingState.UPLOADED, RecordingState.PROCESSING)


def path_of(webcast: Webcast, below: str = "") -> str:
    """The recording's page in the studio, or one below it."""
    return f"/studio/webbsandningar/{webcast.slug}/inspelning{below}"


def look(request: Request, call: StudioCall) -> Response:
    """All of it."""
    return _page(call, asked_for(request, call.db))


def add(request: Request, call: StudioCall) -> Response:
    """Make what was sent the recording; a job makes it ready."""
    webcast = asked_for(request, call.db)

    def take() -> None:
        service.refuse_second(call.db, webcast)
        media = _only(taken(call, Purpose.RECORDING, "film")).media
        assert media is not None
        extension = Path(media.filename).suffix.removeprefix(".").upper()
        incoming_files.require_played(media.filename, media.content_type, extension)
        service.add_recording(call.db, webcast, Received(media), actor=call.actor, now=call.now)

    return _done(call, webcast, take, "mottagen")


def add_captions(request: Request, call: StudioCall) -> Response:
    """Captions in a language, new or instead of those that are there.

    Others may write until the file has been read.
    """
    webcast, language = asked_for(request, call.db), call.sent("language").strip()
    try:
        require_language(language)
        recording = attachments.held_recording(call.db, webcast)
        upload = _only(ready(call, Purpose.FILE, "textning"))
        seconds = recording.media.duration_seconds
        draft = incoming_files.read_captions(_bytes(call, upload), upload.filename, seconds)
    except _REFUSALS as error:
        return _page(call, webcast, error)
    line = CaptionLine(Path(upload.filename), language)
    with call.to_write() as writing:
        captioned = asked_for(request, writing.db)

        def take() -> None:
            db, now, store = writing.db, writing.now, writing.hub.store
            held = attachments.held_recording(db, captioned)
            taken(writing, Purpose.FILE, "textning")
            received = incoming_files.receive_captions(store, line, draft, now)
            keep(db, store, received.source)
            attachments.add_captions(db, held, received, actor=writing.actor, now=now)

        return _done(writing, captioned, take, "textad")


def transcribe(request: Request, call: StudioCall) -> Response:
    """Ask a machine for captions."""
    webcast, language = asked_for(request, call.db), call.sent("language").strip()

    def ask() -> None:
        require_model(call.hub.settings.transcribe_model)
        recording = attachments.held_recording(call.db, webcast)
        request_transcription(call.db, recording, language, call.now)

    return _done(call, webcast, ask, "maskin")


def add_documents(request: Request, call: StudioCall) -> Response:
    """Documents behind those that are there."""
    webcast, title = asked_for(request, call.db), call.sent("document_title").strip()

    def take() -> None:
        recording = attachments.held_recording(call.db, webcast)
        for upload in taken(call, Purpose.DOCUMENT, "dokument"):
            assert upload.media is not None
            named = incoming_files.title_of(DocumentLine(Path(upload.filename), title))
            service.add_document(call.db, recording, upload.media, named)
            attachments.name_document(call.db, recording.documents[-1], named)

    return _done(call, webcast, take, "dokument")


def change_document(request: Request, call: StudioCall) -> Response:
    """Another title, another place, or none: `do` is name, up, down or remove."""
    webcast, do = asked_for(request, call.db), call.sent("do")

    def change() -> None:
        recording = attachments.held_recording(call.db, webcast)
        document = attachments.document_of(recording, request.path_params["id"])
        if do == "remove":
            attachments.remove_document(call.db, document, call.now)
        elif do in ("up", "down"):
            attachments.move_document(call.db, document, -1 if do == "up" else 1)
        else:
            attachments.name_document(call.db, document, call.sent("title").strip())

    return _done(call, webcast, change, "borttaget" if do == "remove" else "sparad")


def _done(call: StudioCall, webcast: Webcast, change: Callable[[], None], note: str) -> Response:
    """Make a change, or tell on the same page why it is refused."""
    try:
        with call.db.begin_nested():
            change()
    except _REFUSALS as error:
        return _page(call, webcast, error)
    return redirect(path_of(webcast), note)


def _only(uploads: Sequence[Upload]) -> Upload:
    if len(uploads) > 1:
        raise Invalid("Choose one file: {count} were sent.", count=len(uploads))
    return uploads[0]


def _bytes(call: StudioCall, upload: Upload) -> bytes:
    """A byte more than may be is enough to be refused."""
    with call.hub.store.open(upload.key) as source:
        return source.read(LARGEST_BYTES + 1)


def _page(call: StudioCall, webcast: Webcast, error: MediaHubError | None = None) -> Response:
    recording = service.find_recording(call.db, webcast)
    context: dict[str, object] = {}
    if recording is not None:
        context = _facts(call, webcast, recording)
    return call.render(
        "recordings/studio/recording.html",
        422 if error else 200,
        webcast=webcast,
        view=RecordingView.of(webcast, recording, call.hub.settings.origin, call.now),
        recording=recording,
        earlier=[(old, proofs(call.db, old)) for old in earlier(call.db, webcast, recording)],
        sent={part: sent_back(call, part) for part in _PARTS},
        refusal=with_place(error, call.language) if error else "",
        may_edit=call.may_edit(),
        language_typed=call.sent("language") or "sv",
        **context,
    )


def _facts(call: StudioCall, webcast: Webcast, recording: Recording) -> dict[str, object]:
    view = RecordingView.of(webcast, recording, call.hub.settings.origin, call.now)
    is_waiting = view.state in _UNOPENED
    return {
        "conditions": conditions(recording, call.now, call.language) if is_waiting else [],
        "would_close_at": closing_of(webcast),
        "deletes_at": deletes_at(recording),
        "audience": audience(call.db, webcast, recording),
        "most_public_views": MOST_VIEWS,
        "proofs": proofs(call.db, recording) if view.is_closed else [],
        "has_machine": _has_machine(call),
    }


def _has_machine(call: StudioCall) -> bool:
    try:
        require_model(call.hub.settings.transcribe_model)
    except Invalid:
        return False
    return True
