"""Whole documents kept as bytes: strong validators, 304, gzip and CORS (RFC 9110, 8 and 13)."""

import gzip
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from hashlib import sha256
from typing import Self

from starlette.requests import Request
from starlette.responses import Response

from mediahub.web.conditional import is_unchanged
from mediahub.web.headers import foreign_headers

_RawHeaders = list[tuple[bytes, bytes]]


REVALIDATED = "public, no-cache"
"""Kept by anyone, and asked for again each time: what most of them get is a 304."""


@dataclass(frozen=True)
class Document:
    """Bytes to answer with, and when they last changed.

    The validators come from the content alone, so every process and every start gives the same.
    """

    body: bytes
    content_type: str
    changed_at: datetime
    cache_control: str = REVALIDATED

    @classmethod
    def of(
        cls, body: bytes, content_type: str, changed_at: datetime, cache_control: str = REVALIDATED
    ) -> Self:
        """A document whose time has whole seconds, as HTTP dates have."""
        return cls(body, content_type, changed_at.replace(microsecond=0), cache_control)

    @cached_property
    def digest(self) -> str:
        """Of the bytes before they are compressed."""
        return sha256(self.body).hexdigest()[:32]

    @cached_property
    def etags(self) -> frozenset[str]:
        """Of the bytes as they are, and gzipped."""
        return frozenset((f'"{self.digest}"', f'"{self.digest}-gzip"'))

    @cached_property
    def zipped(self) -> bytes:
        """The same, gzipped without a time inside, so that equal bytes stay equal."""
        return gzip.compress(self.body, compresslevel=6, mtime=0)

    @cached_property
    def plain_headers(self) -> _RawHeaders:
        """Headers of the answer as it is."""
        return self._headers(f'"{self.digest}"', len(self.body))

    @cached_property
    def zipped_headers(self) -> _RawHeaders:
        """Headers of the gzipped answer, whose strong ETag has to be another."""
        headers = self._headers(f'"{self.digest}-gzip"', len(self.zipped))
        return [*headers, (b"content-encoding", b"gzip")]

    def prepare(self) -> None:
        """Compute now, in a thread, what the first answer would compute on the event loop."""
        _ = self.plain_headers, self.zipped_headers, self.etags

    def _headers(self, etag: str, length: int) -> _RawHeaders:
        headers = {
            "content-type": self.content_type,
            "content-length": str(length),
            "etag": etag,
            "last-modified": format_datetime(self.changed_at, usegmt=True),
            "cache-control": self.cache_control,
            "vary": "Accept-Encoding",
            "access-control-allow-origin": "*",
            "x-content-type-options": "nosniff",
            **foreign_headers(self.content_type),
        }
        return [(name.encode(), value.encode()) for name, value in headers.items()]


class Prepared(Response):
    """A response whose headers are made already: on the hot path nothing is computed twice."""

    def __init__(self, body: bytes, headers: _RawHeaders, status: int = 200) -> None:
        self.status_code = status
        self.background = None
        self.body = body
        self.raw_headers = list(headers)


def answer(request: Request, document: Document) -> Response:
    """200 or 304, gzipped or not, for GET and HEAD alike."""
    zipped = accepts_gzip(request)
    headers = document.zipped_headers if zipped else document.plain_headers
    if is_unchanged(request.headers, document.etags, document.changed_at):
        kept = [header for header in headers if not header[0].startswith(b"content-")]
        return Prepared(b"", kept, 304)
    return Prepared(document.zipped if zipped else document.body, headers)


def accepts_gzip(request: Request) -> bool:
    """Whether the client says that it can read gzip (RFC 9110 12.5.3)."""
    accepted = request.headers.get("accept-encoding", "")
    codings = (coding.partition(";") for coding in accepted.lower().split(","))
    weights = {name.strip(): weight.replace(" ", "") for name, _, weight in codings}
    weight = weights.get("gzip", weights.get("*", "q=0"))
    return weight not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
