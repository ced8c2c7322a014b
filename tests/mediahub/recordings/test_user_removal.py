"""What goes with a user who is removed, and what of others stays."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts import users
from mediahub.accounts.audit import Decision, log_audit
from mediahub.accounts.models import User
from mediahub.hub import Hub
from mediahub.media.models import Upload, UploadState
from mediahub.recordings.models import Recording
from mediahub.recordings.user_removal import REMOVAL_STEPS
from tests.conftest import NOON
from tests.factories import make_recording, make_user, make_webcast
from tests.mediahub.sending import make_upload


def remove(db: Session, user: User) -> None:
    users.remove(db, user, actor="command", now=NOON, forgetting=REMOVAL_STEPS)


def excepted(db: Session, by: str, actor: str) -> Recording:
    """A recording that may be shown without captions, as somebody wrote and somebody noted."""
    recording = make_recording(db, make_webcast(db), exception_by=by, exception_reason="Brådskar")
    log_audit(db, Decision(actor, NOON), "recording.exception", recording)
    return recording


def test_uploads_that_nobody_uses_are_given_up(hub: Hub, rows: Session) -> None:
    user, other = make_user(rows), make_user(rows)
    for state in (UploadState.SENDING, UploadState.SENT, UploadState.READY, UploadState.FAILED):
        make_upload(rows, user, filename=f"{state}", state=state)
    make_upload(rows, user, filename="used", taken_at=NOON)
    make_upload(rows, other, filename="other's")
    remove(rows, user)
    kept = select(Upload.filename).where(Upload.state != UploadState.ABORTED)
    assert sorted(rows.scalars(kept)) == ["other's", "used"]


def test_name_goes_from_their_own_exceptions(rows: Session) -> None:
    user, namesake = make_user(rows, name="Anna Ek"), make_user(rows, name="Anna Ek")
    own = excepted(rows, "Anna Ek", str(user.id))
    kept = [
        excepted(rows, "Bo Alm, chef", str(user.id)),
        excepted(rows, "Anna Ek", str(namesake.id)),
        excepted(rows, "Anna Ek", "command"),
    ]
    remove(rows, user)
    assert own.exception_by == ""
    assert [one.exception_by for one in kept] == ["Bo Alm, chef", "Anna Ek", "Anna Ek"]
