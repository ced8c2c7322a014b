"""What the browser asks for while it sends a file: begin, links for parts, how far, end, cancel.

Forms in, JSON out. `routes` hangs these pages wherever the caller's guard lets people in.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.jobs.attempts import MOST_ATTEMPTS
from mediahub.media.models import Purpose, Upload
from mediahub.media.uploads import service
from mediahub.storage import PART_BYTES
from mediahub.web.endpoint import Endpoint


class Sender(Protocol):
    """What these pages need of a call: who is there, beside what every call has."""

    @property
    def hub(self) -> Hub: ...
    @property
    def db(self) -> Session: ...
    @property
    def now(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    def sent(self, name: str) -> str: ...


SenderPage = Callable[[Request, Sender], Response]


def routes(prefix: str, page: Callable[[SenderPage], Endpoint]) -> list[Route]:
    """The addresses below the prefix; `page` makes an endpoint and guards it."""
    one = f"{prefix}/{{id:uuid}}"
    return [
        Route(prefix, page(unused), methods=["GET"]),
        Route(prefix, page(begin), methods=["POST"]),
        Route(one, page(status), methods=["GET"]),
        Route(f"{one}/delar", page(links), methods=["POST"]),
        Route(f"{one}/klar", page(finish), methods=["POST"]),
        Route(f"{one}/avbryt", page(abort), methods=["POST"]),
    ]


def unused(_: Request, call: Sender) -> Response:
    """The user's uploads that can be gone on with, also those begun in another browser."""
    found = service.unused(call.db, call.actor)
    return _json({"uploads": [_told(upload) for upload in found]})


def begin(_: Request, call: Sender) -> Response:
    """Begin an upload: `filename`, `size` in bytes and `purpose`; its id, and how to cut it."""
    upload = service.begin_upload(
        call.db,
        call.hub.store,
        filename=call.sent("filename"),
        size_bytes=_number(call.sent("size")),
        largest_bytes=call.hub.settings.largest_upload_bytes,
        purpose=purpose_of(call.sent("purpose")),
        actor=call.actor,
        now=call.now,
    )
    return _json(_told(upload), 201)


def status(request: Request, call: Sender) -> Response:
    """How far an upload has come, with the parts that the store has, each by its SHA-256."""
    upload = _own(request, call)
    return _json({**_told(upload), "parts": service.held_parts(call.hub.store, upload)})


def links(request: Request, call: Sender) -> Response:
    """Where to PUT parts: `parts` is a JSON object of their SHA-256 by number."""
    upload = _own(request, call, lock=True)
    digests = _digests(call.sent("parts"))
    given = service.part_links(call.hub.store, upload, digests, call.now)
    return _json({"links": {str(number): url for number, url in given.items()}})


def finish(request: Request, call: Sender) -> Response:
    """All parts are sent; what comes of it is told by `status`."""
    upload = _own(request, call, lock=True)
    service.finish_upload(call.db, upload)
    return _json(_told(upload), 202)


def abort(request: Request, call: Sender) -> Response:
    """Cancel an upload."""
    service.abort_upload(call.db, _own(request, call, lock=True))
    return _json({})


def purpose_of(text: str) -> Purpose:
    """The purpose that a form names; Invalid for any other word."""
    try:
        return Purpose(text)
    except ValueError:
        raise Invalid("“{word}” is nothing that a file can be sent for.", word=text) from None


def _own(request: Request, call: Sender, *, lock: bool = False) -> Upload:
    identity: UUID = request.path_params["id"]
    return service.get_upload(call.db, identity, call.actor, lock=lock)


def _told(upload: Upload) -> Mapping[str, object]:
    return {
        "id": str(upload.id),
        "filename": upload.filename,
        "size": upload.size_bytes,
        "purpose": upload.purpose,
        "state": upload.state,
        "part_bytes": PART_BYTES,
        "progress": upload.progress,
        "failure": upload.failure,
        "may_retry": upload.attempts >= MOST_ATTEMPTS,  # the failure is ours, and not the file's
        "taken": upload.taken_at is not None,
        "media": str(upload.media_id) if upload.media_id else None,
    }


def _json(content: Mapping[str, object], status: int = 200) -> Response:
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _digests(text: str) -> Mapping[int, str]:
    try:
        given = json.loads(text)
        return {int(number): str(digest) for number, digest in given.items()}
    except (ValueError, AttributeError, RecursionError):
        raise Invalid("The parts are not written as they should be.") from None
