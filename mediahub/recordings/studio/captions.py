"""What the transcript editor is told of the captions of a recording."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.recordings.models import Recording, RecordingCaption
from mediahub.transcripts.models import Transcript
from mediahub.transcripts.studio.owner import Owner


def owner_of(db: Session, transcript: Transcript) -> Owner | None:
    """The recording, whose words stay when it is deleted; None for those of something else."""
    uses = select(RecordingCaption).where(RecordingCaption.transcript_id == transcript.id)
    held = db.scalars(uses).one_or_none()
    if held is None:
        return None
    recording, webcast = held.recording, held.recording.webcast
    return Owner(
        title=webcast.title,
        path=f"/studio/webbsandningar/{webcast.slug}",
        show_id=None,
        sound=recording.playable or recording.media if recording.deleted_at is None else None,
        closes_at=recording.closes_at,
        credited=_credited(recording),
    )


def _credited(recording: Recording) -> list[str]:
    """Those of the webcast and of the points of its programme, once each."""
    webcast = recording.webcast
    shown = [credit.person.name for credit in webcast.credits]
    speaking = [one.person.name for point in webcast.programme for one in point.speakers]
    return list(dict.fromkeys([*shown, *speaking]))
