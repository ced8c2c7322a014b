"""A mail as bytes: MIME with a text and an HTML part, plain ASCII on the wire.

The standard library's EmailMessage takes some 3 ms for one mail and a server 1 ms to receive it,
so the few shapes that a mail of ours can have are written here, and read back with it in tests.
"""

import re
from base64 import b64encode
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from mediahub.mail.addresses import one_line, read_address

# Of the 75 characters of an encoded word (RFC 2047 2); a header's name stands before the first.
_WORD_BYTES = 39
_PLAIN_CHARACTERS = 60
_PLAIN = re.compile(r"[ -~]*", re.ASCII)
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+", re.ASCII)
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name as it is to be read, or none, and an address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file; a calendar that asks for something carries its `method` (RFC 6047 2.4)."""

    filename: str
    content_type: str
    data: bytes
    method: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """All that a mail says; `message_id` is without its angle brackets."""

    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    html: str
    date: datetime
    message_id: str
    language: str
    reply_to: Mailbox | None = None
    unsubscribe_url: str | None = None
    attachments: Sequence[Attachment] = ()


def to_bytes(message: Message) -> bytes:
    """The message as RFC 5322 wants it, with CRLF; equal messages give equal bytes.

    Nothing in it can end a header: line breaks in names and subjects become spaces, addresses are
    checked, and anything but short plain ASCII is encoded (RFC 2047).
    """
    lines = [f"{name}: {value}" for name, value in _headers(message)]
    return "\r\n".join(lines).encode("ascii") + b"\r\n" + _body(message)


def _headers(message: Message) -> Iterator[tuple[str, str]]:
    yield "From", _mailbox(message.sender)
    yield "To", _mailbox(message.to)
    if message.reply_to:
        yield "Reply-To", _mailbox(message.reply_to)
    yield "Subject", encoded(message.subject)
    yield "Date", format_datetime(message.date)
    yield "Message-ID", f"<{_checked(message.message_id)}>"
    yield "Content-Language", message.language
    # RFC 3834 5, and what Exchange asks for instead: no holiday greetings in return.
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "OOF, AutoReply"
    if message.unsubscribe_url:
        yield "List-Unsubscribe", f"<{_checked(message.unsubscribe_url)}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058 3.1
    yield "MIME-Version", "1.0"


def _checked(text: str) -> str:
    if not re.fullmatch(r"[!-;=?-~]+", text, re.ASCII):
        raise ValueError("an identifier or address in a header holds what none can")
    return text


def encoded(text: str) -> str:
    """The text of a header: as it is if short and plain, else in encoded words (RFC 2047)."""
    line = one_line(text)
    if len(line) <= _PLAIN_CHARACTERS and _PLAIN.fullmatch(line) and "=?" not in line:
        return line
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(line))


def _pieces(text: str) -> Iterator[bytes]:
    """UTF-8 in pieces that fit into a word, no character divided (RFC 2047 5)."""
    piece = b""
    for character in text:
        data = character.encode()
        if len(piece) + len(data) > _WORD_BYTES:
            yield piece
            piece = b""
        piece += data
    yield piece


def _mailbox(mailbox: Mailbox) -> str:
    address = read_address(mailbox.address)
    name = one_line(mailbox.name)
    if not name:
        return address
    return f"{_phrase(name)}\r\n <{address}>"


def _phrase(name: str) -> str:
    if len(name) <= _PLAIN_CHARACTERS and _PLAIN.fullmatch(name) and "=?" not in name:
        if _ATOMS.fullmatch(name):
            return name
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    # Also a name that is plain and long: encoded words are what can be folded anywhere.
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(name))


def _body(message: Message) -> bytes:
    boundary = re.sub(r"[^A-Za-z0-9]", "", message.message_id)[:40]
    calendars = [file for file in message.attachments if file.method]
    shown = [
        _text("plain", message.text),
        _text("html", message.html),
        *map(_invitation, calendars),
    ]
    alternative = _multipart("alternative", f"=_a_{boundary}", shown)
    if not message.attachments:
        return alternative
    files = [_file(file) for file in message.attachments]
    return _multipart("mixed", f"=_m_{boundary}", [alternative, *files])


def _multipart(kind: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    # "=_" can begin no line of quoted-printable or base64 (RFC 2045 6.7): no part holds it.
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    between = f"--{boundary}".encode("ascii")
    inside = b"".join(between + b"\r\n" + part + b"\r\n" for part in parts)
    return head + inside + between + b"--\r\n"


def _text(kind: str, text: str) -> bytes:
    lines = "\r\n".join(text.replace("\0", "").splitlines()) + "\r\n"
    head = f"Content-Type: text/{kind}; charset=utf-8\r\n"
    body = b2a_qp(lines.encode(), istext=True)
    return head.encode("ascii") + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body


def _invitation(file: Attachment) -> bytes:
    """The calendar beside the texts, which is where programs look for what they can act on."""
    head = f"Content-Type: text/calendar; charset=utf-8; method={_token(file.method or '')}\r\n"
    return _base64(head, file.data)


def _file(file: Attachment) -> bytes:
    if not _TYPE.fullmatch(file.content_type):
        raise ValueError(f"{file.content_type} is not a content type")
    head = (
        f'Content-Type: {file.content_type}; name="{_token(file.filename)}"\r\n'
        f'Content-Disposition: attachment; filename="{_token(file.filename)}"\r\n'
    )
    return _base64(head, file.data)


def _token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError(f"{text} is not a name for an attachment")
    return text


def _base64(head: str, data: bytes) -> bytes:
    lines = (b2a_base64(data[at : at + 57], newline=False) for at in range(0, len(data), 57))
    body = b"\r\n".join(lines) + b"\r\n"
    return head.encode("ascii") + b"Content-Transfer-Encoding: base64\r\n\r\n" + body
