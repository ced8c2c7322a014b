"""What producers are told, each cause once: files, broken rules, seats asked about, the week."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediahub.accounts.guard import may_edit
from mediahub.accounts.models import User
from mediahub.accounts.users import list_users
from mediahub.clock import local
from mediahub.episodes import publication
from mediahub.episodes.models import Episode
from mediahub.episodes.service import has_sound
from mediahub.errors import MediaHubError
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.mail.outbox import NewMail, enqueue_mails
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.recordings.models import Recording
from mediahub.recordings.transfers.requests import list_requests

PROCESSED, UNPUBLISHABLE, WEEKLY = "staff_processed", "staff_unpublishable", "staff_weekly"
ASKED = "staff_asked"

RECENTLY = timedelta(days=2)
"""How long after a file came in what became of it is news."""
AHEAD = timedelta(days=1)
"""How long before an episode opens a broken rule is told of, and until how long after."""
MONDAY, MORNING_HOUR = 0, 8


def notify_staff(hub: Hub) -> None:
    """Put in a mail to each who is to know of what has happened since the last time."""
    with hub.reading() as db:
        news = _unsent(db, list(_news(hub, db, hub.now())))
    if news:
        with hub.writing() as db:
            enqueue_mails(db, news, hub.now())


def _unsent(db: Session, news: list[NewMail]) -> list[NewMail]:
    keys = [mail.key for mail in news]
    known = set(db.scalars(select(Mail.key).where(Mail.key.in_(keys))))
    return [mail for mail in news if mail.key not in known]


def _news(hub: Hub, db: Session, now: datetime) -> Iterator[NewMail]:
    # Who has not followed the invitation yet gets no other mail.
    users = [user for user in list_users(db) if user.password_hash and not user.disabled_at]
    for media in _processed(db, now):
        cause = f"{media.id.hex}:{media.state}"
        there = [user for user in users if user.created_at <= media.created_at]
        readers = _readers(hub, there, _show_of(db, media))
        yield from _to_all(hub, readers, PROCESSED, cause, {"media": str(media.id)})
    for episode in unpublishable(db, hub.settings.origin, now):
        assert episode.opens_at is not None
        cause = f"{episode.id.hex}:{episode.opens_at:%Y%m%dT%H%M%S}"
        readers = _readers(hub, users, episode.show_id)
        yield from _to_all(hub, readers, UNPUBLISHABLE, cause, {"episode": str(episode.id)})
    for asked in list_requests(db, now):
        readers = _readers(hub, users, None)
        yield from _to_all(hub, readers, ASKED, asked.id.hex, {"request": str(asked.id)})
    today = local(now)
    if today.weekday() == MONDAY and today.hour >= MORNING_HOUR:
        monday = today.date().isoformat()
        yield from _to_all(hub, _readers(hub, users, None), WEEKLY, monday, {"monday": monday})


Readers = Mapping[str, UUID | None]
"""Addresses, and the user that each is of, if any."""


def _readers(hub: Hub, users: Sequence[User], show_id: UUID | None) -> Readers:
    """Who may change the show, or with None what belongs to none; and whom the settings name."""
    theirs = {user.email: user.id for user in users if may_edit(user, show_id)}
    return {**theirs, **{one: None for one in hub.settings.staff_mail if one not in theirs}}


def _show_of(db: Session, media: MediaFile) -> UUID | None:
    return db.scalars(select(Episode.show_id).where(has_sound(media.id))).first()


def _to_all(
    hub: Hub, readers: Readers, template: str, cause: str, data: dict[str, str]
) -> Iterator[NewMail]:
    for email, user_id in readers.items():
        reader = sha256(email.encode()).hexdigest()[:16]  # an address can be longer than a key
        yield NewMail(
            key=f"{template}:{cause}:{reader}",
            template=template,
            email=email,
            recipient_id=user_id,
            language=hub.settings.language,
            data=data,
        )


def _processed(db: Session, now: datetime) -> list[MediaFile]:
    """Uploads of recordings and episodes that are ready, or could not be made so, since lately."""
    ended = MediaFile.state.in_((MediaState.READY, MediaState.FAILED))
    uploads = (
        select(MediaFile)
        .outerjoin(Recording, Recording.media_id == MediaFile.id)
        .outerjoin(Episode, has_sound(MediaFile.id))
        .where(
            MediaFile.role.in_((MediaRole.RECORDING, MediaRole.ORIGINAL)),
            MediaFile.created_at > now - RECENTLY,
            MediaFile.source_id.is_(None),
            or_(Recording.id.is_not(None), Episode.id.is_not(None)),
            ended,
        )
        .order_by(MediaFile.created_at)
    )
    return list(db.scalars(uploads).unique())


def unpublishable(db: Session, origin: str, now: datetime) -> list[Episode]:
    """Episodes that open about now and break a rule that podcast directories refuse them for."""
    about_now = select(Episode).where(
        Episode.opens_at > now - AHEAD,
        Episode.opens_at <= now + AHEAD,
        or_(Episode.closes_at.is_(None), Episode.closes_at > now),
    )
    return [one for one in db.scalars(about_now) if refusal(db, one, origin) is not None]


def refusal(db: Session, episode: Episode, origin: str) -> MediaHubError | None:
    """What the publish gate says against an episode that is to open; None if nothing."""
    assert episode.opens_at is not None
    try:
        publication.refuse_errors(db, episode, origin, episode.opens_at)
    except MediaHubError as error:
        return error
    return None
