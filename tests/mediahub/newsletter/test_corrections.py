"""A published letter is put right, withdrawn, put back and copied; the rest of it stays."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry
from mediahub.errors import Conflict, Gone, NotFound
from mediahub.newsletter import service
from mediahub.newsletter.archive import (
    archive_changed_at,
    count_published,
    published_letters,
    published_neighbours,
)
from mediahub.newsletter.models import Newsletter
from mediahub.newsletter.publication import publish_letter, restore_letter, withdraw_letter
from mediahub.newsletter.view import LetterView
from tests.conftest import NOON
from tests.factories import make_webcast
from tests.mediahub.newsletter.letters import make_97, make_coming, make_letter

DAY = timedelta(days=1)
Change = Callable[[Session, Newsletter], object]


@pytest.fixture
def letter(db: Session) -> Newsletter:
    """About episode 97 and a webcast, out since a week."""
    make_97(db, opens_at=NOON - 9 * DAY)
    make_coming(db, title="Råd", opens_at=NOON - 9 * DAY)
    made = make_letter(db, NOON - 7 * DAY, title="Vår", greeting="Hej!")
    publish_letter(db, made, actor="test", now=NOON - 7 * DAY)
    return made


def add_text(db: Session, letter: Newsletter) -> None:
    service.add_item(db, letter, service.new_item(heading="Kort", text="En rad."))


CORRECTIONS: dict[str, Change] = {
    "title": lambda db, letter: service.edit_letter(db, letter, title="Sommar"),
    "greeting": lambda db, letter: service.edit_letter(db, letter, greeting="Hej då!"),
    "added": add_text,
    "words": lambda db, letter: service.edit_item(db, letter, 1, text="Andra ord."),
    "moved": lambda db, letter: service.move_item(db, letter, 1, 2),
    "removed": lambda db, letter: service.remove_item(db, letter, 1),
}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_what_changes_a_published_letter_is_dated(
    db: Session, letter: Newsletter, name: str
) -> None:
    other, draft = make_letter(db, NOON - DAY), make_letter(db)
    publish_letter(db, other, actor="test", now=NOON - DAY)
    CORRECTIONS[name](db, letter)
    CORRECTIONS["greeting"](db, draft)
    assert letter.corrected_at == NOON
    assert (other.corrected_at, draft.corrected_at) == (None, None)
    assert letter.published_at == NOON - 7 * DAY


def test_what_changes_nothing_is_no_correction(db: Session, letter: Newsletter) -> None:
    service.edit_letter(db, letter, title="Vår", number=1, language="sv")
    service.edit_item(db, letter, 1, heading="", text="")
    service.move_item(db, letter, 2, 2)
    service.refresh_item(db, letter, 1)
    assert letter.corrected_at is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda db, letter: service.edit_letter(db, letter, number=7),
            "Newsletter 2026-1 is published and keeps its number and language.",
        ),
        (
            lambda db, letter: service.edit_letter(db, letter, language="en"),
            "Newsletter 2026-1 is published and keeps its number and language.",
        ),
        (
            service.remove_letter,
            "Newsletter 2026-1 is published. It can be corrected or withdrawn.",
        ),
        (
            lambda db, letter: publish_letter(db, letter, actor="test", now=NOON),
            "Newsletter 2026-1 is published. It can be corrected or withdrawn.",
        ),
        (
            lambda db, letter: restore_letter(db, letter, actor="test", now=NOON),
            "Newsletter 2026-1 is not withdrawn.",
        ),
    ],
)
def test_what_stays_is_refused(
    db: Session, letter: Newsletter, change: Change, sentence: str
) -> None:
    with pytest.raises(Conflict) as refusal:
        change(db, letter)
    assert str(refusal.value) == sentence
    assert letter.corrected_at is None


def contents(letter: Newsletter) -> list[tuple[str, str, dict[str, str]]]:
    return [
        (one.heading.text, one.text.text, {fact.label: fact.words.text for fact in one.facts})
        for one in LetterView(letter, "", NOON).contents
    ]


def test_other_words_change_nothing_else(db: Session, letter: Newsletter) -> None:
    """Not even what the episode has come to say since."""
    before = contents(letter)
    episode = letter.items[0].episode
    assert episode is not None
    episode.title, episode.credits = "Annat", []
    service.edit_item(db, letter, 1, text="Rätt ord.")
    after = contents(letter)
    assert after[0] == (before[0][0], "Rätt ord.", before[0][2])
    assert after[1] == before[1]
    service.edit_item(db, letter, 1, heading="Rätt rubrik", text="")
    assert contents(letter)[0] == ("Rätt rubrik", before[0][1], before[0][2])


def test_an_item_takes_what_its_webcast_says_by_now(db: Session, letter: Newsletter) -> None:
    before = contents(letter)
    webcast, episode = letter.items[1].webcast, letter.items[0].episode
    assert webcast is not None
    assert episode is not None
    webcast.place, episode.title = "Visby", "Annat"
    service.refresh_item(db, letter, 2)
    after = contents(letter)
    assert (after[0], after[1][2]["Plats"]) == (before[0], "Visby")
    assert letter.corrected_at == NOON
    webcast.cancelled_at = NOON
    with pytest.raises(Conflict, match="is cancelled"):
        service.refresh_item(db, letter, 2)


def test_what_is_added_is_frozen_too(db: Session, letter: Newsletter) -> None:
    webcast, hidden = make_webcast(db, title="Ny"), make_webcast(db, opens_at=None)
    service.add_item(db, letter, service.new_item(about=webcast))
    webcast.title = "Annan"
    assert contents(letter)[2][0] == "Ny"
    with pytest.raises(Conflict, match="is not public"):
        service.add_item(db, letter, service.new_item(about=hidden))
    assert len(letter.items) == 3


def test_a_withdrawn_letter_is_in_no_list(db: Session, letter: Newsletter) -> None:
    later = make_letter(db, NOON - DAY)
    publish_letter(db, later, actor="test", now=NOON - DAY)
    withdraw_letter(db, letter, actor="anna", now=NOON)
    with pytest.raises(Gone) as gone:
        service.get_published(db, "2026-1")
    assert str(gone.value) == "Newsletter 2026-1 has been withdrawn."
    assert published_letters(db, NOON, limit=9) == [later]
    assert count_published(db, NOON) == 1
    assert published_neighbours(db, later, NOON) == (None, None)
    assert service.get_published(db, "2026-2") is later
    with pytest.raises(Conflict) as refusal:
        withdraw_letter(db, letter, actor="anna", now=NOON)
    assert str(refusal.value) == "Newsletter 2026-1 is not published."
    restore_letter(db, letter, actor="anna", now=NOON)
    assert published_letters(db, NOON, limit=9) == [later, letter]
    noted = select(AuditEntry).where(AuditEntry.action == "newsletter.withdrawn_at")
    assert [(one.actor, one.subject_id) for one in db.scalars(noted)] == [("anna", letter.id)] * 2


def test_a_draft_is_not_withdrawn(db: Session, letter: Newsletter) -> None:
    draft = make_letter(db)
    with pytest.raises(Conflict):
        withdraw_letter(db, draft, actor="anna", now=NOON)
    with pytest.raises(NotFound):
        service.get_published(db, "2026-2")


def test_withdrawing_changes_the_archive(db: Session, letter: Newsletter) -> None:
    make_letter(db)
    letter.changed_at = NOON - 7 * DAY
    db.flush()
    before = archive_changed_at(db, NOON)
    withdraw_letter(db, letter, actor="anna", now=NOON)
    db.flush()
    assert archive_changed_at(db, NOON) == NOON
    assert before is not None


def test_a_copy_tells_of_the_same_in_a_new_draft(db: Session, letter: Newsletter) -> None:
    service.edit_item(db, letter, 1, heading="Egen rubrik")
    add_text(db, letter)
    webcast = letter.items[1].webcast
    assert webcast is not None
    webcast.title = "Nytt namn"
    copy = service.copy_letter(db, letter, NOON)
    assert (copy.number, copy.title, copy.greeting) == (2, "Vår", "Hej!")
    assert (copy.published_at, copy.corrected_at, copy.withdrawn_at) == (None, None, None)
    assert [one[0] for one in contents(copy)] == ["Egen rubrik", "Nytt namn", "Kort"]
    assert [one[0] for one in contents(letter)] == ["Egen rubrik", "Råd", "Kort"]
    service.remove_item(db, copy, 1)
    assert len(letter.items) == 3
