"""The rate limits: by network and by e-mail address, counted in the database, keeping neither."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.participants.models import FormAttempt
from mediahub.participants.rate_limit import (
    EMAIL,
    LINKS,
    NETWORK,
    Limit,
    TooMany,
    count_attempt,
    count_form,
    forget_attempts,
)
from tests.conftest import NOON

SECRETS = ["a key for tests"]
SECOND = timedelta(seconds=1)
BOTH = pytest.mark.parametrize("limit", [NETWORK, EMAIL], ids=lambda limit: limit.name)


def spend(db: Session, limit: Limit, subject: str = "a") -> None:
    for _ in range(limit.most):
        count_attempt(db, SECRETS, limit, subject, NOON)


def is_allowed(
    db: Session, limit: Limit, subject: str = "a", after: timedelta = 0 * SECOND
) -> bool:
    try:
        count_attempt(db, SECRETS, limit, subject, NOON + after)
    except TooMany as refusal:
        return refusal.wait != limit.within
    return True


@BOTH
def test_so_many_are_let_through_and_no_more(db: Session, limit: Limit) -> None:
    spend(db, limit)
    assert not is_allowed(db, limit)
    assert is_allowed(db, limit, "b")


@BOTH
def test_limit_ends_with_its_time(rows: Session, limit: Limit) -> None:
    spend(rows, limit)
    assert not is_allowed(rows, limit, after=limit.within - SECOND)
    assert is_allowed(rows, limit, after=limit.within)


def test_registering_leaves_the_links_to_be_asked_for(rows: Session) -> None:
    spend(rows, EMAIL)
    assert is_allowed(rows, LINKS)


def test_a_form_counts_for_its_network_and_its_address(rows: Session) -> None:
    for number in range(NETWORK.most):
        count_form(rows, SECRETS, "192.0.2.1", f"{number}@boras.se", NOON)
    with pytest.raises(TooMany, match="from your network"):
        count_form(rows, SECRETS, "192.0.2.1", "ny@boras.se", NOON)
    for number in range(EMAIL.most):
        count_form(rows, SECRETS, f"198.51.100.{number}", "ny@boras.se", NOON)
    with pytest.raises(TooMany, match="about this e-mail address"):
        count_form(rows, SECRETS, "203.0.113.1", "ny@boras.se", NOON)


@pytest.mark.parametrize(
    ("other", "is_same"), [("2001:db8:0:1:ffff::2", True), ("2001:db8:0:2::1", False)]
)
def test_customer_with_ipv6_is_one_network(rows: Session, other: str, is_same: bool) -> None:
    for number in range(NETWORK.most):
        count_form(rows, SECRETS, "2001:db8:0:1::1", f"{number}@boras.se", NOON)
    if is_same:
        with pytest.raises(TooMany):
            count_form(rows, SECRETS, other, "ny@boras.se", NOON)
    else:
        count_form(rows, SECRETS, other, "ny@boras.se", NOON)


def test_addresses_themselves_are_not_kept(rows: Session) -> None:
    count_form(rows, SECRETS, "192.0.2.1", "anna@boras.se", NOON)
    for attempt in rows.scalars(select(FormAttempt)):
        assert ("192" in attempt.sender, "anna" in attempt.sender) == (False, False)
        assert len(attempt.sender) == 43


def test_what_does_not_count_any_more_is_forgotten(db: Session) -> None:
    for at in (NOON, NOON + SECOND):
        count_form(db, SECRETS, "192.0.2.1", "anna@boras.se", at)

    def left() -> list[tuple[str, int]]:
        rows = db.scalars(select(FormAttempt).order_by(FormAttempt.kind, FormAttempt.at))
        return [(row.kind.value, (row.at - NOON).seconds) for row in rows]

    forget_attempts(db, NOON + NETWORK.within)
    assert left() == [("email", 0), ("email", 1), ("network", 1)]
    forget_attempts(db, NOON + EMAIL.within)
    assert left() == [("email", 1)]
