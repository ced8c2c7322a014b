"""The outbox in the studio: listed, tried again, looked at without anybody's links."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from mediahub import worker
from mediahub.accounts.mails import send_link
from mediahub.accounts.models import AuditEntry, Role
from mediahub.hub import Hub
from mediahub.mail.delivery import deliver_due
from mediahub.mail.models import Mail, MailState
from mediahub.mail.outbox import NewMail, enqueue_mail, enqueue_mails
from mediahub.participants.links import personal_link
from mediahub.participants.notices import notify_registered
from mediahub.sendouts.studio.outbox_pages import without_links
from tests.factories import make_participant, make_registration, make_user, make_webcast
from tests.mediahub.mail.conftest import new_mail
from tests.mediahub.studio import Member, at_work, said

POST = "/studio/post"


@pytest.fixture
def anna(studio: Hub) -> str:
    """The personal link in a mail that has been sent to Anna; a second mail waits for nobody."""
    with studio.writing() as db:
        webcast = make_webcast(db, slug="dialog")
        anna = make_participant(db, name="Anna Ek", email="anna.ek@boras.se")
        held = make_registration(db, webcast, participant=anna)
        notify_registered(db, [held], studio.now())
        link = personal_link(studio.settings, held)
    while deliver_due(studio, worker.TEMPLATES):
        pass
    return link


@pytest.fixture
def member(studio: Hub, anna: str) -> Iterator[Member]:
    with studio.writing() as db:
        user = make_user(db)
    with at_work(studio, user) as opened:
        yield opened


@pytest.fixture
def chief(studio: Hub, anna: str) -> Iterator[Member]:
    with studio.writing() as db:
        user = make_user(db, Role.ADMINISTRATOR)
        send_link(db, studio.settings, user, studio.now())
    with at_work(studio, user) as opened:
        yield opened


def mail(hub: Hub, template: str = "registration.confirmed") -> UUID:
    with hub.reading() as db:
        return db.scalars(select(Mail.id).where(Mail.template == template)).one()


def noted(hub: Hub) -> list[str]:
    with hub.reading() as db:
        found = select(AuditEntry.action).where(AuditEntry.subject_kind == "mail")
        return list(db.scalars(found))


def test_listed_and_searched(studio: Hub, member: Member) -> None:
    row = said(member.get(POST), "tbody tr")
    assert row == ["anna.ek@boras.se Registration confirmed Has been sent 4 March 2026 13:00"]
    with studio.writing() as db:
        enqueue_mail(db, new_mail(email="hanna@umea.se"), studio.now())
        enqueue_mail(db, new_mail(2, email="bo@boras.se"), studio.now())
    assert len(said(member.get(POST), "tbody tr")) == 3
    assert len(said(member.get(POST, visa="skickade"), "tbody tr")) == 1
    assert len(said(member.get(POST, visa="vantar"), "tbody tr")) == 2
    assert len(said(member.get(POST, sok="ANNA"), "tbody tr")) == 2
    assert len(said(member.get(POST, visa="skickade", sok="Anna"), "tbody tr")) == 1
    assert said(member.get(POST, visa="misslyckade"), ".empty") != []
    assert said(member.get(POST, sok="eva"), "tbody tr") == []


def test_looked_at_without_the_link(studio: Hub, anna: str, member: Member) -> None:
    page = member.get(f"{POST}/{mail(studio)}")
    assert "/inspelning/***" in said(page, "pre")[0]
    frame = member.get(f"{POST}/{mail(studio)}/mejl.html")
    assert "/inspelning/***" in frame.text
    assert anna not in page.text + frame.text
    assert member.post(f"{POST}/{mail(studio)}/ra", {}).status_code == 403
    assert member.get(f"{POST}/{UUID(int=1)}").status_code == 404


def test_password_links_are_hidden(studio: Hub, chief: Member) -> None:
    page = chief.get(f"{POST}/{mail(studio, 'password')}")
    assert "/studio/losenord/***" in said(page, "pre")[0]
    assert chief.post(f"{POST}/{mail(studio, 'password')}/ra", {}).status_code == 403
    assert without_links("a /studio/losenord/0a1b2c b") == "a /studio/losenord/*** b"
    assert noted(studio) == []


def test_as_it_was_sent_for_administrators(studio: Hub, chief: Member) -> None:
    answer = chief.post(f"{POST}/{mail(studio)}/ra", {})
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.content.startswith(b"From: ")
    assert noted(studio) == ["mail.show_raw"]


def test_tried_again(studio: Hub, member: Member) -> None:
    refused = member.post(f"{POST}/{mail(studio)}/igen", {})
    assert (refused.status_code, len(said(refused, ".wrong p"))) == (409, 1)
    _fail(studio)
    page = member.get(POST, visa="misslyckade")
    assert "550 no such user" in said(page, "tbody td")[1]
    assert member.post(f"{POST}/igen", {}).headers["location"] == f"{POST}?klart=igen"
    _fail(studio)
    answer = member.post(f"{POST}/{mail(studio)}/igen", {})
    assert said(member.get(answer.headers["location"]), ".facts strong")[0] == "Waits"
    assert noted(studio) == ["mail.retry", "mail.retry"]


def test_a_name_like_a_style_is_a_name(studio: Hub, member: Member) -> None:
    with studio.writing() as db:
        webcast = make_webcast(db, title="Om src= och <img src=x> på https://skr.se")
        person = make_participant(db, name="curl(x", email="curl@boras.se")
        notify_registered(db, [make_registration(db, webcast, participant=person)], studio.now())
    with studio.reading() as db:
        waiting = db.scalars(select(Mail.id).where(Mail.email == "curl@boras.se")).one()
    page = member.get(f"{POST}/{waiting}")
    assert (page.status_code, "Hej curl(x!" in said(page, "pre")[0]) == (200, True)
    while deliver_due(studio, worker.TEMPLATES):
        pass
    with studio.reading() as db:
        assert db.get_one(Mail, waiting).state is MailState.SENT
    assert member.get(f"{POST}/{waiting}").status_code == 200


def test_what_cannot_be_made_says_why(studio: Hub, member: Member) -> None:
    with studio.writing() as db:
        lost = NewMail(key="lost", template="of-tomorrow", email="bo@boras.se")
        broken = NewMail(key="broken", template="staff_weekly", email="eva@boras.se")
        enqueue_mails(db, [lost, broken], studio.now())
        ids = {row.key: row.id for row in db.scalars(select(Mail).where(Mail.email != ""))}
    for key, reason in (
        ("lost", "Mejl av sorten ”of-tomorrow” görs inte här."),
        ("broken", "Mejlet gick inte att skapa; loggen berättar varför."),
    ):
        page = member.get(f"{POST}/{ids[key]}")
        assert page.status_code == 200
        assert said(page, ".notice") == [f"It cannot be made as things are now: {reason}"]
        assert member.get(f"{POST}/{ids[key]}/mejl.html").status_code == 404
    assert len(said(member.get(POST), "tbody tr")) == 3


def _fail(hub: Hub) -> None:
    with hub.writing() as db:
        row = db.get_one(Mail, mail(hub))
        row.state, row.answer = MailState.FAILED, "550 no such user"
