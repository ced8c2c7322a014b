"""Attempts are counted before the work, lie further and further apart, and come to an end."""

from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from mediahub.errors import Invalid
from mediahub.jobs import attempts
from mediahub.jobs.attempts import MOST_ATTEMPTS, WAITS
from mediahub.media.models import MediaFile, MediaState
from mediahub.storage import StoreFailure
from tests.conftest import NOON
from tests.factories import make_media_file

SILENCE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


def idle(now_after: timedelta = timedelta(0)) -> ColumnElement[bool]:
    return attempts.is_idle(MediaFile, NOON + now_after, SILENCE)


def claim(db: Session, file: MediaFile, after: timedelta = timedelta(0)) -> bool:
    now = NOON + after
    claimed = attempts.claim(db, MediaFile, file.id, idle(after), now)
    db.refresh(file)
    return claimed


def test_an_attempt_is_counted_when_it_begins(db: Session) -> None:
    file, neighbour = make_media_file(db), make_media_file(db)
    assert claim(db, file)
    assert not claim(db, file)
    db.refresh(neighbour)
    assert (file.attempts, neighbour.attempts, neighbour.worked_at) == (1, 0, None)


def test_attempts_of_a_worker_that_dies_lie_further_and_further_apart(db: Session) -> None:
    file, after = make_media_file(db), timedelta(0)
    for number in range(1, MOST_ATTEMPTS + 1):
        assert claim(db, file, after)
        assert (file.attempts, attempts.is_given_up(file)) == (number, False)
        wait = max(SILENCE + SECOND, WAITS[min(number, len(WAITS)) - 1])
        assert not claim(db, file, after + wait - 2 * SECOND)
        after += wait
    assert claim(db, file, after)
    assert attempts.is_given_up(file)


def test_a_failure_waits_and_the_last_one_is_told(db: Session) -> None:
    file, after, failure = make_media_file(db), timedelta(0), StoreFailure("The disk is full.")
    for number in range(1, MOST_ATTEMPTS):
        assert claim(db, file, after)
        assert attempts.release(file, failure, NOON + after) is None
        db.flush()
        assert not claim(db, file, after + WAITS[number - 1] - SECOND)
        after += WAITS[number - 1]
    assert claim(db, file, after)
    last = attempts.release(file, failure, NOON + after)
    assert isinstance(last, Invalid)
    assert last.values["reason"] == [failure]


def test_a_worker_that_is_stopped_has_not_tried(db: Session) -> None:
    file = make_media_file(db)
    assert claim(db, file)
    assert attempts.release(file, KeyboardInterrupt(), NOON) is None
    db.flush()
    assert (file.attempts, claim(db, file)) == (0, True)


def test_what_ended_begins_anew(db: Session) -> None:
    file = make_media_file(db, attempts=4, retry_at=NOON + SECOND, worked_at=NOON)
    attempts.end(file)
    db.flush()
    assert claim(db, file)
    assert file.attempts == 1


@pytest.mark.parametrize(("state", "count"), [(MediaState.FAILED, 4), (MediaState.READY, 5)])
def test_only_what_was_given_up_is_asked_for_again(
    db: Session, state: MediaState, count: int
) -> None:
    gone = make_media_file(db, state=MediaState.FAILED, attempts=MOST_ATTEMPTS, retry_at=NOON)
    other = make_media_file(db, state=state, attempts=count)
    failed = MediaFile.state == MediaState.FAILED
    assert attempts.ask_again(db, MediaFile, failed, state=MediaState.UPLOADED) == 1
    db.refresh(gone)
    db.refresh(other)
    assert (gone.state, gone.attempts, gone.retry_at) == (MediaState.UPLOADED, 0, None)
    assert (other.state, other.attempts) == (state, count)


def test_a_worker_that_was_heard_of_just_now_is_left_at_it(db: Session) -> None:
    file, other = make_media_file(db), make_media_file(db)
    assert claim(db, file)
    assert not claim(db, file, SILENCE)
    assert claim(db, other, SILENCE)
    assert claim(db, file, SILENCE + SECOND)
    assert not claim(db, other, SILENCE + SECOND)
