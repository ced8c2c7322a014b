"""What goes with a user who is removed: files they have begun to send, and their name."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry, User
from mediahub.media.uploads.service import give_up_uploads
from mediahub.recordings.models import Recording


def give_up_files(db: Session, user: User) -> None:
    """Give up what the user has sent and no page has put to use."""
    give_up_uploads(db, str(user.id))


def forget_exceptions(db: Session, user: User) -> None:
    """Take the name out of the exceptions that the user has made; the audit log has the id."""
    made = exists().where(
        AuditEntry.subject_id == Recording.id,
        AuditEntry.action == "recording.exception",
        AuditEntry.actor == str(user.id),
    )
    for recording in db.scalars(select(Recording).where(made, Recording.exception_by == user.name)):
        recording.exception_by = ""


REMOVAL_STEPS = (give_up_files, forget_exceptions)
