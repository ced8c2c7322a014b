"""Drafts: numbered within the Swedish year, edited item by item, found by name."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.newsletter import archive, service
from mediahub.newsletter.models import Newsletter, NewsletterItem
from mediahub.newsletter.publication import publish_letter
from tests.conftest import NOON
from tests.mediahub.newsletter.letters import make_97, make_coming, make_letter


def headings(letter: Newsletter) -> list[str]:
    return [item.heading or item.kind.value for item in letter.items]


def fill(db: Session, letter: Newsletter, *names: str) -> None:
    for name in names:
        service.add_item(db, letter, service.new_item(heading=name))


def test_letters_are_numbered_within_the_year_in_sweden(db: Session) -> None:
    times = ("2026-03-04", "2026-12-31T23:59", "2027-01-01T00:00")
    letters = [make_letter(db, parse_instant(time)) for time in times]
    numbers = [(letter.year, letter.number) for letter in letters]
    assert numbers == [(2026, 1), (2026, 2), (2027, 1)]


def test_a_proposal_is_kept_only_when_it_is_added(rows: Session) -> None:
    make_97(rows)
    service.draft_letter(rows, NOON, NOON, now=NOON)
    rows.flush()
    assert rows.scalars(select(Newsletter)).all() == []
    assert rows.scalars(select(NewsletterItem)).all() == []


def test_two_letters_cannot_have_one_number(db: Session) -> None:
    first, second = (service.draft_letter(db, NOON, NOON, now=NOON) for _ in range(2))
    service.add_letter(db, first)
    with pytest.raises(Conflict) as refusal:
        service.add_letter(db, second)
    assert str(refusal.value) == "There is a newsletter 2026-1 already."


def test_numbers_go_on_from_one_that_is_given(rows: Session) -> None:
    assert [make_letter(rows, number=5).number, make_letter(rows).number] == [5, 6]


def test_a_number_that_is_taken_is_refused(rows: Session) -> None:
    make_letter(rows)
    letter = make_letter(rows)
    with pytest.raises(Conflict) as refusal:
        service.edit_letter(rows, letter, number=1)
    assert str(refusal.value) == "There is a newsletter 2026-1 already."


def test_a_number_that_no_address_has_is_refused(rows: Session) -> None:
    for number in (0, 10_000):
        with pytest.raises(Invalid):
            make_letter(rows, number=number)


def test_an_edit_leaves_the_rest(rows: Session) -> None:
    letter = make_letter(rows, title="Råd", greeting="Hej")
    service.edit_letter(rows, letter, greeting="Hallå")
    assert (letter.title, letter.greeting, letter.language) == ("Råd", "Hallå", "sv")


def test_a_language_that_nobody_reads_here_is_refused(rows: Session) -> None:
    with pytest.raises(Invalid) as refusal:
        make_letter(rows, language="fi")
    assert str(refusal.value) == "A newsletter is in sv or en, not “fi”."


def test_a_greeting_longer_than_a_page_holds_is_refused(rows: Session) -> None:
    with pytest.raises(Invalid):
        make_letter(rows, greeting="å" * 50_001)


def test_items_are_put_where_they_are_wanted(rows: Session) -> None:
    letter = make_letter(rows)
    fill(rows, letter, "a", "b")
    service.add_item(rows, letter, service.new_item(heading="first"), 1)
    service.add_item(rows, letter, service.new_item(heading="last"), 4)
    rows.expire_all()
    assert headings(letter) == ["first", "a", "b", "last"]
    assert [item.position for item in letter.items] == [1, 2, 3, 4]


def test_an_item_is_moved_and_the_others_make_room(rows: Session) -> None:
    letter = make_letter(rows)
    fill(rows, letter, *"abc")
    for position, to, order in ((1, 3, "bca"), (3, 1, "abc"), (2, 2, "abc"), (1, 2, "bac")):
        service.move_item(rows, letter, position, to)
        rows.expire_all()
        assert headings(letter) == list(order)


def test_an_item_is_taken_out(rows: Session) -> None:
    letter = make_letter(rows)
    fill(rows, letter, *"abc")
    service.remove_item(rows, letter, 2)
    rows.expire_all()
    assert headings(letter) == ["a", "c"]
    assert [item.position for item in letter.items] == [1, 2]


def test_a_place_that_is_not_there_is_named(rows: Session) -> None:
    letter = make_letter(rows)
    fill(rows, letter, "a")
    for position in (0, 2, -1):
        with pytest.raises(Invalid) as refusal:
            service.remove_item(rows, letter, position)
        assert str(refusal.value) == f"There is no place {position}: the letter has places 1 to 1."


def test_an_item_gets_words_of_its_own_and_loses_them_again(rows: Session) -> None:
    make_97(rows)
    letter = make_letter(rows)
    service.edit_item(rows, letter, 1, heading="Lyssna", text="Nu.")
    service.edit_item(rows, letter, 1, text="")
    item = service.item_at(letter, 1)
    assert (item.heading, item.text) == ("Lyssna", None)


def test_a_text_without_words_is_refused(rows: Session) -> None:
    letter = make_letter(rows)
    with pytest.raises(Invalid):
        service.add_item(rows, letter, service.new_item(heading=" "))
    fill(rows, letter, "a")
    with pytest.raises(Invalid):
        service.edit_item(rows, letter, 1, heading="")


def test_a_draft_that_is_thrown_away_frees_its_number(rows: Session) -> None:
    make_97(rows)
    make_coming(rows)
    service.remove_letter(rows, make_letter(rows))
    assert rows.scalars(select(NewsletterItem)).all() == []
    assert make_letter(rows).number == 1


def test_an_unknown_letter_is_not_found(rows: Session) -> None:
    make_letter(rows)
    for name in ("2026-2", "2025-1", "2026-01", "2026", "26-1", "2026-1 ", "²026-1", "x"):
        with pytest.raises(NotFound) as refusal:
            service.get_letter(rows, name)
        assert str(refusal.value) == f"There is no newsletter “{name}”."


def test_the_archive_holds_what_is_published_the_latest_first(db: Session) -> None:
    for time in ("2025-12-01", "2026-01-15", "2026-02-01"):
        publish_letter(
            db, make_letter(db, parse_instant(time)), actor="test", now=parse_instant(time)
        )
    make_letter(db)
    listed = archive.published_letters(db, NOON, limit=9)
    names = [(letter.year, letter.number) for letter in listed]
    assert names == [(2026, 2), (2026, 1), (2025, 1)]
    assert archive.count_published(db, NOON) == 3
    assert archive.published_neighbours(db, listed[1], NOON) == (listed[2], listed[0])
    assert archive.published_neighbours(db, listed[0], NOON) == (listed[1], None)
    assert archive.published_neighbours(db, listed[2], NOON) == (None, listed[1])
