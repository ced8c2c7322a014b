"""Attempts to sign in: the waiting grows, ends, and does not fall on the one who belongs there."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.accounts.login.rate_limit import (
    ACCOUNT,
    FAILURES_COUNT,
    NETWORK,
    NETWORK_KNOWN,
    PAIR,
    TooSoon,
    begin_attempt,
    forget_attempts,
)
from mediahub.accounts.models import SignInAttempt
from tests.conftest import NOON

KEYS = ("a key",)
ANNA, BO = "anna@skr.example", "bo@skr.example"
HERE, THERE = "192.0.2.1", "198.51.100.7"


def attempt(db: Session, after: float = 0, email: str = ANNA, address: str = HERE) -> SignInAttempt:
    return begin_attempt(db, KEYS, email, address, NOON + timedelta(seconds=after))


def wait(db: Session, after: float, email: str = ANNA, address: str = HERE) -> object:
    """How many seconds somebody is told to wait, None if they need not."""
    try:
        with db.begin_nested() as saved:
            attempt(db, after, email, address)
            saved.rollback()
    except TooSoon as refusal:
        return refusal.values["seconds"]
    return None


def attempts(db: Session) -> int:
    return db.scalar(select(func.count(SignInAttempt.id))) or 0


def test_waiting_is_doubled_up_to_the_longest() -> None:
    waits = [PAIR.wait(failures).total_seconds() for failures in (0, 4, 5, 6, 7, 14, 15, 9999)]
    assert waits == [0, 0, 1, 2, 4, 512, 900, 900]


def test_attempt_can_be_forgotten_by_its_id(rows: Session) -> None:
    attempt(rows, email=BO)
    assert rows.get(SignInAttempt, attempt(rows).id) is not None


def test_first_failures_are_free(rows: Session) -> None:
    for _ in range(5):
        attempt(rows)
    assert wait(rows, 0) == 1
    assert wait(rows, 0.4) == 1
    assert wait(rows, 1) is None


def test_what_is_too_soon_does_not_count(rows: Session) -> None:
    for _ in range(5):
        attempt(rows)
    for _ in range(10):
        with pytest.raises(TooSoon):
            attempt(rows, 0.5)
    assert attempts(rows) == 5


def test_other_accounts_and_networks_do_not_wait(rows: Session) -> None:
    for _ in range(5):
        attempt(rows)
    assert wait(rows, 0, email=BO) is None
    assert wait(rows, 0, address=THERE) is None


def test_success_ends_the_waiting_of_its_network(rows: Session) -> None:
    for _ in range(5):
        attempt(rows)
    attempt(rows, 1).has_succeeded = True
    assert wait(rows, 1) is None


def guess_from_everywhere(db: Session, count: int) -> None:
    for number in range(count):
        attempt(db, number / 100, address=f"203.0.113.{number}")


def test_strangers_make_the_owner_wait_for_a_minute_at_most(rows: Session) -> None:
    guess_from_everywhere(rows, ACCOUNT.free)
    assert wait(rows, 0.2) == 1
    for number in range(20):
        attempt(rows, 100 * (number + 1), address=f"198.51.100.{number}")
    assert wait(rows, 2000) == 60


def test_strangers_do_not_make_a_known_network_wait(rows: Session) -> None:
    attempt(rows).has_succeeded = True
    guess_from_everywhere(rows, ACCOUNT.free)
    assert wait(rows, 0.2) is None
    assert wait(rows, 0.2, address=THERE) == 1


def test_one_network_guessing_at_many_accounts_waits(rows: Session) -> None:
    for number in range(NETWORK.free):
        attempt(rows, email=f"person.{number}@skr.example")
    assert wait(rows, 0, email=BO) == 1
    assert wait(rows, 0, email=BO, address=THERE) is None


def guess_at_everybody(db: Session, address: str = HERE) -> None:
    for number in range(NETWORK.free):
        attempt(db, email=f"person.{number}@skr.example", address=address)


def test_who_has_signed_in_from_a_network_does_not_wait_for_others_there(rows: Session) -> None:
    attempt(rows, -3600).has_succeeded = True
    attempt(rows, -3600, email=BO, address=THERE).has_succeeded = True
    guess_at_everybody(rows)
    assert wait(rows, 0) is None
    assert wait(rows, 0, email=BO) == 1  # known elsewhere, not here
    assert wait(rows, 0, email="person.new@skr.example") == 1
    guess_at_everybody(rows, THERE)
    assert wait(rows, 0, address=THERE) == 1
    assert wait(rows, 0, email=BO, address=THERE) is None


def test_who_is_known_there_waits_for_their_own_failures(rows: Session) -> None:
    attempt(rows, -3600).has_succeeded = True
    guess_at_everybody(rows)
    for _ in range(PAIR.free):
        attempt(rows)
    assert wait(rows, 0) == 1
    assert wait(rows, 1) is None


def test_a_network_is_known_for_thirty_days(rows: Session) -> None:
    month = NETWORK_KNOWN.total_seconds()
    attempt(rows, -month).has_succeeded = True
    attempt(rows, -month + 1, email=BO).has_succeeded = True
    guess_at_everybody(rows)
    assert wait(rows, 0) == 1
    assert wait(rows, 0, email=BO) is None


def test_links_are_asked_for_as_one_is_known(rows: Session) -> None:
    def ask(email: str) -> None:
        begin_attempt(rows, KEYS, email, HERE, NOON, for_link=True)

    attempt(rows, -3600).has_succeeded = True
    guess_at_everybody(rows)
    for _ in range(PAIR.free):
        ask(ANNA)
    for email in (ANNA, BO):
        with pytest.raises(TooSoon):
            ask(email)
    assert wait(rows, 0) is None


def test_neighbours_in_one_ipv6_network_are_one(rows: Session) -> None:
    for number in range(5):
        attempt(rows, address=f"2001:db8::{number}")
    assert wait(rows, 0, address="2001:db8::ffff") == 1
    assert wait(rows, 0, address="2001:db8:0:1::1") is None


def test_nothing_tells_who_it_was(rows: Session) -> None:
    kept = attempt(rows)
    assert ANNA not in (kept.account, kept.network)
    assert HERE not in (kept.account, kept.network)


def test_failures_are_forgotten_after_a_day_and_successes_after_a_month(rows: Session) -> None:
    attempt(rows)
    attempt(rows).has_succeeded = True
    forget_attempts(rows, NOON + timedelta(hours=24) - timedelta(seconds=1))
    assert attempts(rows) == 2
    forget_attempts(rows, NOON + timedelta(hours=24))
    assert attempts(rows) == 1
    forget_attempts(rows, NOON + timedelta(days=30))
    assert attempts(rows) == 0


DAY = 24 * 3600.0


def fail(db: Session, count: int, after: float = 0, email: str = ANNA) -> None:
    for _ in range(count):
        attempt(db, after, email)


def test_limits_are_what_they_were() -> None:
    limits = [(one.free, one.longest / timedelta(minutes=1)) for one in (PAIR, ACCOUNT, NETWORK)]
    assert limits == [(5, 15), (20, 1), (50, 15)]
    assert (timedelta(hours=24), timedelta(days=30)) == (FAILURES_COUNT, NETWORK_KNOWN)


def test_failures_count_for_a_day_and_not_longer(rows: Session) -> None:
    fail(rows, 5)
    fail(rows, 1, DAY - 1)
    assert wait(rows, DAY - 1) == 2
    assert wait(rows, DAY) is None


def test_what_failed_before_the_last_success_does_not_count(rows: Session) -> None:
    attempt(rows).has_succeeded = True
    fail(rows, 4, 10)
    attempt(rows, 20).has_succeeded = True
    fail(rows, 4, 30)
    assert wait(rows, 30) is None
    fail(rows, 1, 30)
    assert wait(rows, 30) == 1


def test_a_network_is_known_for_a_month_after_a_success(rows: Session) -> None:
    attempt(rows).has_succeeded = True
    month = 30 * DAY
    for number in range(ACCOUNT.free):
        attempt(rows, month - 0.5, address=f"203.0.113.{number}")
    assert wait(rows, month - 0.5) is None
    assert wait(rows, month - 0.5, address=THERE) == 1
    assert wait(rows, month) == 1


def test_success_of_another_account_or_network_ends_nobodys_waiting(rows: Session) -> None:
    fail(rows, 5)
    attempt(rows, 0, BO).has_succeeded = True
    attempt(rows, 0, ANNA, THERE).has_succeeded = True
    assert wait(rows, 0) == 1


def test_forgetting_keeps_what_still_counts(rows: Session) -> None:
    attempt(rows)
    attempt(rows, 0, BO).has_succeeded = True
    attempt(rows, DAY)
    attempt(rows, 40 * DAY, BO).has_succeeded = True
    forget_attempts(rows, NOON + timedelta(hours=24))
    kept = rows.scalars(select(SignInAttempt).order_by(SignInAttempt.at)).all()
    assert [(one.at - NOON) // timedelta(days=1) for one in kept] == [0, 1, 40]
    assert [one.has_succeeded for one in kept] == [True, False, True]
