"""Sending files without script: a plain form, whose bytes go on to the store as they come."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.media.models import Upload
from mediahub.media.uploads import service
from mediahub.media.uploads.pages import purpose_of
from mediahub.storage import PART_BYTES
from mediahub.web.body import TooLarge, announced_bytes
from mediahub.web.csrf import require_same_origin
from mediahub.web.endpoint import Endpoint, PageFactory
from mediahub.web.form_data import PUBLIC_FORM
from mediahub.web.multipart_stream import Piece, pieces
from mediahub.web.queues import Writers

Admit = Callable[[Request, FormData], str]

MOST_FILES = 20
_MOST_PARTS = PUBLIC_FORM.fields + MOST_FILES
# What stands around the files: the fields, and the head of each part.
_MORE_BYTES = PUBLIC_FORM.all_bytes + _MOST_PARTS * 8 * 1024


def plain_form(factory: PageFactory, admit: Admit, leads_to: Callable[[str], str]) -> Endpoint:
    """An endpoint for `multipart/form-data` with the fields `purpose` and `next` before the files.

    `admit` gets the fields that came before the first file, and gives the actor or raises; until
    then nothing is stored. It goes on to `leads_to(next)` with `?upload=` for each file.
    """

    hub, writers = factory.hub, factory.writers

    async def serve(request: Request) -> Response:
        require_same_origin(request, hub.settings.origin)
        taking = _FormUpload(hub, writers, request, admit)
        most_bytes = hub.settings.largest_upload_bytes + _MORE_BYTES
        try:
            async for piece in pieces(request, _MOST_PARTS, most_bytes):
                await taking.take(piece)
            sent = await writers.run(taking.finish)
        except BaseException:
            await writers.run(taking.give_up)
            raise
        query = urlencode([("upload", identity) for identity in sent])
        place = leads_to(taking.fields.get("next", ""))
        return RedirectResponse(f"{place}{'&' if '?' in place else '?'}{query}", 303)

    return serve


@dataclass(slots=True)
class _FormUpload:
    """One form: its fields, and its files on their way to the store, a part at a time."""

    hub: Hub
    writers: Writers
    request: Request
    admit: Admit
    fields: dict[str, str] = field(default_factory=dict)
    actor: str = ""
    held: bytearray = field(default_factory=bytearray)
    upload: Upload | None = None
    digests: dict[str, str] = field(default_factory=dict)
    size_bytes: int = 0
    sent: list[UUID] = field(default_factory=list)

    async def take(self, piece: Piece) -> None:
        """Go on with the next piece of the form."""
        if piece.filename is None:
            self._take_field(piece)
        elif piece.filename:  # a form without a file sends one without a name
            self.held += piece.data
            if self.upload is None:
                await self.writers.run(self._begin, piece.filename)
            if piece.is_last or len(self.held) >= PART_BYTES:
                await run_in_threadpool(self._store, is_last=piece.is_last)
            if piece.is_last:
                await self.writers.run(self._end)

    def finish(self) -> list[UUID]:
        """All has come: the files, which a job looks at. Invalid when there was none."""
        if not self.sent:
            raise Invalid("Choose a file first.")
        with self.hub.writing() as db:
            for identity in self.sent:
                service.finish_upload(db, service.get_upload(db, identity, self.actor, lock=True))
        return self.sent

    def give_up(self) -> None:
        """The form broke off, or was refused: what has come of it goes."""
        begun = [self.upload.id] if self.upload is not None else []
        if not self.sent and not begun:
            return
        with self.hub.writing() as db:
            for identity in {*self.sent, *begun}:
                service.abort_upload(db, service.get_upload(db, identity, self.actor, lock=True))

    def _take_field(self, piece: Piece) -> None:
        text = self.fields.get(piece.name, "") + piece.data.decode(errors="replace")
        if len(text) > PUBLIC_FORM.field_bytes:
            raise TooLarge
        self.fields[piece.name] = text

    def _begin(self, filename: str) -> None:
        if not self.actor:
            self.actor = self.admit(self.request, FormData(self.fields))
        purpose = purpose_of(self.fields.get("purpose", ""))
        # How long the file is, is known at its end; the whole form is a little longer.
        with self.hub.writing() as db:
            self.upload = service.begin_upload(
                db,
                self.hub.store,
                filename=filename,
                size_bytes=announced_bytes(self.request) or 1,
                largest_bytes=self.hub.settings.largest_upload_bytes,
                purpose=purpose,
                actor=self.actor,
                now=self.hub.now(),
            )
        self.digests, self.size_bytes = {}, 0

    def _store(self, *, is_last: bool) -> None:
        while len(self.held) >= PART_BYTES or (is_last and self.held):
            self._store_part(bytes(self.held[:PART_BYTES]))
            del self.held[:PART_BYTES]

    def _store_part(self, data: bytes) -> None:
        assert self.upload is not None
        self.size_bytes += len(data)
        service.check_size(
            self.upload.filename, self.size_bytes, self.hub.settings.largest_upload_bytes
        )
        number = len(self.digests) + 1
        self.hub.store.put_part(self.upload.key, self.upload.store_id, number, data)
        self.digests[str(number)] = sha256(data).hexdigest()

    def _end(self) -> None:
        assert self.upload is not None
        service.check_size(self.upload.filename, self.size_bytes, self.size_bytes)
        with self.hub.writing() as db:
            upload = service.get_upload(db, self.upload.id, self.actor, lock=True)
            upload.size_bytes, upload.digests = self.size_bytes, self.digests
        self.sent.append(self.upload.id)
        self.upload = None
