"""Credits: read as people write them, and each person and organisation kept once."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.episodes.models import EpisodeCredit
from mediahub.errors import Invalid
from mediahub.people.models import Organisation, Person
from mediahub.people.service import CreditLine, credit, parse_credit


@pytest.mark.parametrize(
    ("text", "name", "title", "organisation"),
    [
        ("Nils Munthe", "Nils Munthe", None, None),
        ("Nils Munthe, SKR", "Nils Munthe", None, "SKR"),
        (
            "Katarina Sundberg, ämnesråd, Miljödepartementet, Regeringskansliet",
            "Katarina Sundberg",
            "ämnesråd",
            "Miljödepartementet, Regeringskansliet",
        ),
        ("Anders Lidström, Umeå universitet", "Anders Lidström", None, "Umeå universitet"),
        ("  Anders   Nordh ,, SKR ", "Anders Nordh", None, "SKR"),
        ("Anders Nordh, utredare,", "Anders Nordh", "utredare", None),
        ("Anders Nordh,", "Anders Nordh", None, None),
    ],
)
def test_a_credit_is_read_as_people_write_it(
    text: str, name: str, title: str | None, organisation: str | None
) -> None:
    expected = CreditLine(name, title, organisation, "guest", "cast")
    assert parse_credit(text, "guest") == expected


@pytest.mark.parametrize("text", ["", " ", ", SKR", ",,"])
def test_a_credit_names_someone(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_credit(text, "host")
    assert str(refusal.value) == f"“{text}” names nobody. Write “Name, title, organisation”."


def test_a_name_that_no_feed_has_room_for_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        parse_credit("N" * 129, "host")
    assert str(refusal.value) == "The name is 129 characters long; there is room for 128."


def test_two_ways_to_type_a_letter_are_one_name() -> None:
    typed = unicodedata.normalize("NFD", "Anders Lidström")
    assert parse_credit(typed, "guest").name == "Anders Lidström"


@given(st.text(max_size=60))
def test_any_text_is_a_credit_or_a_refusal(text: str) -> None:
    try:
        line = parse_credit(text, "host")
    except Invalid:
        return
    assert line.name == line.name.strip() != ""
    assert "" not in (line.title, line.organisation)


def test_the_same_person_is_credited_again(db: Session) -> None:
    lines = [parse_credit(text, "guest") for text in ("Nils Munthe, SKR", "Nils Munthe, SKL")]
    rows = [credit(db, EpisodeCredit, line, at) for at, line in enumerate(lines)]
    assert rows[0].person is rows[1].person
    assert db.scalar(select(func.count()).select_from(Person)) == 1


def test_the_organisation_is_the_one_they_had_then(db: Session) -> None:
    then = credit(db, EpisodeCredit, parse_credit("Nils Munthe, SKL", "host"), 0)
    credit(db, EpisodeCredit, parse_credit("Nils Munthe, chef, SKR", "host"), 0)
    assert then.organisation is not None
    assert (then.organisation.name, then.title) == ("SKL", None)
    assert db.scalars(select(Organisation.name).order_by(Organisation.name)).all() == ["SKL", "SKR"]
