"""The demo's recording: of the webcast two days ago, opened, with two who are registered for it."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND, Decision
from mediahub.demo.webcasts import RECORDED
from mediahub.hub import Hub
from mediahub.media.models import MediaFile, MediaState
from mediahub.media.service import keep
from mediahub.participants.details import Details, read_details
from mediahub.participants.links import personal_link
from mediahub.participants.models import Participant, Registration, RegistrationState, Source
from mediahub.participants.registration import register
from mediahub.recordings.incoming_files import CaptionLine, DocumentLine, check, receive
from mediahub.recordings.jobs import process
from mediahub.recordings.models import Recording
from mediahub.recordings.service import Received, add_recording
from mediahub.recordings.state import RecordingState, state_of
from mediahub.recordings.window_actions import open_recording
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.state import closing_of

_FOLDER = Path(__file__).parent
_FILE = "webbsandning-2024-09-11-systematiskt-arbetssatt"
_DOCUMENT = "webbsandning-2024-09-11-dokumentation.pdf"
_EMAIL = "eva.ek@example.org"


def participants() -> list[Details]:
    """Two invented persons, at addresses that nobody can have (RFC 2606)."""
    return [
        read_details("Eva Ek", _EMAIL, "Exempelby kommun"),
        read_details("Åke Öst", "ake.ost@example.org", "Region Exempel"),
    ]


def receive_recording(hub: Hub) -> Received:
    """The bytes of the recording, its captions and its document, stored."""
    checked = check(
        _FOLDER / f"{_FILE}.mp4",
        [CaptionLine(_FOLDER / f"{_FILE}.sv.vtt")],
        [DocumentLine(_FOLDER / _DOCUMENT, "Dokumentation från webbsändningen")],
    )
    return receive(hub.store, checked, hub.now())


def fill_recording(hub: Hub, db: Session, received: Received, now: datetime) -> None:
    """The rows: the recording, not yet ready, and a seat for each of the two."""
    webcast = db.scalars(select(Webcast).where(Webcast.title == RECORDED.title)).one()
    for file in received.files:
        keep(db, hub.store, file)
    add_recording(db, webcast, received, actor=COMMAND, now=now)
    for details in participants():
        register(db, webcast, details, Source.COMMAND, now, with_confirmation=False)


def unopened(db: Session) -> Recording | None:
    """The demo's recording, when it has never been opened and still can be."""
    ours = Webcast.title == RECORDED.title, MediaFile.filename == f"{_FILE}.mp4"
    waiting = Recording.opens_at.is_(None), MediaFile.state != MediaState.FAILED
    query = select(Recording).join(Recording.media).join(Recording.webcast)
    found = db.scalars(query.where(*ours, *waiting)).first()
    closes_at = closing_of(found.webcast) if found is not None else None
    return found if closes_at is not None and closes_at > db.info["now"]() else None


def finish_recording(hub: Hub) -> None:
    """Make it ready, and open it; what cannot be made ready stays as it is, and says why."""
    with hub.reading() as db:
        waiting = unopened(db)
    if waiting is None:
        return
    process(hub, waiting.id)
    with hub.writing() as db:
        recording = db.get_one(Recording, waiting.id)
        if state_of(recording, hub.now()) is RecordingState.READY:
            open_recording(db, recording, Decision(COMMAND, hub.now()))


def participant_link(hub: Hub) -> str | None:
    """The personal link of the first of the two, while there is one."""
    query = (
        select(Registration)
        .join(Registration.participant)
        .join(Registration.webcast)
        .where(
            Participant.email == _EMAIL,
            Webcast.title == RECORDED.title,
            Registration.state == RegistrationState.ACTIVE,
        )
    )
    with hub.reading() as db:
        held = db.scalars(query).first()
    return None if held is None else personal_link(hub.settings, held)
