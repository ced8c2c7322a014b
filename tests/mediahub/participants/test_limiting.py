"""The rate limit: by network, counted in the database, and without keeping an address."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.participants.limiting import MOST_ATTEMPTS, WITHIN, forget_attempts, is_allowed
from mediahub.participants.models import FormAttempt
from tests.conftest import NOON

SECRETS = ["a key for tests"]
SECOND = timedelta(seconds=1)


def spend(db: Session, address: str) -> None:
    for _ in range(MOST_ATTEMPTS):
        assert is_allowed(db, SECRETS, address, NOON)


def test_so_many_are_let_through_and_no_more(db: Session) -> None:
    spend(db, "192.0.2.1")
    assert not is_allowed(db, SECRETS, "192.0.2.1", NOON)


def test_others_are_let_through(rows: Session) -> None:
    spend(rows, "192.0.2.1")
    assert is_allowed(rows, SECRETS, "192.0.2.2", NOON)


def test_limit_ends_with_its_time(rows: Session) -> None:
    spend(rows, "192.0.2.1")
    assert not is_allowed(rows, SECRETS, "192.0.2.1", NOON + WITHIN - SECOND)
    assert is_allowed(rows, SECRETS, "192.0.2.1", NOON + WITHIN)


@pytest.mark.parametrize(
    ("other", "is_same"), [("2001:db8:0:1:ffff::2", True), ("2001:db8:0:2::1", False)]
)
def test_customer_with_ipv6_is_one_network(rows: Session, other: str, is_same: bool) -> None:
    spend(rows, "2001:db8:0:1::1")
    assert is_allowed(rows, SECRETS, other, NOON) is not is_same


def test_address_itself_is_not_kept(rows: Session) -> None:
    is_allowed(rows, SECRETS, "192.0.2.1", NOON)
    (attempt,) = rows.scalars(select(FormAttempt)).all()
    assert "192" not in attempt.sender
    assert len(attempt.sender) == 43


def test_what_does_not_count_any_more_is_forgotten(db: Session) -> None:
    is_allowed(db, SECRETS, "192.0.2.1", NOON)
    is_allowed(db, SECRETS, "192.0.2.1", NOON + SECOND)
    forget_attempts(db, NOON + WITHIN)
    assert [attempt.at for attempt in db.scalars(select(FormAttempt))] == [NOON + SECOND]
