"""Orders to publish: which of them wait for a worker, and whose each is."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.episodes.jobs import SILENCE, due
from mediahub.episodes.models import PublishRequest
from mediahub.episodes.publication import publish_request_of
from mediahub.media.models import MediaState
from tests.conftest import NOON
from tests.factories import make_episode, make_media_file, make_show

SECOND = timedelta(seconds=1)


def order(
    db: Session, state: MediaState = MediaState.READY, at: datetime | None = None, **fields: Any
) -> PublishRequest:
    """For an episode of its own, whose audio has come so far."""
    episode = make_episode(db, make_show(db), audio=make_media_file(db, state=state))
    asked = {"opens_at": NOON, "actor": "test", "asked_at": NOON, "worked_at": at}
    made = PublishRequest(episode=episode, attempts=0, **asked | fields)
    db.add(made)
    db.flush()
    return made


@pytest.mark.parametrize(
    ("fields", "is_due"),
    [
        ({}, True),
        ({"state": MediaState.FAILED}, True),
        ({"state": MediaState.UPLOADED}, False),
        ({"failure": "Omslaget saknas."}, False),
        ({"at": NOON - SILENCE - SECOND}, True),
        ({"at": NOON - SILENCE}, False),
        ({"retry_at": NOON + SECOND}, False),
    ],
)
def test_what_is_due_has_its_audio_and_no_worker(
    db: Session, fields: dict[str, Any], is_due: bool
) -> None:
    other, asked = order(db), order(db, **fields)
    make_episode(db, make_show(db))  # which nobody has asked for
    assert set(due(db, NOON)) == ({other.id, asked.id} if is_due else {other.id})


def test_an_order_is_of_its_own_episode(rows: Session) -> None:
    one, other = order(rows), order(rows)
    assert [publish_request_of(rows, held.episode) for held in (one, other)] == [one, other]
    assert publish_request_of(rows, make_episode(rows, make_show(rows))) is None
