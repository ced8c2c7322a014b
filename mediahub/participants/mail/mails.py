"""The mails to participants, made when they are due; what is no longer so is not sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from mediahub.clock import local
from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.i18n import filters, translations
from mediahub.mail.addresses import read_address
from mediahub.mail.message import Attachment, Mailbox
from mediahub.mail.models import Mail
from mediahub.mail.templates import (
    Block,
    Button,
    Facts,
    Heading,
    Links,
    Paragraph,
    Rendered,
    Template,
    Withheld,
    compose,
)
from mediahub.names import in_mail
from mediahub.participants.links import live_link, personal_link, waitlist_link
from mediahub.participants.mail.invitations import invitation, webcasts_of, withdrawal
from mediahub.participants.mail.wordings import WORDINGS
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.notices import Notice
from mediahub.participants.seats import position_in_queue
from mediahub.participants.service import ALIVE, Target, target_of
from mediahub.settings import Settings
from mediahub.webcasts.changes import times_of
from mediahub.webcasts.mail_texts import Words, fill, words_for
from mediahub.webcasts.models import LiveAccess, Webcast
from mediahub.webcasts.state import is_listed, live_access_of
from mediahub.webcasts.urls import webcast_url


@dataclass(frozen=True)
class NoticeMail:
    """A mail about a registration at the instant it is made."""

    hub: Hub
    db: Session
    mail: Mail
    held: Registration
    now: datetime

    @property
    def notice(self) -> Notice:
        """What it tells of."""
        return Notice(self.mail.template)

    @property
    def target(self) -> Target:
        """What the registration is for."""
        return target_of(self.held)

    @cached_property
    def webcasts(self) -> Sequence[Webcast]:
        """The webcast that the mail is about, or all that the registration is for."""
        all_of_them = webcasts_of(self.held)
        named = self.mail.data.get("webcast")
        return [one for one in all_of_them if named in (None, str(one.id))]

    @property
    def webcast(self) -> Webcast | None:
        """The one that it is about, None for a course as a whole."""
        return self.webcasts[0] if len(self.webcasts) == 1 else None

    @property
    def has_seat(self) -> bool:
        """Whether the person has a seat."""
        return self.held.state is RegistrationState.ACTIVE

    def gettext(self, msgid: str, **values: str) -> str:
        """A sentence in the person's language."""
        gettext = translations(self.mail.language).gettext
        return fill(Words(gettext(msgid), ""), values).subject

    def period(self, starts_at: datetime, ends_at: datetime) -> str:
        """From when to when, in words."""
        write = filters(self.mail.language)
        is_on_one_day = local(starts_at).date() == local(ends_at).date()
        end = write["clock" if is_on_one_day else "moment"](ends_at)
        return f"{write['moment'](starts_at)}–{end}"


def render(hub: Hub, db: Session, mail: Mail) -> Rendered | Withheld:
    """The mail as it is now, or why it is not to be sent."""
    held = db.get(Registration, mail.about_id)
    told = NoticeMail(hub, db, mail, held, hub.now()) if held is not None else None
    if told is None or not told.webcasts or not _is_so(told):
        gettext = translations(hub.settings.language).gettext
        return Withheld(gettext("What it was to tell is no longer so."))
    return write(told)


def write(told: NoticeMail) -> Rendered:
    """The mail in words, whether it is so or not."""
    words = _words(told)
    files = _files(told)
    blocks = [_greeting(told), *map(Paragraph, words.paragraphs), *_body(told, files)]
    reply_to = _reply_to(told.webcasts)
    return compose(told.hub, told.mail, words.subject, blocks, attachments=files, reply_to=reply_to)


TEMPLATES = [Template(notice.value, render) for notice in Notice]


def _is_so(told: NoticeMail) -> bool:
    states = _STATES.get(told.notice, (RegistrationState.ACTIVE,))
    return told.held.state in states and _CHECKS.get(told.notice, _takes_place)(told)


def _takes_place(told: NoticeMail) -> bool:
    return any(one.cancelled_at is None for one in told.webcasts)


def _is_offered(told: NoticeMail) -> bool:
    return told.held.offered_until is not None and told.now < told.held.offered_until


def _is_in_line(told: NoticeMail) -> bool:
    is_ahead = any(told.now < one.end and one.cancelled_at is None for one in told.webcasts)
    return is_ahead and not _is_offered(told)


def _is_newest(told: NoticeMail) -> bool:
    """Whether the webcast is still as it was when the mail was caused, and is to come."""
    webcast = told.webcasts[0]
    until = webcast.starts_at if told.notice is Notice.REMINDED else webcast.end
    return told.mail.data.get("times") == times_of(webcast) and told.now < until


def _is_link_newest(told: NoticeMail) -> bool:
    return told.mail.data.get("version") == told.held.version


def _is_over(_: NoticeMail) -> bool:
    return True


_STATES: Mapping[Notice, Sequence[RegistrationState]] = {
    Notice.WAITING: (RegistrationState.WAITING,),
    Notice.OFFERED: (RegistrationState.WAITING,),
    Notice.REGISTRATION_CANCELLED: (RegistrationState.CANCELLED,),
    Notice.TRANSFERRED: (RegistrationState.TRANSFERRED,),
    Notice.TRANSFER_APPROVED: (RegistrationState.TRANSFERRED,),
    Notice.TRANSFER_DECLINED: ALIVE,
    Notice.TRANSFER_EXPIRED: ALIVE,
    Notice.MOVED: ALIVE,
    Notice.WEBCAST_CANCELLED: ALIVE,
    Notice.RESTORED: ALIVE,
    Notice.DETAILS_CORRECTED: ALIVE,
    Notice.ADDRESS_CHANGED: ALIVE,
}
_CHECKS: Mapping[Notice, Callable[[NoticeMail], bool]] = {
    Notice.WAITING: _is_in_line,
    Notice.OFFERED: _is_offered,
    Notice.REGISTRATION_CANCELLED: _is_over,
    Notice.TRANSFERRED: _is_over,
    Notice.TRANSFER_APPROVED: _is_over,
    Notice.TRANSFER_EXPIRED: _is_over,
    Notice.REMINDED: _is_newest,
    Notice.MOVED: _is_newest,
    Notice.WEBCAST_CANCELLED: _is_newest,
    Notice.RESTORED: _is_newest,
    Notice.REISSUED: _is_link_newest,
    Notice.DETAILS_CORRECTED: _is_over,
    Notice.ADDRESS_CHANGED: _is_over,
}


def _words(told: NoticeMail) -> Words:
    wording = WORDINGS[told.notice]
    words = wording.words(told.mail.language)
    if isinstance(told.target, Webcast):
        kind, language = wording.kind, told.mail.language
        words = words_for(told.db, told.target, kind, language, words)
    return fill(words, _values(told))


def _values(told: NoticeMail) -> Mapping[str, str]:
    """What can be filled into the words."""
    first = min(told.webcasts, key=lambda one: one.starts_at)
    data, write = told.mail.data, filters(told.mail.language)
    values = {
        "title": told.webcast.title if "webcast" in data and told.webcast else told.target.title,
        "moment": write["moment"](first.starts_at),
        "period": told.period(first.starts_at, first.ends_at),
    }
    if told.held.offered_until is not None:
        values["until"] = write["until"](told.held.offered_until)
    if told.held.state is RegistrationState.WAITING:
        values["number"] = str(position_in_queue(told.db, told.held))
    if told.held.transferred_to_id is not None:
        values["taker"] = _name_of(told.db.get_one(Registration, told.held.transferred_to_id))
    if "before" in data:
        before = [datetime.fromisoformat(data["before"][name]) for name in ("starts_at", "ends_at")]
        values["before"] = told.period(*before)
    return {"taker": told.gettext("Somebody else"), **values}


def _name_of(held: Registration) -> str:
    return in_mail(held.participant.name) or held.participant.email


def _greeting(told: NoticeMail) -> Paragraph:
    is_theirs = told.notice is not Notice.ADDRESS_CHANGED
    name = in_mail(told.held.participant.name) if is_theirs else ""
    return Paragraph(told.gettext("Hello {name}!", name=name) if name else told.gettext("Hello!"))


def _body(told: NoticeMail, files: Sequence[Attachment]) -> Iterator[Block]:
    if giver := in_mail(str(told.mail.data.get("giver", ""))):
        yield Paragraph(told.gettext("It was {giver} who gave it to you.", giver=giver))
    parts = _PARTS.get(told.notice, _seat if told.has_seat else _place)
    yield from parts(told)
    if files and told.has_seat:
        yield Paragraph(told.gettext("Open the attached file to have it in your calendar."))
    yield from _contact(told)


def _offer(told: NoticeMail) -> Iterator[Block]:
    yield Button(told.gettext("Take the seat"), waitlist_link(told.hub.settings, told.held))
    yield from _facts(told)


def _place(told: NoticeMail) -> Iterator[Block]:
    yield from _facts(told)
    label = told.gettext("Your place in line")
    yield Links([(label, waitlist_link(told.hub.settings, told.held))])


def _nothing(_: NoticeMail) -> Iterator[Block]:
    yield from ()


def _details(told: NoticeMail) -> Iterator[Block]:
    """What is registered now, and where it leads."""
    person = told.held.participant
    yield Facts(
        [
            (told.gettext("Name"), person.name),
            (told.gettext("E-mail address"), person.email),
            (told.gettext("Organisation"), person.organisation or "–"),
        ]
    )
    yield from _seat(told) if told.has_seat else _place(told)


def _seat(told: NoticeMail) -> Iterator[Block]:
    """All that one who has a seat needs."""
    yield from _facts(told)
    first = min(told.webcasts, key=lambda one: (one.end <= told.now, one.starts_at))
    yield from _live(told, first)
    yield Heading(told.gettext("The recording"))
    yield Paragraph(
        told.gettext(
            "Afterwards you find the recording behind this link. It is yours alone: whoever has"
            " it can watch in your name, so do not send it on. Can you not come? Behind it a"
            " colleague in the same organisation can take over your seat."
        )
    )
    yield Links([(told.gettext("Your own link"), personal_link(told.hub.settings, told.held))])


def _live(told: NoticeMail, webcast: Webcast) -> Iterator[Block]:
    """How to watch the broadcast, by who sees its link; and its page."""
    settings, access = told.hub.settings, live_access_of(webcast)
    if webcast.live_url and told.now < webcast.end and access is not LiveAccess.EVERYONE:
        is_by_mail = access is LiveAccess.MAIL
        link = live_link if is_by_mail else _page_of_their_own
        yield Paragraph(
            told.gettext(
                "You watch it by the link below, which leads to the broadcast from 30 minutes"
                " before it begins. The link is yours alone."
            )
        )
        yield Button(told.gettext("Watch the webcast"), link(settings, told.held, webcast))
        return
    if webcast.live_url and told.now < webcast.end:
        yield Paragraph(
            told.gettext(
                "You watch it on its page, where the link to the broadcast is shown from 30"
                " minutes before it begins."
            )
        )
    if is_listed(webcast, told.now):
        yield Button(told.gettext("To the webcast's page"), webcast_url(settings.origin, webcast))


def _page_of_their_own(settings: Settings, held: Registration, _: Webcast) -> str:
    return personal_link(settings, held)


_PARTS: dict[Notice, Callable[[NoticeMail], Iterator[Block]]] = {
    Notice.OFFERED: _offer,
    Notice.WEBCAST_CANCELLED: _nothing,
    Notice.REGISTRATION_CANCELLED: _nothing,
    Notice.TRANSFERRED: _nothing,
    Notice.TRANSFER_APPROVED: _nothing,
    Notice.TRANSFER_EXPIRED: _nothing,
    Notice.DETAILS_CORRECTED: _details,
    Notice.ADDRESS_CHANGED: _nothing,
}


def _facts(told: NoticeMail) -> Iterator[Block]:
    if told.webcast is None:
        yield Heading(told.gettext("The parts of the course"))
        yield Facts([(told.period(one.starts_at, one.ends_at), one.title)
                     for one in told.webcasts])  # fmt: skip
        return
    yield Facts(
        [
            (told.gettext("Time"), told.period(told.webcast.starts_at, told.webcast.ends_at)),
            (told.gettext("Place"), told.webcast.place),
        ]
    )


def _contact(told: NoticeMail) -> Iterator[Block]:
    for one in told.webcasts:
        if one.contact_email:
            person = ", ".join(filter(None, (one.contact_name, one.contact_email)))
            yield Paragraph(told.gettext("Questions? Ask {person}.", person=person))
            return


def _reply_to(webcasts: Sequence[Webcast]) -> Mailbox | None:
    for one in webcasts:
        if one.contact_email:
            try:
                return Mailbox(one.contact_name or "", read_address(one.contact_email))
            except Invalid:  # It has been checked for an @ alone.
                return None
    return None


def _files(told: NoticeMail) -> Sequence[Attachment]:
    settings, held = told.hub.settings, told.held
    match told.notice:
        case (
            Notice.OFFERED
            | Notice.WAITING
            | Notice.TRANSFER_DECLINED
            | Notice.TRANSFER_EXPIRED
            | Notice.DETAILS_CORRECTED
            | Notice.ADDRESS_CHANGED
        ):
            return ()
        case (
            Notice.WEBCAST_CANCELLED
            | Notice.REGISTRATION_CANCELLED
            | Notice.TRANSFERRED
            | Notice.TRANSFER_APPROVED
        ):
            had_seat = told.mail.data.get("had_seat", told.has_seat)
            return withdrawal(settings, held, told.webcasts, told.now) if had_seat else ()
    return invitation(settings, held, told.webcasts, told.now) if told.has_seat else ()
