"""Forms with files, read as they come (RFC 7578): files are not held in memory or spooled."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from anyio import to_thread
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect, Request

from mediahub.web.body import CHUNK_BYTES, TooLarge, broken, in_chunks, media_type, require_utf8

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a field, in the order of the form; `filename` is None for what is not a file."""

    name: str
    filename: str | None
    data: bytes
    is_last: bool


async def pieces(request: Request, most_parts: int, most_bytes: int) -> AsyncIterator[Piece]:
    """The form, piece by piece.

    Invalid when it is none or breaks off, and as `web.body` says, TooLarge when it has more parts
    or bytes. It is parsed in threads, and none waits for what is still to come.
    """
    kind, boundary = media_type(request)
    if kind != b"multipart/form-data":
        raise broken()
    reader, come = PieceReader(boundary, most_parts), 0
    try:
        async for chunk in in_chunks(request, CHUNK_BYTES):
            come += len(chunk)
            if come > most_bytes:
                raise TooLarge
            for piece in await to_thread.run_sync(reader.feed, chunk):
                yield piece
    except ClientDisconnect:
        raise broken() from None
    reader.finish()


class PieceReader:
    """Turns what the parser calls out into pieces."""

    def __init__(self, boundary: bytes, most_parts: int) -> None:
        """Invalid for a boundary that no form has."""
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }
        if not boundary:
            raise broken()
        try:
            self._parser = MultipartParser(boundary, callbacks)
        except FormParserError as error:
            raise broken() from error
        self._is_over = False
        self._parts_left = most_parts
        self._read: list[Piece] = []
        self._header, self._kind = (bytearray(), bytearray()), ""
        self._field = Piece("", None, b"", is_last=False)

    def feed(self, data: bytes) -> Sequence[Piece]:
        """What can be told by now; Invalid for no form, TooLarge for too many parts."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise broken() from error
        read, self._read = self._read, []
        return read

    def finish(self) -> None:
        """Invalid unless all of it has come."""
        if not self._is_over:
            raise broken()

    def _begin(self) -> None:
        if not self._parts_left:
            raise TooLarge
        self._parts_left -= 1
        self._header, self._kind = (bytearray(), bytearray()), ""
        self._field = Piece("", None, b"", is_last=False)

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _header_end(self) -> None:
        name, value = self._header[0].lower(), bytes(self._header[1])
        self._header = bytearray(), bytearray()
        if name == b"content-type":
            self._kind += f";{value.decode('latin-1')}"
        if name == b"content-disposition":
            _, options = parse_options_header(value)
            filename = options.get(b"filename")
            self._field = replace(
                self._field,
                name=options.get(b"name", b"").decode(errors="replace"),
                filename=None if filename is None else filename.decode(errors="replace"),
            )

    def _headers_finished(self) -> None:
        if self._field.filename is None:  # what a file is in, is its own business
            require_utf8(self._kind)

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._read.append(replace(self._field, data=data[start:end]))

    def _end_part(self) -> None:
        self._read.append(replace(self._field, is_last=True))

    def _end(self) -> None:
        self._is_over = True
