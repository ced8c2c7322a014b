"""How many of those who were told have opened their link and pressed play: a number, no names."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from mediahub.mail.models import Mail
from mediahub.recordings.models import Recording, Viewing
from mediahub.sendouts.models import Sendout


def links_opened(db: Session, sendout: Sendout) -> int:
    """How many mails of a send-out led to somebody pressing play since it began."""
    of_it = select(Recording.id).where(Recording.webcast_id == sendout.webcast_id)
    opened = (
        select(func.count(Mail.id.distinct()))
        .join(
            Viewing,
            or_(Viewing.registration_id == Mail.about_id, Viewing.member_id == Mail.about_id),
        )
        .where(
            Mail.batch == sendout.batch,
            Viewing.recording_id.in_(of_it),
            Viewing.opened_at >= Mail.created_at,
        )
    )
    return db.scalar(opened) or 0
