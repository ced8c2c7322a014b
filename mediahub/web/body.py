"""What a request brings: how much of it is read, how long that may take, and in which charset."""

import re
from collections.abc import AsyncIterator

from anyio import fail_after
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect, Request

from mediahub.errors import Invalid

BODY_SECONDS = 120
"""How long a form may be on its way: 4 MB over a line of 35 kB/s."""
IDLE_SECONDS = 60
"""How long nothing may come of a file."""
# A server hands over some kB at a time; a thread for each would cost more than what it does.
CHUNK_BYTES = 1 << 20

# A boundary has 70 characters at most (RFC 2046 5.1.1).
_LONGEST_TYPE = 1_000
# The parameter by any of its spellings, and the only ones that are taken.
_CHARSET = re.compile(r";\s*charset([^;]*)", re.ASCII | re.IGNORECASE)
_UTF_8 = re.compile(r'\s*=\s*("utf-?8"|utf-?8)\s*', re.ASCII | re.IGNORECASE)


class TooLarge(Invalid):
    """More than whoever sends it may send."""

    sentence = "The form holds more than it may."
    is_signed_out = False

    def __init__(self) -> None:
        super().__init__(self.sentence)


class TooSlow(Invalid):
    """It did not come in the time that it may take."""


class OtherCharset(Invalid):
    """Text in any other encoding than UTF-8."""


def media_type(request: Request) -> tuple[bytes, bytes]:
    """The media type of the body in lower case, and its boundary; both may be empty.

    OtherCharset when it names any other than UTF-8, Invalid when it is too long to be looked at.
    """
    for value in request.headers.getlist("content-type"):
        if len(value) > _LONGEST_TYPE:
            raise broken()
        require_utf8(value)
    kind, options = parse_options_header(request.headers.get("content-type"))
    return kind, options.get(b"boundary", b"")


def require_utf8(content_type: str) -> None:
    """OtherCharset unless all the charsets that a Content-Type names are UTF-8.

    A codec is code that whoever sends would choose to have run: some take time by the square of
    the length, and one only raises. HTML forms of pages in UTF-8 are in UTF-8.
    """
    if not all(_UTF_8.fullmatch(named) for named in _CHARSET.findall(content_type)):
        raise OtherCharset("Text is taken in UTF-8 only. Send it again in that encoding.")


def announced_bytes(request: Request) -> int | None:
    """The length that the request says its body has; None when it says none that can be."""
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


async def read_body(
    request: Request,
    most_bytes: int,
    refusal: type[TooLarge] = TooLarge,
    seconds: float = BODY_SECONDS,
) -> bytes:
    """All of it, of whatever length it says it has; the refusal as soon as it is more.

    TooSlow when the time is over, Invalid when it breaks off. No thread waits meanwhile.
    """
    if (announced_bytes(request) or 0) > most_bytes:
        raise refusal
    body = bytearray()
    try:
        with fail_after(seconds):
            async for piece in request.stream():
                body += piece
                if len(body) > most_bytes:
                    raise refusal
    except TimeoutError:
        raise _too_slow() from None
    except ClientDisconnect:
        raise broken() from None
    return bytes(body)


async def in_chunks(
    request: Request, size_bytes: int, idle_seconds: float = IDLE_SECONDS
) -> AsyncIterator[bytes]:
    """The body in pieces of this size and a last one.

    ClientDisconnect when it breaks off, TooSlow when nothing comes for so long.
    """
    held, stream = bytearray(), request.stream()
    while piece := await _next(stream, idle_seconds):
        held += piece
        while len(held) >= size_bytes:
            yield bytes(held[:size_bytes])
            del held[:size_bytes]
    if held:
        yield bytes(held)


def broken() -> Invalid:
    """What is said of a body that is not what it says it is, or not all of it."""
    return Invalid("The form did not arrive whole. Go back and send it again.")


async def _next(stream: AsyncIterator[bytes], seconds: float) -> bytes:
    try:
        with fail_after(seconds):
            return await anext(stream, b"")
    except TimeoutError:
        raise _too_slow() from None


def _too_slow() -> TooSlow:
    return TooSlow("It took too long to arrive. Check the connection and send it again.")
