"""The two mails to participants: the recording is open, and it closes soon."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.i18n import filters, translations
from mediahub.mail.addresses import read_address
from mediahub.mail.message import Mailbox
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
from mediahub.participants.links import personal_link
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.portal.urls import library_url
from mediahub.recordings.models import Recording
from mediahub.recordings.service import find_newest_recording
from mediahub.recordings.view import RecordingView
from mediahub.sendouts.models import Sendout, SendoutKind, SendoutState
from mediahub.sendouts.optout import optout_url
from mediahub.sendouts.recipients import has_opted_out, has_watched
from mediahub.sendouts.schedule import OBSTACLES, obstacle
from mediahub.webcasts import mail_texts
from mediahub.webcasts.mail_texts import Wording, Words
from mediahub.webcasts.models import Webcast

TEST, PREVIEW = "test", "preview"
"""What `shown_as` in a mail's data says of one that goes to no participant."""
NOWHERE = "provlank"
"""Stands where the text of a personal link would, in mails that staff see: it opens nothing."""

_Gettext = Callable[[str], str]
_NAMES = ("name", "title", "date", "closes_at")


def _available(gettext: _Gettext) -> Words:
    return Words(
        gettext("The recording of “{title}” can be watched"),
        gettext(
            "The recording of “{title}”, sent {date}, is open for you. The link is your own, so"
            " please do not pass it on."
        ),
    )


def _last_chance(gettext: _Gettext) -> Words:
    return Words(
        gettext("Last chance: the recording of “{title}” closes {closes_at}"),
        gettext(
            "You have not watched the recording of “{title}”, sent {date}, yet. It closes"
            " {closes_at} and cannot be watched after that."
        ),
    )


WORDINGS = [
    Wording(SendoutKind.RECORDING_AVAILABLE, _available, _NAMES),
    Wording(SendoutKind.LAST_CHANCE, _last_chance, _NAMES),
]
_WORDINGS = {wording.kind: wording for wording in WORDINGS}


@dataclass(frozen=True, slots=True)
class _SendoutMail:
    """What a mail is made from."""

    hub: Hub
    mail: Mail
    kind: SendoutKind
    webcast: Webcast
    recording: Recording
    holder: Registration | NetworkMember | None

    @property
    def is_shown(self) -> bool:
        """Whether it goes to staff, and so must not hold a link that opens anything."""
        return "shown_as" in self.mail.data

    @property
    def link(self) -> str:
        """Where the button leads."""
        settings = self.hub.settings
        if self.is_shown or self.holder is None:
            return f"{settings.origin}/inspelning/{NOWHERE}"
        return personal_link(settings, self.holder)

    @property
    def unsubscribe_url(self) -> str | None:
        """How to get no more, for what is a reminder and not what people registered for."""
        if self.kind is not SendoutKind.LAST_CHANCE:
            return None
        settings = self.hub.settings
        if self.is_shown or self.holder is None:
            return f"{settings.origin}/avanmalan/{NOWHERE}"
        return optout_url(settings, self.holder.participant_id, self.kind)


def render(hub: Hub, db: Session, mail: Mail) -> Rendered | Withheld:
    """What the mail says now, or why it is not to be sent now."""
    gettext = translations(hub.settings.language).gettext
    sendout = db.get_one(Sendout, UUID(mail.data["sendout"]))
    webcast, holder = sendout.webcast, _holder(db, mail)
    recording = find_newest_recording(db, webcast)
    if recording is None:
        return Withheld(gettext(OBSTACLES["missing"]))
    letter = _SendoutMail(hub, mail, sendout.kind, webcast, recording, holder)
    if not letter.is_shown:
        reason = _reason(db, sendout, letter, hub.now())
        if reason is not None:
            return Withheld(gettext(reason))
    return _compose(db, letter)


def render_shown(
    hub: Hub, db: Session, webcast: Webcast, kind: SendoutKind, mail: Mail
) -> Rendered | None:
    """The mail as staff look at it, whose `data` says so; None before there is a recording."""
    recording = find_newest_recording(db, webcast)
    if recording is None:
        return None
    return _compose(db, _SendoutMail(hub, mail, kind, webcast, recording, None))


def _holder(db: Session, mail: Mail) -> Registration | NetworkMember | None:
    if mail.about_id is None:
        return None
    return db.get(Registration, mail.about_id) or db.get(NetworkMember, mail.about_id)


def _reason(db: Session, sendout: Sendout, letter: _SendoutMail, now: datetime) -> str | None:
    """Why it is not to be sent, a gettext msgid; None if it is."""
    if sendout.state in (SendoutState.PAUSED, SendoutState.CANCELLED):
        return OBSTACLES[f"sendout {sendout.state}"]
    held = obstacle(letter.webcast, letter.recording, sendout.kind, now)
    if held is not None:
        return OBSTACLES[held]
    sentences = {
        "unseated": "The seat is cancelled, or somebody else has it.",
        "watched": "The recording has been watched meanwhile.",
        "refused": "The person wants no more mails of this kind.",
    }
    found = _no_longer_wanted(db, letter)
    return None if found is None else sentences[found]


def _no_longer_wanted(db: Session, letter: _SendoutMail) -> str | None:
    if letter.holder is None or not _is_in_force(letter.holder):
        return "unseated"
    if letter.kind is not SendoutKind.LAST_CHANCE:
        return None
    person = letter.holder.participant_id
    if has_watched(db, letter.recording, person):
        return "watched"
    return "refused" if has_opted_out(db, person, letter.kind) else None


def _is_in_force(holder: Registration | NetworkMember) -> bool:
    if isinstance(holder, Registration):
        return holder.state is RegistrationState.ACTIVE
    return holder.ended_at is None


def _compose(db: Session, letter: _SendoutMail) -> Rendered:
    mail, webcast = letter.mail, letter.webcast
    gettext = translations(mail.language).gettext
    words = _words(db, letter)
    subject = f"[{gettext('TEST')}] {words.subject}" if _is_test(mail) else words.subject
    return compose(
        letter.hub,
        mail,
        subject,
        _blocks(letter, words),
        reply_to=_contact(webcast),
        unsubscribe_url=letter.unsubscribe_url,
    )


def _contact(webcast: Webcast) -> Mailbox | None:
    """Who answers; None where nobody is named, or what is named can get no mail."""
    try:
        return Mailbox(webcast.contact_name or "", read_address(webcast.contact_email or ""))
    except Invalid:
        return None


def _is_test(mail: Mail) -> bool:
    return mail.data.get("shown_as") == TEST


def _words(db: Session, letter: _SendoutMail) -> Words:
    language, webcast = letter.mail.language, letter.webcast
    usual = _WORDINGS[letter.kind].words(language)
    words = mail_texts.words_for(db, webcast, letter.kind, language, usual)
    values = {
        "name": in_mail(letter.mail.name),
        "title": webcast.title,
        "date": filters(language)["date"](webcast.starts_at),
        "closes_at": _until(letter.recording, language),
    }
    return mail_texts.fill(words, values)


def _until(recording: Recording, language: str) -> str:
    if recording.closes_at is None:
        return translations(language).gettext("until further notice")
    return filters(language)["until"](recording.closes_at)


def _blocks(letter: _SendoutMail, words: Words) -> list[Block]:
    language, origin = letter.mail.language, letter.hub.settings.origin
    gettext = translations(language).gettext
    view = RecordingView.of(letter.webcast, letter.recording, origin, letter.hub.now())
    facts = [(gettext("Open until"), _until(letter.recording, language))]
    if view.media is not None and view.media.duration_seconds:
        facts.append(
            (gettext("Length"), filters(language)["length_of"](view.media.duration_seconds))
        )
    blocks: list[Block] = [
        _greeting(letter, gettext),
        *(Paragraph(text) for text in words.paragraphs),
        Button(gettext("Watch the recording"), letter.link),
        Facts(facts),
        *_documents(view, language),
        Heading(gettext("Need help?")),
        Paragraph(_help(letter, gettext)),
    ]
    if letter.kind is SendoutKind.RECORDING_AVAILABLE:
        blocks += [
            Paragraph(
                gettext(
                    "All that you may watch stands together on one page, with a feed of your own"
                    " for a podcast app. The link above opens that, too:"
                )
            ),
            Links([(gettext("My recordings"), library_url(origin))]),
        ]
    return blocks


def _greeting(letter: _SendoutMail, gettext: _Gettext) -> Paragraph:
    name = in_mail(letter.mail.name)
    return Paragraph(gettext("Hello {name}!").format(name=name) if name else gettext("Hello!"))


def _documents(view: RecordingView, language: str) -> list[Block]:
    if not view.documents:
        return []
    size = filters(language)["megabytes"]
    listed = [f"{one.title} ({one.type}, {size(one.size_bytes)})" for one in view.documents]
    gettext = translations(language).gettext
    return [
        Heading(gettext("Documents")),
        Paragraph(gettext("Beside the recording there is also:") + "\n" + "\n".join(listed)),
    ]


def _help(letter: _SendoutMail, gettext: _Gettext) -> str:
    contact = _contact(letter.webcast)
    if contact is not None:
        named = f"{contact.name}, {contact.address}" if contact.name else contact.address
        return gettext(
            "Does the link not work, or do you have a question? Answer this mail, or write to"
            " {contact}."
        ).format(contact=named)
    return gettext("Does the link not work, or do you have a question? Answer this mail.")


TEMPLATES = [
    Template(SendoutKind.RECORDING_AVAILABLE, render),
    Template(SendoutKind.LAST_CHANCE, render, is_transactional=False),
]
