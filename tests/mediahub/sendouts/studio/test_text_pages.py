"""The words of mails in the studio: changed, refused, overtaken, reset; the mail that they make."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from mediahub.accounts.models import AuditEntry
from mediahub.hub import Hub
from mediahub.sendouts.studio.text_pages import KNOWN
from mediahub.webcasts.models import MailText
from tests.factories import make_recording, make_user, make_webcast
from tests.mediahub.studio import Member, at_work, said

HOME = "/studio/webbsandningar/dialog/mejl"
CONFIRMED = f"{HOME}/registration.confirmed/en"
WORDS = {"subject": "Welcome to {title}", "intro": "Bring your {title}.\r\n\r\nSee you."}


@pytest.fixture
def member(studio: Hub) -> Iterator[Member]:
    with studio.writing() as db:
        make_recording(db, make_webcast(db, slug="dialog", title="Dialog"))
        user = make_user(db)
    with at_work(studio, user) as opened:
        yield opened


def texts(hub: Hub) -> list[tuple[str, str]]:
    with hub.reading() as db:
        return [(one.subject, one.intro) for one in db.scalars(select(MailText))]


def test_every_mail_can_be_looked_at(member: Member) -> None:
    assert len(said(member.get(HOME), "tbody tr")) == len(KNOWN)
    for kind in KNOWN:
        for language in ("sv", "en"):
            page = member.get(f"{HOME}/{kind}/{language}")
            assert page.status_code == 200
            assert said(page, "pre")[0] != ""
            assert member.get(f"{HOME}/{kind}/{language}/mejl.html").status_code == 200
    assert member.get(f"{HOME}/nothing/sv").status_code == 404
    assert member.get(f"{HOME}/last_chance/de").status_code == 404


def test_changed_and_reset(studio: Hub, member: Member) -> None:
    answer = member.fill_in(CONFIRMED, WORDS)
    with studio.writing() as db:
        make_webcast(db, slug="annat")
    page = member.get(answer.headers["location"])
    assert said(page, ".facts strong") == ["Welcome to Dialog"]
    assert "Bring your Dialog. See you." in said(page, "pre")[0]
    assert texts(studio) == [("Welcome to {title}", "Bring your {title}.\n\nSee you.")]
    assert member.get(HOME).text.count("words of its own") == 1
    assert "words of its own" not in member.get(HOME.replace("dialog", "annat")).text
    assert member.post(f"{CONFIRMED}/aterstall", {}).headers["location"].endswith("aterstalld")
    assert texts(studio) == []
    with studio.reading() as db:
        noted = db.scalars(select(AuditEntry.action).where(AuditEntry.action.like("mail_text%")))
        assert sorted(noted) == ["mail_text.add", "mail_text.remove"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"subject": ""}, "The subject of a mail is one line."),
        ({"subject": "a" * 1000}, "The subject is 1000 characters long; there is room"),
        ({"intro": "{until}"}, "Nothing fills in “{until}”. Choose among {title}"),
        ({"intro": "https://x.se"}, "The text of a mail holds no addresses"),
    ],
)
def test_refused(studio: Hub, member: Member, fields: dict[str, str], wrong: str) -> None:
    answer = member.fill_in(CONFIRMED, WORDS | fields)
    assert answer.status_code == 422
    assert said(answer, ".wrong p")[0].startswith(wrong)
    assert texts(studio) == []


def test_two_at_one_mail(studio: Hub, member: Member) -> None:
    opened = said_began(member)
    member.fill_in(CONFIRMED, WORDS)
    answer = member.post(CONFIRMED, {"subject": "Mine", "intro": "Mine.", "began": opened})
    assert answer.status_code == 409
    assert said(answer, ".wrong tbody tr[1]") == ["SubjectWelcome to {title}Mine"]
    assert texts(studio)[0][0] == "Welcome to {title}"
    again = {"subject": "Mine", "intro": "Mine.", "began": said_began(member)}
    assert member.post(CONFIRMED, again).status_code == 303


def said_began(member: Member) -> str:
    """What the form was filled from."""
    page = member.visitor.read(CONFIRMED)
    return str(page.xpath("//main//input[@name='began']")[0].get("value"))
