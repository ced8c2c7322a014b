"""What an item says, in the words and the order of SKR's own letters."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.newsletter.contents import Content, Words, content_of, lead_of
from mediahub.newsletter.models import ItemKind, NewsletterItem
from mediahub.newsletter.service import new_item
from mediahub.webcasts.models import WebcastKind
from tests.conftest import NOON
from tests.factories import make_series
from tests.mediahub.newsletter.letters import make_97, make_coming


def said(item: NewsletterItem, language: str = "sv") -> dict[str, str]:
    """The facts, with plain spaces."""
    facts = content_of(item, language, NOON).facts
    return {fact.label: fact.words.text.replace("\N{NO-BREAK SPACE}", " ") for fact in facts}


def webcast(db: Session, **fields: Any) -> NewsletterItem:
    return new_item(about=make_coming(db, **fields))


def test_an_episode_is_told_of_as_skr_does(rows: Session) -> None:
    item = new_item(about=make_97(rows))
    content = content_of(item, "sv", NOON)
    assert (content.overline, content.heading, content.text) == (
        "SKR: Demokratiresan en podcast från SKR",
        Words("#97 - Kommunala råd", "sv"),
        Words("En studie av råden.", "sv"),
    )
    assert said(item) == {
        "Medverkande": "Anders Lidström, Umeå universitet; David Feltenius, Umeå universitet",
        "Samtalsledare": "Nils Munthe",
    }
    assert (content.link, content.path) == (
        "Länk till avsnitt 97",
        "/demokratiresan/97-kommunala-rad",
    )


def test_an_episode_without_number_has_its_title_alone(rows: Session) -> None:
    content = content_of(new_item(about=make_97(rows, number=None)), "sv", NOON)
    assert (content.heading.text, content.link) == ("Kommunala råd", "Länk till avsnittet")


def test_a_webcast_is_told_of_in_bullets(rows: Session) -> None:
    item = webcast(rows, starts_at=parse_instant("2026-03-11T09:00"))
    content = content_of(item, "sv", NOON)
    assert (content.overline, content.heading.text, content.text.text) == (
        "Webbsändning",
        "Medborgardialog som ett systematiskt arbetssätt",
        "Hur två städer arbetar.",
    )
    assert list(said(item).items()) == [
        ("Datum", "onsdag 11 mars 2026"),
        ("Tid", "09.00–12.00"),
        ("Plats", "Webbsänt"),
        ("Kostnad", "250 kr per länk"),
        ("Sista anmälningsdag", "måndag 9 mars 2026"),
        ("Målgrupp", "Förtroendevalda"),
    ]
    assert content.path == "/webbsandningar/medborgardialog"
    assert content.link == (
        "Läs mer om ”Medborgardialog som ett systematiskt arbetssätt” och anmäl dig"
    )


def test_an_english_letter_has_english_labels_and_says_what_is_swedish(rows: Session) -> None:
    item = webcast(rows, starts_at=parse_instant("2026-03-11T09:00"))
    content = content_of(item, "en", NOON)
    assert said(item, "en") == {
        "Date": "Wednesday 11 March 2026",
        "Time": "09:00–12:00",
        "Place": "Webbsänt",
        "Price": "250 kr per länk",
        "Last day to register": "Monday 9 March 2026",
        "Target group": "Förtroendevalda",
    }
    assert [fact.words.language for fact in content.facts] == ["en", "en", "sv", "sv", "en", "sv"]
    assert content.heading.language == "sv"


def test_what_it_costs(rows: Session) -> None:
    coming = make_coming(rows)
    for coming.price_text, coming.price_amount, price in (
        (None, 0, "Kostnadsfritt"),
        (None, 1200, "1 200 kr"),
        ("Ingår", 0, "Ingår"),
        (None, None, None),
    ):
        assert said(new_item(about=coming)).get("Kostnad") == price


def test_what_is_not_known_has_no_bullet(rows: Session) -> None:
    item = webcast(rows, price_text=None, register_by=None, target_group=None)
    assert list(said(item)) == ["Datum", "Tid", "Plats"]


def test_a_webcast_past_midnight_names_both_days(rows: Session) -> None:
    starts_at = parse_instant("2026-03-11T22:00")
    item = webcast(rows, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
    assert said(item)["Datum"] == "onsdag 11 mars 2026 – torsdag 12 mars 2026"


def test_a_part_of_a_course_names_the_course(rows: Session) -> None:
    series = make_series(rows, price_text="2 500 kr", is_form_open=True)
    item = webcast(rows, kind=WebcastKind.COURSE, series=series, price_text=None)
    assert content_of(item, "sv", NOON).overline == "Webbkurs, Medborgardialog från grunden"
    assert said(item)["Kostnad"] == "2 500 kr"


def test_when_it_is_too_late_to_register_nobody_is_asked_to(rows: Session) -> None:
    item = webcast(rows, title="Råd", register_by=parse_instant("2026-03-03").date())
    assert content_of(item, "sv", NOON).link == "Läs mer om ”Råd”"


def test_words_of_ones_own_stand_instead(rows: Session) -> None:
    item = new_item(about=make_97(rows), heading="Lyssna", text="Ett *nytt* avsnitt")
    content = content_of(item, "en", NOON)
    assert (content.heading, content.text) == (
        Words("Lyssna", "en"),
        Words("Ett *nytt* avsnitt", "en"),
    )


def test_a_text_has_no_link(rows: Session) -> None:
    content = content_of(new_item(heading="Hej", text="Vi ses"), "sv", NOON)
    expected = Content(ItemKind.TEXT, "", Words("Hej", "sv"), Words("Vi ses", "sv"))
    assert content == expected


def test_json_gives_back_what_it_was_made_of(rows: Session) -> None:
    content = content_of(webcast(rows), "sv", NOON)
    assert Content.of_json(content.as_json()) == content


@pytest.mark.parametrize(
    ("description", "lead"),
    [
        ("", ""),
        ("Ett.\nTvå.\n\nTre.", "Ett.\nTvå."),
        ("## Rubrik\n\nOm råden.", "Om råden."),
        ("Om råden.\nMedverkande: A\nSamtalsledare: B\nTid: 26.58", "Om råden."),
        ("**Medverkande:** A\n\nOm råden.", "Om råden."),
        ("Tidigare i år kom en studie.", "Tidigare i år kom en studie."),
        ("Samtalet leds av: B", ""),
    ],
)
def test_the_first_paragraph_is_what_is_told(description: str, lead: str) -> None:
    assert lead_of(description) == lead
