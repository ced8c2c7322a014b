"""The opening rule: one table binds the half in Python to the half in SQL, on both databases."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode
from mediahub.window import Visibility, is_open, visibility
from tests.conftest import NOON
from tests.factories import make_episode, make_show


def at(seconds: int | None) -> datetime | None:
    return None if seconds is None else NOON + timedelta(seconds=seconds)


TABLE = [
    (None, None, Visibility.DRAFT),
    (None, -1, Visibility.DRAFT),
    (None, 1, Visibility.DRAFT),
    (1, None, Visibility.SCHEDULED),
    (1, 2, Visibility.SCHEDULED),
    (0, None, Visibility.OPEN),
    (-1, None, Visibility.OPEN),
    (0, 1, Visibility.OPEN),
    (-1, 1, Visibility.OPEN),
    (-2, -1, Visibility.CLOSED),
    (-1, 0, Visibility.CLOSED),
    (0, 0, Visibility.CLOSED),
    (1, 0, Visibility.CLOSED),
]


@pytest.mark.parametrize(("opens", "closes", "expected"), TABLE)
def test_python_says_where_a_window_stands(
    opens: int | None, closes: int | None, expected: Visibility
) -> None:
    assert visibility(at(opens), at(closes), NOON) == expected


def test_sql_finds_exactly_the_open_ones(db: Session) -> None:
    show = make_show(db)
    made = [
        make_episode(db, show, opens_at=at(opens), closes_at=at(closes))
        for opens, closes, _ in TABLE
    ]
    rule = is_open(Episode.opens_at, Episode.closes_at, NOON)
    found = set(db.scalars(select(Episode.id).where(rule)))
    assert [episode.id in found for episode in made] == [
        expected is Visibility.OPEN for _, _, expected in TABLE
    ]


@pytest.mark.parametrize(("second", "expected"), [(-1, 0), (0, 1), (1, 1), (2, 0), (3, 0)])
def test_the_second_is_exact_in_sql(db: Session, second: int, expected: int) -> None:
    make_episode(db, make_show(db), opens_at=at(0), closes_at=at(2))
    now = NOON + timedelta(seconds=second)
    found = db.scalars(select(Episode).where(is_open(Episode.opens_at, Episode.closes_at, now)))
    assert len(found.all()) == expected
