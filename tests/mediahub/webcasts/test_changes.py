"""Changes that participants are to be told of: each webcast's own."""

from datetime import timedelta

from sqlalchemy.orm import Session

from mediahub.webcasts.changes import settle, untold
from mediahub.webcasts.service import edit_webcast
from tests.conftest import NOON
from tests.factories import make_webcast


def test_what_has_been_told_of_one_is_still_to_be_told_of_another(db: Session) -> None:
    moved, other, unchanged = (make_webcast(db) for _ in range(3))
    starts_at, day = moved.starts_at, timedelta(days=1)
    for webcast in (moved, other):
        edit_webcast(db, webcast, starts_at=starts_at + day, ends_at=webcast.ends_at + day)
    assert set(untold(db, NOON)) == {moved.id, other.id}
    assert settle(db, moved) is not None
    assert untold(db, NOON) == [other.id]
    assert settle(db, unchanged) is None
    assert settle(db, other) is not None
