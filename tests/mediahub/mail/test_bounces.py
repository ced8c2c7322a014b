"""Reports of mails that came back: read, matched with their mail, and its address marked."""

import pytest
from sqlalchemy import select

from mediahub.errors import Invalid, NotFound
from mediahub.hub import Hub
from mediahub.mail.bounces import is_dead, take_report
from mediahub.mail.delivery import deliver_due
from mediahub.mail.models import BouncedAddress, Mail, MailState
from tests.mail_server import MailServer
from tests.mediahub.mail.conftest import TEMPLATES, all_mails, new_mail, only_mail, put


def report(
    mail: Mail, action: str = "failed", status: str = "5.1.1", part: str = "message/rfc822"
) -> bytes:
    """As Postfix writes them."""
    return f"""From: MAILER-DAEMON@mail.boras.se
To: podd@example.se
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.boras.se

Final-Recipient: rfc822; somebody.else@boras.se
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} unknown
 user

--b
Content-Type: {part}

From: podd@example.se
Message-ID: <{mail.message_id}>
Subject: Inspelningen

--b--
""".encode()


@pytest.fixture
def mail(post: Hub, server: MailServer) -> Mail:
    """Sent, and taken by the server."""
    put(post, new_mail())
    deliver_due(post, TEMPLATES)
    return only_mail(post)


def take(hub: Hub, data: bytes) -> bool:
    with hub.writing() as db:
        return take_report(db, data, hub.now()).is_marked


def marked(hub: Hub) -> list[tuple[str, str]]:
    with hub.reading() as db:
        return [(row.email, row.status) for row in db.scalars(select(BouncedAddress))]


@pytest.mark.parametrize("part", ["message/rfc822", "text/rfc822-headers"])
def test_the_address_that_we_wrote_to_is_marked(post: Hub, mail: Mail, part: str) -> None:
    for _ in range(2):
        assert take(post, report(mail, part=part))
    assert marked(post) == [("person.1@boras.se", "5.1.1")]
    found = only_mail(post)
    assert (found.state, found.answer) == (
        MailState.FAILED,
        "5.1.1 smtp; 550 5.1.1 unknown user",
    )


@pytest.mark.parametrize("status", ["5.2.2", "5.3.4", "5.7.1"])
def test_one_mail_may_fail_and_the_address_stay(post: Hub, mail: Mail, status: str) -> None:
    assert not take(post, report(mail, status=status))
    assert (marked(post), only_mail(post).state) == ([], MailState.FAILED)


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0")])
def test_what_is_no_failure_changes_nothing(
    post: Hub, mail: Mail, action: str, status: str
) -> None:
    assert not take(post, report(mail, action, status))
    assert (marked(post), only_mail(post).state) == ([], MailState.SENT)


def test_nobody_can_have_others_marked(post: Hub, mail: Mail) -> None:
    mail.message_id = f"{'0' * 32}@podd.example"
    with pytest.raises(NotFound):
        take(post, report(mail))
    mail.message_id = "not.ours@mail.boras.se"
    with pytest.raises(NotFound):
        take(post, report(mail))
    assert marked(post) == []


@pytest.mark.parametrize("data", [b"", b"\xff\0", b"Subject: Semester\n\nTillbaka i augusti.\n"])
def test_what_is_no_report_is_refused(post: Hub, data: bytes) -> None:
    with pytest.raises(Invalid):
        take(post, data)


@pytest.mark.parametrize(
    ("status", "expected"),
    [("5.1.1", True), ("5.0.0", True), ("5.2.1", True), ("5.2.2", False), ("4.1.1", False)],
)
def test_which_codes_are_about_the_address(status: str, expected: bool) -> None:
    assert is_dead(status) is expected


def test_other_mails_and_addresses_stay_as_they_are(post: Hub, server: MailServer) -> None:
    put(post, new_mail(1), new_mail(2))
    deliver_due(post, TEMPLATES)
    first, second = all_mails(post)
    assert take(post, report(first))
    assert [mail.state for mail in all_mails(post)] == [MailState.FAILED, MailState.SENT]
    assert take(post, report(second))
    assert sorted(marked(post)) == [("person.1@boras.se", "5.1.1"), ("person.2@boras.se", "5.1.1")]


def test_a_mail_that_was_never_tried_cannot_have_come_back(post: Hub) -> None:
    put(post, new_mail())
    mail = only_mail(post)
    mail.message_id = f"{mail.id.hex}@podd.example"
    with pytest.raises(NotFound):
        take(post, report(mail))
    assert (marked(post), only_mail(post).state) == ([], MailState.QUEUED)
