"""What is added to a recording, or taken away, also while it is open: captions and documents."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.errors import Invalid, NotFound
from mediahub.media.deletion import request_deletion
from mediahub.recordings.captions import ReceivedCaptions, set_captions
from mediahub.recordings.models import Recording, RecordingDocument
from mediahub.recordings.preconditions import require_kept
from mediahub.recordings.service import get_recording
from mediahub.recordings.window_actions import lock_webcast_and_recording
from mediahub.transcripts.models import Transcript
from mediahub.webcasts.models import Webcast

LONGEST_TITLE = 255


def held_recording(db: Session, webcast: Webcast) -> Recording:
    """The recording, which nobody begins to delete until what is added is committed."""
    recording = get_recording(db, webcast)
    lock_webcast_and_recording(db, recording)
    require_kept(db, recording)
    return recording


def add_captions(
    db: Session, recording: Recording, received: ReceivedCaptions, *, actor: str, now: datetime
) -> Transcript:
    """Give a held recording these captions, instead of those in the same language; noted."""
    transcript = set_captions(db, recording, received, actor=actor, now=now)
    after = {"language": received.language}
    log_audit(db, Decision(actor, now), "recording.captions", recording, after=after)
    return transcript


def document_of(recording: Recording, identity: UUID) -> RecordingDocument:
    """The recording's own document, or NotFound."""
    for document in recording.documents:
        if document.id == identity:
            return document
    raise NotFound("There is no such document.")


def name_document(db: Session, document: RecordingDocument, title: str) -> None:
    """Call it something else; Invalid for no title or too long a one."""
    if not title.strip():
        raise Invalid("A document needs a title.")
    if len(title) > LONGEST_TITLE:
        raise Invalid(
            "The title “{beginning}…” is {length} characters long; {longest} is the most.",
            beginning=title[:40],
            length=len(title),
            longest=LONGEST_TITLE,
        )
    document.title = title.strip()
    db.flush()


def move_document(db: Session, document: RecordingDocument, step: int) -> None:
    """Let it stand so many places later among the documents; −1 is one place earlier."""
    documents = [one for one in document.recording.documents if one is not document]
    at = document.recording.documents.index(document) + step
    documents.insert(max(0, at), document)
    for position, one in enumerate(documents):
        one.position = position
    db.flush()
    db.expire(document.recording, ["documents"])


def remove_document(db: Session, document: RecordingDocument, now: datetime) -> None:
    """Take it away; its bytes are to go."""
    request_deletion(db, document.media, "recording.document", now)
    document.recording.documents.remove(document)
    db.flush()
