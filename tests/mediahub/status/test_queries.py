"""What the status page counts, and that what lies beside it is not counted."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.jobs.attempts import MOST_ATTEMPTS
from mediahub.mail.models import Mail, MailState
from mediahub.mail.outbox import enqueue_mails
from mediahub.media.claims import SILENCE
from mediahub.media.models import MediaRole, MediaState, UploadState
from mediahub.status.queries import LATE, MailFacts, Work, mail_of, queue_of, stored_of
from mediahub.transcripts.models import TranscriptState
from tests.conftest import NOON
from tests.factories import (
    make_media_file,
    make_recording,
    make_transcript,
    make_upload,
    make_webcast,
)
from tests.mediahub.mail.conftest import new_mail

SECOND = timedelta(seconds=1)
LONG_AGO = NOON - LATE


def work_of(hub: Hub, db: Session) -> dict[str, Work]:
    return {work.kind: work for work in queue_of(hub, db, NOON).work}


def late_since(hub: Hub, db: Session) -> datetime | None:
    return queue_of(hub, db, NOON).late_since


def test_files_are_counted_by_role_and_state(hub: Hub, rows: Session) -> None:
    for role in (MediaRole.ORIGINAL, MediaRole.RECORDING, MediaRole.POSTER):
        for state in MediaState:
            make_media_file(rows, role=role, state=state, worked_at=NOON)
            make_media_file(rows, role=role, state=state, removed_at=NOON)
    uploaded = {"role": MediaRole.ORIGINAL, "state": MediaState.UPLOADED}
    make_media_file(rows, **uploaded, worked_at=NOON - SILENCE)
    make_media_file(rows, **uploaded, worked_at=NOON - SILENCE - SECOND)
    counted = work_of(hub, rows)
    assert counted["sound"] == Work("sound", waiting=1, running=2, failed=1)
    assert counted["recording"] == Work("recording", waiting=0, running=0, failed=1)


def test_a_recording_that_was_deleted_is_no_work(hub: Hub, rows: Session) -> None:
    for deleted_at in (None, NOON):
        sent = {"role": MediaRole.RECORDING, "state": MediaState.UPLOADED}
        media = make_media_file(rows, **sent, created_at=LONG_AGO if deleted_at else NOON)
        make_recording(rows, make_webcast(rows), media=media, deleted_at=deleted_at)
    assert work_of(hub, rows)["recording"].waiting == 1
    assert late_since(hub, rows) is None


def test_transcripts_and_uploads_are_counted_by_state(hub: Hub, rows: Session) -> None:
    for worked_at in (None, NOON, NOON - SILENCE, NOON - SILENCE - SECOND):
        for state in TranscriptState:
            make_transcript(rows, state=state, worked_at=worked_at)
        for upload_state in UploadState:
            make_upload(rows, state=upload_state, worked_at=worked_at, last_part_at=NOON)
        given_up: dict[str, Any] = {"state": UploadState.FAILED, "attempts": MOST_ATTEMPTS}
        make_upload(rows, worked_at=worked_at, last_part_at=NOON, **given_up)
    counted = work_of(hub, rows)
    assert counted["transcript"] == Work("transcript", waiting=2, running=2, failed=4)
    assert counted["upload"] == Work("upload", waiting=2, running=2, failed=4)


@pytest.mark.parametrize(
    "values",
    [
        {"state": MediaState.READY},
        {"state": MediaState.FAILED},
        {"worked_at": NOON},
        {"attempts": 1},
        {"role": MediaRole.POSTER},
        {"created_at": LONG_AGO + SECOND},
    ],
)
def test_only_sounds_that_nobody_has_touched_are_late(
    hub: Hub, rows: Session, values: dict[str, Any]
) -> None:
    waits: dict[str, Any] = {"state": MediaState.UPLOADED, "created_at": LONG_AGO - SECOND}
    make_media_file(rows, **waits | values)
    assert late_since(hub, rows) is None
    make_media_file(rows, **waits | {"created_at": LONG_AGO})
    assert late_since(hub, rows) == LONG_AGO


@pytest.mark.parametrize(
    "values",
    [
        {"state": UploadState.SENDING},
        {"state": UploadState.FAILED},
        {"worked_at": NOON},
        {"attempts": 1},
        {"last_part_at": LONG_AGO + SECOND},
    ],
)
def test_only_uploads_that_nobody_has_touched_are_late(
    hub: Hub, rows: Session, values: dict[str, Any]
) -> None:
    make_upload(rows, **{"last_part_at": LONG_AGO - SECOND} | values)
    assert late_since(hub, rows) is None
    make_upload(rows, last_part_at=LONG_AGO)
    assert late_since(hub, rows) == LONG_AGO


def put_in(db: Session, number: int, state: MailState, **times: datetime) -> None:
    enqueue_mails(db, [new_mail(number)], NOON)
    mail = db.scalars(select(Mail).where(Mail.key == f"notice:{number}")).one()
    mail.state = state
    for name, at in times.items():
        setattr(mail, name, at)
    db.flush()


def test_only_mails_that_were_never_tried_are_late(hub: Hub, rows: Session) -> None:
    for number, state in enumerate(MailState):
        due_at = LONG_AGO + SECOND if state is MailState.QUEUED else LONG_AGO - SECOND
        put_in(rows, number, state, due_at=due_at)
    assert late_since(hub, rows) is None
    put_in(rows, 99, MailState.QUEUED, due_at=LONG_AGO)
    assert late_since(hub, rows) == LONG_AGO


def test_mails_are_counted_by_what_is_to_come_of_them(rows: Session) -> None:
    midnight = NOON - timedelta(hours=13)  # in Sweden
    for at, state in enumerate(MailState):
        put_in(rows, 10 * at, state, due_at=NOON, ended_at=midnight)
        put_in(rows, 10 * at + 1, state, due_at=NOON - SECOND, ended_at=NOON)
        put_in(rows, 10 * at + 2, state, due_at=NOON + SECOND, ended_at=midnight - SECOND)
    # On their way are all three, whenever they were due; what waits is queued, or tried again.
    assert mail_of(rows, NOON) == MailFacts(due=2 + 2 + 3, planned=2, sent_today=2, failed=3)


def test_what_was_removed_takes_no_room(hub: Hub, rows: Session) -> None:
    make_media_file(rows, size_bytes=5)
    make_media_file(rows, size_bytes=7, removed_at=NOON)
    stored = stored_of(hub, rows)
    assert (stored.files, stored.used_bytes) == (1, 5)
