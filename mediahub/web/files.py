"""Answers that are files on disk, whole or a range of them (RFC 9110 §13 and §14)."""

import os
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import format_datetime
from io import FileIO
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from mediahub.errors import NotFound
from mediahub.storage import content_disposition
from mediahub.storage.local import LocalStore
from mediahub.web.conditional import is_unchanged
from mediahub.web.headers import foreign_headers

CHUNK_BYTES = 256 << 10

# More digits than any file has bytes are no range, and int() need not meet them.
_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


class FileAnswer(Response):
    """The file to a GET, its headers alone to a HEAD; 304, 206 and 416 as the request asks.

    `etag` is an opaque strong tag without quotes, such as the SHA-256: it must change when the
    bytes do. Several ranges at once, and ranges that make no sense, are answered with the whole
    file. The file is opened before anything is sent, so NotFound can still become a page.
    Starlette's FileResponse opens it afterwards, and refuses what should be ignored.
    """

    def __init__(
        self,
        path: Path,
        *,
        etag: str,
        content_type: str,
        cache_control: str,
        filename: str,
        download: bool = False,
    ) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._path = path
        self.headers["content-type"] = content_type
        self.headers["etag"] = f'"{etag}"'
        self.headers["cache-control"] = cache_control
        self.headers["content-disposition"] = content_disposition(filename, download=download)
        self.headers["accept-ranges"] = "bytes"
        self.headers["x-content-type-options"] = "nosniff"
        self.headers.update(foreign_headers(content_type))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with await to_thread.run_sync(_open, self._path) as file:
            facts = os.fstat(file.fileno())
            modified_at = datetime.fromtimestamp(int(facts.st_mtime), UTC)
            self.headers["last-modified"] = format_datetime(modified_at, usegmt=True)
            asked = Headers(scope=scope)
            if is_unchanged(asked, [self.headers["etag"]], modified_at):
                answer = self._bare(304)
            else:
                answer = self._answer(scope["method"], asked, file, facts.st_size)
            await answer(scope, receive, send)

    def _answer(self, method: str, asked: Headers, file: FileIO, size: int) -> Response:
        part = self._part(asked, size)
        if part is None:
            return self._body(200, method, file, range(size))
        if not part:
            return self._bare(416, {"content-range": f"bytes */{size}"})
        # A HEAD says what the GET would, as S3 and nginx do: players probe for ranges this way.
        extra = {"content-range": f"bytes {part[0]}-{part[-1]}/{size}"}
        return self._body(206, method, file, part, extra)

    def _part(self, asked: Headers, size: int) -> range | None:
        """The positions asked for: empty when there are none such, None for the whole file."""
        condition = asked.get("if-range")
        if condition not in (None, self.headers["etag"], self.headers["last-modified"]):
            return None
        return byte_range(asked.get("range", ""), size)

    def _bare(self, status: int, extra: dict[str, str] | None = None) -> Response:
        headers = {**self.headers, **(extra or {})}
        del headers["content-type"], headers["content-disposition"]
        return Response(status_code=status, headers=headers)

    def _body(
        self,
        status: int,
        method: str,
        file: FileIO,
        part: range,
        extra: dict[str, str] | None = None,
    ) -> Response:
        headers = {**self.headers, "content-length": str(len(part)), **(extra or {})}
        if method == "HEAD":
            return Response(status_code=status, headers=headers)
        return StreamingResponse(_chunks(file, part), status, headers)


def byte_range(header: str, size: int) -> range | None:
    """The positions that a Range header asks of `size` bytes (RFC 9110 §14.1.2).

    An empty range is one that cannot be satisfied; None stands for the whole file, when the header
    is absent, malformed, of another unit, or asks for several ranges.
    """
    match = _RANGE.fullmatch(header)
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(size - int(last), 0), size) if size or not int(last) else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def signed_files(store: LocalStore) -> Route:
    """The route that answers the links of a folder; Forbidden, Gone or NotFound when it may not."""

    async def signed_file(request: Request) -> Response:
        granted = store.verify(request.path_params["key"], request.query_params.multi_items())
        return FileAnswer(
            granted.path,
            etag=request.path_params["key"],  # a key's bytes never change
            content_type=granted.content_type,
            cache_control="private, no-store",
            filename=granted.filename,
            download=granted.download,
        )

    return Route("/filer/{key:path}", signed_file, methods=["GET"], name="filer")


def _open(path: Path) -> FileIO:
    try:
        return path.open("rb", buffering=0)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise NotFound("The file is not here any more.") from None


async def _chunks(file: FileIO, part: range) -> AsyncIterator[bytes]:
    while part:
        at, most = part.start, min(CHUNK_BYTES, len(part))
        chunk = await to_thread.run_sync(os.pread, file.fileno(), most, at)
        if not chunk:
            raise RuntimeError("the file was cut short while it was sent")
        part = part[len(chunk) :]
        yield chunk
