"""Mails to users: what they say, when they are withheld, and that there are not many of them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from mediahub.accounts.login.password_links import user_of
from mediahub.accounts.mails import TEMPLATES, send_link
from mediahub.accounts.models import User
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.mail.templates import Rendered, Templates, Withheld
from tests.conftest import NOON
from tests.factories import make_user


def sent(hub: Hub, *, times: int = 1, **fields: Any) -> User:
    with hub.writing() as db:
        user = make_user(db, name="Anna Ek", **fields)
        for _ in range(times):
            send_link(db, hub.settings, user, hub.now())
    return user


def made(hub: Hub) -> Rendered | Withheld:
    with hub.reading() as db:
        mail = db.scalars(select(Mail)).one()
        mail.language = "en"
        return Templates(TEMPLATES).render(hub, db, mail)


def test_invitation(hub: Hub) -> None:
    user = sent(hub)
    mail = made(hub)
    assert isinstance(mail, Rendered)
    assert mail.subject == "You are invited to MediaHub"
    assert "Wednesday 11 March 2026 at 13:00" in mail.text.replace("\N{NO-BREAK SPACE}", " ")
    token = mail.text.partition("/studio/losenord/")[2].split()[0]
    with hub.reading() as db:
        found = user_of(db, hub.settings.secret_keys, token, NOON + timedelta(days=6))
        assert found.id == user.id


def test_new_password(hub: Hub) -> None:
    sent(hub, password_hash="x")
    mail = made(hub)
    assert isinstance(mail, Rendered)
    assert mail.subject == "A new password for MediaHub"
    assert "Thursday 5 March 2026 at 13:00" in mail.text.replace("\N{NO-BREAK SPACE}", " ")


def test_withheld_when_the_link_is_dead(hub: Hub) -> None:
    user = sent(hub)
    with hub.writing() as db:
        db.get_one(User, user.id).version += 1
    assert isinstance(made(hub), Withheld)


def test_one_mail_in_a_minute(hub: Hub) -> None:
    sent(hub, times=3)
    with hub.reading() as db:
        assert len(db.scalars(select(Mail)).all()) == 1


def test_no_secret_waits_in_the_outbox(hub: Hub) -> None:
    sent(hub)
    with hub.reading() as db:
        mail = db.scalars(select(Mail)).one()
    assert mail.data == {"ends_at": "2026-03-11T12:00:00+00:00", "version": 1}
