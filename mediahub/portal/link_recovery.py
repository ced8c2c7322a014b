"""A person's links sent to them once more, as one mail, and never more often than they may."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.clock import local
from mediahub.hub import Hub
from mediahub.i18n import filters, translations
from mediahub.mail.models import Mail
from mediahub.mail.outbox import NewMail, enqueue_or_pretend
from mediahub.mail.templates import Links, Paragraph, Rendered, Template, Withheld, compose
from mediahub.participants.links import personal_link, waitlist_link
from mediahub.participants.members import is_member
from mediahub.participants.models import NetworkMember, Participant, RegistrationState
from mediahub.participants.service import find_participant
from mediahub.recordings.transfers.rules import Seat, seats_to_give
from mediahub.signatures import sign

TEMPLATE = "links.again"
ONCE_IN = timedelta(minutes=10)


def send_again(
    db: Session, secrets: Sequence[str], email: str, language: str, now: datetime
) -> None:
    """Mail somebody their links, once in ten minutes.

    For an address that nobody has all the same is done and undone. It is one that has been read.
    """
    turn, person = int(now.timestamp() // ONCE_IN.total_seconds()), find_participant(db, email)
    mail = NewMail(
        key=f"{TEMPLATE}:{sign(secrets, TEMPLATE, email)}:{turn}",
        template=TEMPLATE,
        email=email,
        recipient_id=person.id if person is not None else None,
        language=language,
    )
    enqueue_or_pretend(db, mail, now, is_wanted=person is not None)


def render(hub: Hub, db: Session, mail: Mail) -> Rendered | Withheld:
    """The links of everything that is alive, or that there is none."""
    gettext = translations(mail.language).gettext
    person = find_participant(db, mail.email)
    links = [*_links(hub, db, person, mail.language)] if person is not None else []
    if not links:
        gettext = translations(hub.settings.language).gettext
        return Withheld(gettext("Nobody with this address has a link that works."))
    asked = gettext(
        "Somebody, hopefully you, has asked for your links to be sent here again. Did you not?"
        " Then there is nothing that you need to do."
    )
    own = gettext(
        "Each link is yours alone: whoever has it can watch in your name, so do not send it on."
    )
    return compose(
        hub, mail, gettext("Your links"), [Paragraph(asked), Links(links), Paragraph(own)]
    )


TEMPLATES = [Template(TEMPLATE, render)]


def _links(hub: Hub, db: Session, person: Participant, language: str) -> Iterator[tuple[str, str]]:
    for seat in seats_to_give(db, person, hub.now()):
        yield _seat(hub, seat, language)
    for member in _memberships(db, person, local(hub.now()).year):
        yield member.network.title, personal_link(hub.settings, member)


def _seat(hub: Hub, seat: Seat, language: str) -> tuple[str, str]:
    gettext, write = translations(language).gettext, filters(language)
    title = seat.target.title
    if seat.registration.state is RegistrationState.WAITING:
        text = gettext("{title}, your place in line").format(title=title)
        return text, waitlist_link(hub.settings, seat.registration)
    link = personal_link(hub.settings, seat.registration)
    if seat.until is None:
        return title, link
    moment = write["until"](seat.until)
    return gettext("{title}, until {moment}").format(title=title, moment=moment), link


def _memberships(db: Session, person: Participant, year: int) -> Sequence[NetworkMember]:
    return db.scalars(
        select(NetworkMember).where(
            NetworkMember.participant_id == person.id,
            is_member(year),
        )
    ).all()
