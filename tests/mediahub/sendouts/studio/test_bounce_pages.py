"""The report of a mail that came back, pasted in the studio: noted, or refused and kept."""

import pytest
from httpx import Response
from sqlalchemy import select

from mediahub import worker
from mediahub.accounts.models import AuditEntry
from mediahub.hub import Hub
from mediahub.mail.delivery import deliver_due
from mediahub.mail.models import BouncedAddress, Mail, MailState
from mediahub.participants.notices import notify_registered
from tests.factories import make_participant, make_registration, make_user, make_webcast
from tests.mediahub.mail.test_bounces import report
from tests.mediahub.studio import at_work, said

RETURNED = "/studio/post/retur"


@pytest.fixture
def mail(studio: Hub) -> Mail:
    """Sent to Anna."""
    with studio.writing() as db:
        anna = make_participant(db, name="Anna Ek", email="anna.ek@boras.se")
        held = make_registration(db, make_webcast(db), participant=anna)
        notify_registered(db, [held], studio.now())
    while deliver_due(studio, worker.TEMPLATES):
        pass
    with studio.reading() as db:
        return db.scalars(select(Mail).where(Mail.email == "anna.ek@boras.se")).one()


def paste(hub: Hub, text: str) -> Response:
    """The page that follows."""
    with hub.writing() as db:
        user = make_user(db)
    with at_work(hub, user) as member:
        answer = member.post(RETURNED, {"report": text})
        return member.get(answer.headers["location"]) if answer.is_redirect else answer


def held(hub: Hub) -> tuple[MailState, list[str], list[str]]:
    """The state of the mail, the addresses that get no more, and what the audit log tells."""
    with hub.reading() as db:
        return (
            db.scalars(select(Mail.state).where(Mail.email == "anna.ek@boras.se")).one(),
            list(db.scalars(select(BouncedAddress.email))),
            list(db.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "mail"))),
        )


@pytest.mark.parametrize(
    ("status", "sentence", "marked"),
    [
        ("5.1.1", "This mail came back, and its address gets no more mail.", ["anna.ek@boras.se"]),
        ("5.2.2", "This mail came back. Its address stays, for the fault may pass.", []),
    ],
)
def test_failure(studio: Hub, mail: Mail, status: str, sentence: str, marked: list[str]) -> None:
    page = paste(studio, report(mail, status=status).decode())
    assert said(page, ".is-done") == [sentence]
    assert held(studio) == (MailState.FAILED, marked, ["mail.bounce"])


def test_delay_changes_nothing(studio: Hub, mail: Mail) -> None:
    page = paste(studio, "\n\n" + report(mail, "delayed", "4.4.1").decode())
    assert said(page, ".is-done") == ["The report tells of no failure; nothing was changed."]
    assert held(studio) == (MailState.SENT, [], [])


@pytest.mark.parametrize("text", ["", "Hej å ä ö 🎙\0", "Subject: Re: Inspelningen\n\nTack!"])
def test_what_is_no_report_is_refused_and_kept(studio: Hub, mail: Mail, text: str) -> None:
    page = paste(studio, text)
    assert said(page, ".error") == [
        "Error: This is not a report of a mail that came back (RFC 3464)."
    ]
    assert page.status_code == 422
    assert held(studio) == (MailState.SENT, [], [])


def test_typed_text_stands_after_a_refusal(studio: Hub) -> None:
    assert said(paste(studio, "Hej <b>"), "textarea") == ["Hej <b>"]
