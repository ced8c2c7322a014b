"""A published letter stays as it was, and tells only of what is current when it is published."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry
from mediahub.clock import parse_instant
from mediahub.errors import Conflict
from mediahub.newsletter import service
from mediahub.newsletter.formats import as_text
from mediahub.newsletter.publication import publish_letter
from mediahub.newsletter.view import LetterView
from tests.conftest import NOON
from tests.mediahub.newsletter.letters import make_97, make_coming, make_letter

WEEK = timedelta(days=7)


def test_later_edits_do_not_change_it(rows: Session) -> None:
    episode, webcast = make_97(rows), make_coming(rows)
    letter = make_letter(rows)
    publish_letter(rows, letter, actor="test", now=NOON)
    before = as_text(LetterView(letter, "https://podd.example", NOON))
    episode.title, episode.description, episode.credits = "Annat", "Annat", []
    webcast.title, webcast.price_text, webcast.cancelled_at = "Annat", "Annat", NOON
    rows.flush()
    rows.expire_all()
    assert as_text(LetterView(letter, "https://podd.example", NOON + WEEK)) == before
    assert "#97 - Kommunala råd" in before


def test_a_draft_follows_its_episode(rows: Session) -> None:
    episode = make_97(rows)
    letter = make_letter(rows)
    episode.title = "Råden"
    assert LetterView(letter, "", NOON).headings == "#97 - Råden"


def test_publishing_is_noted(rows: Session) -> None:
    letter = make_letter(rows)
    publish_letter(rows, letter, actor="anna", now=NOON)
    rows.flush()
    entry = rows.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.action, entry.subject_id) == (
        "anna",
        "newsletter.published_at",
        letter.id,
    )


def test_a_draft_of_last_year_gets_a_number_of_this_one(rows: Session) -> None:
    draft = make_letter(rows, parse_instant("2025-12-30"))
    make_letter(rows, NOON)
    publish_letter(rows, draft, actor="test", now=NOON)
    assert (draft.year, draft.number) == (2026, 2)


def test_an_episode_that_was_withdrawn_is_refused(rows: Session) -> None:
    episode = make_97(rows)
    letter = make_letter(rows)
    episode.closes_at = NOON
    with pytest.raises(Conflict) as refusal:
        publish_letter(rows, letter, actor="test", now=NOON)
    assert str(refusal.value) == (
        "Item 1, “Kommunala råd”, is not public. Publish it, or remove the item."
    )
    assert letter.published_at is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"opens_at": None}, "is not public. Publish it, or remove the item."),
        ({"cancelled_at": NOON}, "is cancelled. Remove the item."),
        ({"ended_at": NOON}, "is over. Remove the item."),
    ],
)
def test_a_webcast_that_is_no_longer_coming_is_refused(
    rows: Session, change: dict[str, object], sentence: str
) -> None:
    webcast = make_coming(rows, title="Råd", starts_at=NOON)
    letter = make_letter(rows)
    for name, value in change.items():
        setattr(webcast, name, value)
    with pytest.raises(Conflict) as refusal:
        publish_letter(rows, letter, actor="test", now=NOON)
    assert str(refusal.value) == f"Item 1, “Råd”, {sentence}"


def test_a_letter_about_nothing_may_be_published(rows: Session) -> None:
    letter = make_letter(rows)
    publish_letter(rows, letter, actor="test", now=NOON)
    assert service.get_published(rows, "2026-1") is letter
