"""A show, and episodes added to it as the service adds them."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.episodes import service
from mediahub.episodes.models import Episode
from mediahub.shows.models import Show
from tests.conftest import NOON
from tests.factories import make_media_file, make_show


@pytest.fixture
def show(db: Session) -> Show:
    return make_show(db)


def add(db: Session, show: Show, **fields: Any) -> Episode:
    """A draft with these fields, of an audio file of its own."""
    return service.add_episode(db, show, make_media_file(db), now=NOON, **fields)
