"""Mails as bytes, read back by the standard library's parser."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import unquote
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.mail.addresses import one_line
from mediahub.mail.message import Attachment, Mailbox, Message, to_bytes

ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def written(**changed: Any) -> bytes:
    values: dict[str, Any] = {
        "sender": Mailbox("SKR", "podd@example.se"),
        "to": Mailbox("Anna Ek", "anna.ek@boras.se"),
        "subject": "Inspelningen är öppen",
        "text": "Hej å ä ö\n.\n\nslut",
        "html": "<p>Hej å ä ö</p>",
        "date": datetime(2026, 3, 4, 12, tzinfo=UTC),
        "message_id": "0f@podd.example",
        "language": "sv",
    }
    return to_bytes(Message(**values | changed))


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def test_a_mail_says_the_same_as_text_and_as_html() -> None:
    message = read(written())
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == ["Hej å ä ö", ".", "", "slut"]
    assert html.get_content().strip() == "<p>Hej å ä ö</p>"


def test_the_headers() -> None:
    message = read(written(unsubscribe_url="https://podd.example/avsluta/1"))
    assert {name: str(value) for name, value in message.items() if name != "Content-Type"} == {
        "From": "SKR <podd@example.se>",
        "To": "Anna Ek <anna.ek@boras.se>",
        "Subject": "Inspelningen är öppen",
        "Date": "Wed, 04 Mar 2026 12:00:00 +0000",
        "Message-ID": "<0f@podd.example>",
        "Content-Language": "sv",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "List-Unsubscribe": "<https://podd.example/avsluta/1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "MIME-Version": "1.0",
    }


@pytest.mark.parametrize(
    "name",
    [
        "Åsa Öberg",
        "Nordh, Anders",
        'Anders "Ante" \\ Nordh',
        "Zoë 🎉 " * 12,
        "=?utf-8?q?x?=",
        "a" * 128,
    ],
)
def test_a_name_is_read_as_it_was_written(name: str) -> None:
    # By the older interface: the newer one puts a space between two encoded words of a name.
    header = message_from_bytes(written(to=Mailbox(name, "anna@boras.se")))["To"]
    phrase, _, address = header.replace("\r\n", "").rpartition(" ")
    read_name = str(make_header(decode_header(phrase)))
    if phrase.startswith('"'):
        read_name = unquote(phrase)
    assert (read_name, address) == (name.strip(), "<anna@boras.se>")


@given(st.text(max_size=200))
def test_any_subject_is_read_as_it_was_written_and_ends_no_header(subject: str) -> None:
    data = written(subject=subject, to=Mailbox(subject, "anna@boras.se"))
    message = message_from_bytes(data, policy=policy.default)
    assert str(message["Subject"]) == one_line(subject)
    assert len(message.keys()) == 10
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert data.isascii()


@given(st.text())
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    body = read(written(text=text)).get_body(("plain",))
    assert isinstance(body, EmailMessage)
    assert body.get_content().splitlines() == (text.replace("\0", "").splitlines() or [""])


def test_a_domain_in_swedish_goes_in_ascii() -> None:
    (address,) = read(written(to=Mailbox("", "anna@växjö.se")))["To"].addresses
    assert address.addr_spec == "anna@xn--vxj-qla6g.se"


@pytest.mark.parametrize(
    "address", ["a@b.se\r\nBcc: c@d.se", "a@b.se, c@d.se", "a b@c.se", "a", ""]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        written(to=Mailbox("", address))


@pytest.mark.parametrize("url", ["https://a.se/\r\nBcc: x@y.se", "https://a.se/ b", "https://å.se"])
def test_an_address_that_could_end_a_header_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="holds what none can"):
        written(unsubscribe_url=url)


def test_an_invitation_is_beside_the_text_and_a_file() -> None:
    message = read(written(attachments=[Attachment("moten.ics", "text/calendar", ICS, "REQUEST")]))
    alternative, file = message.iter_parts()
    assert isinstance(alternative, EmailMessage)
    *_, invitation = alternative.iter_parts()
    assert (message.get_content_type(), alternative.get_content_type()) == (
        "multipart/mixed",
        "multipart/alternative",
    )
    assert invitation["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert (invitation.get_payload(decode=True), file.get_payload(decode=True)) == (ICS, ICS)
    assert file.get_filename() == "moten.ics"


def test_a_file_that_is_no_invitation_is_only_a_file() -> None:
    data = written(attachments=[Attachment("a.pdf", "application/pdf", bytes(range(256)))])
    alternative, file = read(data).iter_parts()
    assert isinstance(alternative, EmailMessage)
    assert len(list(alternative.iter_parts())) == 2
    assert file.get_payload(decode=True) == bytes(range(256))


@pytest.mark.parametrize(
    ("name", "kind"), [('a"\r\nX: y', "text/plain"), ("a", "text/plain\r\nX: y")]
)
def test_a_file_cannot_end_a_header(name: str, kind: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        written(attachments=[Attachment(name, kind, b"")])
