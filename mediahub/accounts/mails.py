"""Mails to users: an invitation, and a link to choose a new password."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from mediahub.accounts.login.password_links import lifetime, password_link
from mediahub.accounts.models import User
from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.i18n import filters, translations
from mediahub.mail.models import Mail
from mediahub.mail.outbox import NewMail, enqueue_mail, enqueue_or_pretend
from mediahub.mail.templates import Button, Paragraph, Rendered, Template, Withheld, compose
from mediahub.names import in_mail
from mediahub.settings import Settings

_NAME = "password"


def send_link(db: Session, settings: Settings, user: User, now: datetime) -> str:
    """Mail the user a link to choose a password, and tell it; at most one mail in a minute."""
    ends_at = now + lifetime(user)
    enqueue_mail(db, _mail(settings, user, ends_at, now), now)
    return password_link(settings, user, ends_at)


def send_link_if_known(
    db: Session, settings: Settings, email: str, user: User | None, now: datetime
) -> None:
    """`send_link` to who may have one; for anybody else all the same is done, and undone."""
    is_wanted = user is not None and user.disabled_at is None
    if user is None or not is_wanted:
        user = User(id=uuid4(), email=email, name="", version=1)
    mail = _mail(settings, user, now + lifetime(user), now)
    enqueue_or_pretend(db, mail, now, is_wanted=is_wanted)


def _mail(settings: Settings, user: User, ends_at: datetime, now: datetime) -> NewMail:
    return NewMail(
        key=f"{_NAME}:{user.id}:{user.version}:{now:%Y%m%d%H%M}",
        template=_NAME,
        email=user.email,
        name=user.name,
        recipient_id=user.id,
        language=settings.language,
        data={"ends_at": ends_at.isoformat(), "version": user.version},
        about_id=user.id,
    )


def render(hub: Hub, db: Session, mail: Mail) -> Rendered | Withheld:
    """An invitation for who has no password yet; withheld when the link would lead nowhere."""
    user = db.get(User, mail.about_id) if mail.about_id else None
    gettext = translations(mail.language).gettext
    if user is None or user.disabled_at or user.version != mail.data["version"]:
        return Withheld(translations(hub.settings.language).gettext("The link is dead already."))
    ends_at = parse_instant(mail.data["ends_at"])
    subject, text, button, ignore = _words(mail.language, is_new=user.password_hash is None)
    until = gettext("The link works until {time} and can be used once.")
    return compose(
        hub,
        mail,
        subject,
        [
            Paragraph(gettext("Hello {name},").format(name=in_mail(user.name) or user.email)),
            Paragraph(text),
            Button(button, password_link(hub.settings, user, ends_at)),
            Paragraph(until.format(time=_moment(mail.language, ends_at))),
            Paragraph(ignore),
        ],
    )


def _words(language: str, *, is_new: bool) -> tuple[str, str, str, str]:
    gettext = translations(language).gettext
    if is_new:
        return (
            gettext("You are invited to MediaHub"),
            gettext("You have been given an account in the studio of MediaHub."),
            gettext("Choose a password"),
            gettext("If you did not expect this mail, you need not do anything."),
        )
    return (
        gettext("A new password for MediaHub"),
        gettext("Somebody, hopefully you, has asked for a new password for your account."),
        gettext("Choose a new password"),
        gettext("If it was not you, you need not do anything: the password you have still works."),
    )


def _moment(language: str, at: datetime) -> str:
    return filters(language)["moment"](at)


TEMPLATES = [Template(_NAME, render)]
