"""Forms without files: how much one may hold, and its fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from starlette.datastructures import FormData
from starlette.requests import Request

from mediahub.errors import Invalid
from mediahub.web.body import TooLarge, media_type, read_body
from mediahub.web.multipart_stream import PieceReader

Fields = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FormSize:
    """What a form may hold: the number of its fields, bytes in one of them, and bytes in all.

    `refusal` is raised for one that holds more.
    """

    fields: int
    field_bytes: int
    all_bytes: int
    refusal: type[TooLarge] = TooLarge


# A form for visitors has a handful of fields; what is longer is not a form of ours.
PUBLIC_FORM = FormSize(fields=50, field_bytes=64 * 1024, all_bytes=64 * 1024)
# An editor's: the credits, chapters and links of an episode, or the words of a whole transcript.
LARGE_FORM = FormSize(fields=2_000, field_bytes=1024 * 1024, all_bytes=4 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form as it came. Its bytes are read on the event loop, and parsed where time may pass."""

    size: FormSize
    kind: bytes
    boundary: bytes
    body: bytes

    def parsed(self) -> FormData:
        """Its fields in their order, none if it is not a form.

        TooLarge, or Invalid when it breaks off or brings a file. What is not UTF-8 is replaced.
        """
        if self.kind == b"multipart/form-data":
            return FormData(list(self._multipart()))
        is_form = self.kind == b"application/x-www-form-urlencoded"
        return FormData(list(self._urlencoded()) if is_form else [])

    def _urlencoded(self) -> Fields:
        """As the URL Standard says, 5.1; what is empty between two & counts."""
        if self.body.count(b"&") >= self.size.fields:
            raise self.size.refusal
        for pair in self.body.split(b"&"):
            self._check(pair)
            name, _, value = pair.replace(b"+", b" ").partition(b"=")
            if pair:
                yield _text(unquote_to_bytes(name)), _text(unquote_to_bytes(value))

    def _multipart(self) -> Fields:
        reader, value = PieceReader(self.boundary, self.size.fields), bytearray()
        for piece in reader.feed(self.body):
            if piece.filename is not None:
                raise Invalid("This form takes no files.")
            value += piece.data
            if piece.is_last:
                self._check(value)
                yield piece.name, _text(value)
                value.clear()
        reader.finish()

    def _check(self, field: bytes | bytearray) -> None:
        if len(field) > self.size.field_bytes:
            raise self.size.refusal


async def read_form(request: Request, size: FormSize) -> SentForm:
    """What a form of at most this size brings; OtherCharset, or as `read_body` raises."""
    kind, boundary = media_type(request)
    return SentForm(size, kind, boundary, await read_body(request, size.all_bytes, size.refusal))


def _text(field: bytes | bytearray) -> str:
    return field.decode(errors="replace")
