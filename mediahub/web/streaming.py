"""Forms with files, read as they come (RFC 7578): files are not held in memory or spooled."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect, Request

from mediahub.errors import Invalid

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a field, in the order of the form; `filename` is None for what is no file."""

    name: str
    filename: str | None
    data: bytes
    is_last: bool


async def pieces(request: Request) -> AsyncIterator[Piece]:
    """The form, piece by piece; Invalid when it is none, or breaks off."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise _unreadable()
    reader = _Reader()
    try:
        parser = MultipartParser(options[b"boundary"], reader.callbacks)
        async for chunk in request.stream():
            parser.write(chunk)
            for piece in reader.taken():
                yield piece
    except (FormParserError, ClientDisconnect) as error:
        raise _unreadable() from error
    if not reader.is_over:
        raise _unreadable()


def _unreadable() -> Invalid:
    return Invalid("The form did not arrive whole. Go back and send it again.")


class _Reader:
    """Turns what the parser calls out into pieces."""

    def __init__(self) -> None:
        self.is_over = False
        self.callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_part_data": self._data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }
        self._read: list[Piece] = []
        self._header = bytearray(), bytearray()
        self._field = Piece("", None, b"", is_last=False)

    def taken(self) -> list[Piece]:
        """What has been read since the last time."""
        read, self._read = self._read, []
        return read

    def _begin(self) -> None:
        self._header = bytearray(), bytearray()
        self._field = Piece("", None, b"", is_last=False)

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _header_end(self) -> None:
        name, value = map(bytes, self._header)
        self._header = bytearray(), bytearray()
        if name.lower() == b"content-disposition":
            _, options = parse_options_header(value)
            filename = options.get(b"filename")
            self._field = replace(
                self._field,
                name=options.get(b"name", b"").decode(errors="replace"),
                filename=None if filename is None else filename.decode(errors="replace"),
            )

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._read.append(replace(self._field, data=data[start:end]))

    def _end_part(self) -> None:
        self._read.append(replace(self._field, is_last=True))

    def _end(self) -> None:
        self.is_over = True
