"""What is proposed for a letter: to the second, and nothing that is not public."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.errors import Invalid
from mediahub.newsletter.models import NewsletterItem
from mediahub.newsletter.proposals import period_of, propose_items
from mediahub.newsletter.publication import publish_letter, withdraw_letter
from tests.conftest import NOON
from tests.factories import make_episode, make_show, make_webcast
from tests.mediahub.newsletter.letters import make_letter

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
SINCE, UNTIL = NOON - 7 * DAY, NOON - DAY


def titles(items: list[NewsletterItem]) -> list[str]:
    abouts = [item.episode or item.webcast for item in items]
    return [about.title for about in abouts if about is not None]


def test_episodes_of_the_period_are_proposed_the_oldest_first(db: Session) -> None:
    show = make_show(db)
    for title, opens_at in (
        ("before", SINCE - SECOND),
        ("last", UNTIL - SECOND),
        ("first", SINCE),
        ("after", UNTIL),
        ("draft", None),
    ):
        make_episode(db, show, title=title, opens_at=opens_at)
    make_episode(db, show, title="withdrawn", opens_at=SINCE, closes_at=UNTIL)
    make_episode(db, show, title="trailer", opens_at=SINCE, type="trailer")
    assert titles(propose_items(db, SINCE, UNTIL, NOON)) == ["first", "last"]


def test_what_is_not_public_yet_is_not_proposed(db: Session) -> None:
    make_episode(db, make_show(db), opens_at=NOON + SECOND)
    make_webcast(db, opens_at=NOON + SECOND)
    assert propose_items(db, SINCE, NOON + 30 * DAY, NOON) == []


def test_coming_webcasts_are_proposed_the_next_one_first(db: Session) -> None:
    make_webcast(db, title="later", starts_at=NOON + 2 * DAY)
    make_webcast(db, title="next", starts_at=NOON)
    make_webcast(db, title="begun", starts_at=NOON - SECOND)
    make_webcast(db, title="draft", opens_at=None)
    make_webcast(db, title="cancelled", cancelled_at=NOON)
    items = propose_items(db, SINCE, NOON, NOON)
    assert titles(items) == ["next", "later"]
    assert [item.position for item in items] == [1, 2]


def test_webcasts_after_an_old_period_are_what_was_coming_then(db: Session) -> None:
    make_webcast(db, title="then", starts_at=UNTIL, opens_at=SINCE)
    make_webcast(db, title="unknown then", starts_at=NOON, opens_at=UNTIL + SECOND)
    assert titles(propose_items(db, SINCE, UNTIL, NOON)) == ["then"]


def test_the_first_period_is_thirty_days(rows: Session) -> None:
    assert period_of(rows, None, None, NOON) == (NOON - 30 * DAY, NOON)


def test_the_next_period_begins_where_the_last_published_letter_ended(rows: Session) -> None:
    publish_letter(rows, make_letter(rows, NOON - DAY), actor="test", now=NOON - DAY)
    make_letter(rows, NOON - SECOND)
    assert period_of(rows, None, None, NOON) == (NOON - DAY, NOON)


def test_a_period_that_ends_before_it_begins_is_refused(rows: Session) -> None:
    with pytest.raises(Invalid) as refusal:
        period_of(rows, parse_instant("2026-03-02"), parse_instant("2026-03-01"), NOON)
    assert str(refusal.value) == (
        "The period ends before it begins. Let it end later, or begin earlier."
    )


def test_what_letters_in_the_archive_tell_of_is_not_proposed_again(rows: Session) -> None:
    """Of a draft it is, and of a letter that was withdrawn: nobody has got that."""
    show = make_show(rows)
    make_episode(rows, show, title="told", opens_at=NOON - 2 * DAY)
    make_webcast(rows, title="told too")
    first = make_letter(rows, NOON - DAY)
    publish_letter(rows, first, actor="test", now=NOON - DAY)
    publish_letter(rows, make_letter(rows, NOON - SECOND), actor="test", now=NOON - SECOND)
    make_episode(rows, show, title="new", opens_at=NOON - 3 * DAY)
    make_webcast(rows, title="new too")
    make_letter(rows)
    assert titles(propose_items(rows, SINCE, NOON, NOON)) == ["new", "new too"]
    withdraw_letter(rows, first, actor="test", now=NOON)
    rows.flush()
    found = titles(propose_items(rows, SINCE, NOON, NOON))
    assert sorted(found) == ["new", "new too", "told", "told too"]


def test_a_withdrawn_letter_does_not_begin_the_next_period(rows: Session) -> None:
    for day in (2, 1):
        letter = make_letter(rows, NOON - day * DAY)
        publish_letter(rows, letter, actor="test", now=NOON - day * DAY)
    withdraw_letter(rows, letter, actor="test", now=NOON)
    rows.flush()
    assert period_of(rows, None, None, NOON) == (NOON - 2 * DAY, NOON)
