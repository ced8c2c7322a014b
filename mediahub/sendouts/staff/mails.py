"""The mails to producers, made when they are sent, so that they say what is true then."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.models import User
from mediahub.episodes.models import Episode
from mediahub.episodes.service import has_sound
from mediahub.episodes.urls import episode_url
from mediahub.errors import NotFound
from mediahub.hub import Hub
from mediahub.i18n import filters, sentence, translations
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
from mediahub.media.models import MediaFile, MediaState
from mediahub.participants.service import target_of
from mediahub.participants.targets import target_for
from mediahub.recordings.models import Recording
from mediahub.recordings.transfers.requests import get_request
from mediahub.sendouts.staff.recipients import ASKED, PROCESSED, UNPUBLISHABLE, WEEKLY, refusal
from mediahub.sendouts.staff.weekly_report import Week
from mediahub.webcasts.urls import webcast_url

_Gettext = Callable[[str], str]


def render_processed(hub: Hub, db: Session, mail: Mail) -> Rendered | Withheld:
    """That an upload is ready, or could not be used and why."""
    gettext = translations(mail.language).gettext
    media = db.get(MediaFile, UUID(mail.data["media"]))
    found = None if media is None else _place_of(db, media)
    if media is None or found is None:
        return Withheld(gettext("What it was about has been removed."))
    title, path = found
    facts = Facts([(gettext("File"), media.filename)])
    end = [_button(hub, path, gettext), *_closing(db, mail, gettext)]
    if media.state is MediaState.FAILED:
        told = gettext("“{title}” could not be made ready.").format(title=title)
        why = Paragraph(media.failure or "")
        return compose(hub, mail, told, [Paragraph(told), why, facts, *end])
    subject = gettext("“{title}” is ready").format(title=title)
    ready = Paragraph(gettext("The work on the file is done, and it can be used."))
    return compose(hub, mail, subject, [ready, facts, *end])


def render_unpublishable(hub: Hub, db: Session, mail: Mail) -> Rendered | Withheld:
    """That an episode with a time breaks rules; withheld when it has been put right."""
    language, origin = mail.language, hub.settings.origin
    gettext = translations(language).gettext
    episode = db.get(Episode, UUID(mail.data["episode"]))
    if episode is None or episode.opens_at is None:
        return Withheld(gettext("What it was about has been removed."))
    error = refusal(db, episode, origin)
    if error is None:
        return Withheld(gettext("What was wrong has been put right."))
    subject = gettext("“{title}” breaks rules of podcast apps").format(title=episode.title)
    blocks: list[Block] = [
        Paragraph(gettext("The episode has a time, and podcast apps may refuse it or the feed.")),
        Facts([(gettext("Time"), filters(language)["moment"](episode.opens_at))]),
        Paragraph(sentence(error, language)),
        _button(hub, f"/studio/avsnitt/{episode.id}", gettext),
        *_closing(db, mail, gettext),
    ]
    return compose(hub, mail, subject, blocks)


def render_asked(hub: Hub, db: Session, mail: Mail) -> Rendered | Withheld:
    """That a seat is asked about, without anybody's name; withheld once that is over."""
    gettext = translations(mail.language).gettext
    try:
        asked = get_request(db, UUID(mail.data["request"]), hub.now())
    except NotFound as over:
        return Withheld(sentence(over, mail.language))
    place = target_for(target_of(asked.registration))
    subject = gettext("May a seat go to somebody else? “{title}”").format(title=place.target.title)
    told = gettext(
        "A participant wants to give their seat to somebody who may not belong to the same"
        " organisation. Answer yes or no."
    )
    when = Facts([(gettext("Asked"), filters(mail.language)["moment"](asked.asked_at))])
    button = _button(hub, f"{place.list}#overlatelser", gettext)
    return compose(
        hub, mail, subject, [Paragraph(told), when, button, *_closing(db, mail, gettext)]
    )


def render_weekly(hub: Hub, db: Session, mail: Mail) -> Rendered:
    """What happened last week and what this week brings."""
    language, origin = mail.language, hub.settings.origin
    gettext, day = translations(language).gettext, filters(language)["date"]
    monday = date.fromisoformat(mail.data["monday"])
    week = Week.of(db, monday, hub.now())
    published = [(one.title, episode_url(origin, one)) for one in week.published]
    blocks: list[Block] = [
        Heading(gettext("Last week")),
        Facts(_numbers(week, gettext)),
        *_listed(gettext("Published"), published),
        *_windows(
            gettext("Recordings that open this week"), week.opening, "opens_at", mail, origin
        ),
        *_windows(
            gettext("Recordings that close this week"), week.closing, "closes_at", mail, origin
        ),
        *_closing(db, mail, gettext),
    ]
    return compose(hub, mail, gettext("The week of {day}").format(day=day(monday)), blocks)


def _numbers(week: Week, gettext: _Gettext) -> list[tuple[str, str]]:
    rows = [
        (gettext("Published episodes"), len(week.published)),
        (gettext("Times that somebody pressed play on a recording"), week.opens),
        (gettext("Of these, watched for 30 seconds or more"), week.views),
        (gettext("Views of replays that are open to everyone"), week.public_views),
        (gettext("Mails that could not be delivered"), week.failed_mails),
        (gettext("Files whose deletion is late"), week.late),
    ]
    return [(name, str(number)) for name, number in rows]


def _windows(
    heading: str, recordings: Sequence[Recording], field: str, mail: Mail, origin: str
) -> list[Block]:
    until = filters(mail.language)["until"]

    def title(recording: Recording) -> str:
        moment: datetime = getattr(recording, field)
        return f"{recording.webcast.title} – {until(moment)}"

    return _listed(heading, [(title(one), webcast_url(origin, one.webcast)) for one in recordings])


def _listed(heading: str, items: Sequence[tuple[str, str]]) -> list[Block]:
    return [Heading(heading), Links(items)] if items else []


def _button(hub: Hub, path: str, gettext: _Gettext) -> Block:
    return Button(gettext("Open it in the studio"), f"{hub.settings.origin}{path}")


def _closing(db: Session, mail: Mail, gettext: _Gettext) -> list[Block]:
    if db.scalars(select(User.id).where(User.email == mail.email)).first() is not None:
        return [Paragraph(gettext("You get this because you are a producer in the studio."))]
    return [Paragraph(gettext("You get this because your address stands in MEDIAHUB_STAFF_MAIL."))]


def _place_of(db: Session, media: MediaFile) -> tuple[str, str] | None:
    """The title of what a file was sent for, and its page in the studio."""
    recording = db.scalars(select(Recording).where(Recording.media_id == media.id)).first()
    if recording is not None:
        return (
            recording.webcast.title,
            f"/studio/webbsandningar/{recording.webcast.slug}/inspelning",
        )
    episode = db.scalars(select(Episode).where(has_sound(media.id))).first()
    return None if episode is None else (episode.title, f"/studio/avsnitt/{episode.id}")


TEMPLATES = [
    Template(PROCESSED, render_processed),
    Template(UNPUBLISHABLE, render_unpublishable),
    Template(ASKED, render_asked),
    Template(WEEKLY, render_weekly),
]
