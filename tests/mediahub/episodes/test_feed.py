"""From rows to an item: what listeners are told of an episode."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from feeds.chapters import chapters_json
from mediahub.episodes.feed import chapters_of, item_of
from mediahub.episodes.models import Episode
from mediahub.episodes.service import set_credits
from mediahub.people.service import parse_credit
from mediahub.people.view import credit_text
from tests.conftest import NOON
from tests.factories import make_episode, make_show

ORIGIN = "https://podd.example"


def episode(rows: Session, language: str = "sv", **fields: Any) -> Episode:
    return make_episode(rows, make_show(rows, language=language), opens_at=NOON, **fields)


@pytest.mark.parametrize(
    ("language", "heading"), [("sv", "Medverkande"), ("sv-FI", "Medverkande"), ("en", "Guest")]
)
def test_credits_are_told_in_the_shows_language(rows: Session, language: str, heading: str) -> None:
    made = episode(rows, language, description="Om råd.")
    lines = ["Anders <Lidström>, Umeå universitet", "Christine Feuk"]
    set_credits(rows, made, [parse_credit(line, "guest") for line in lines])
    assert item_of(made, ORIGIN).description == (
        f"<p>Om råd.</p><p>{heading}: Anders &lt;Lidström&gt;, Umeå universitet; Christine Feuk</p>"
    )


def test_a_credit_reads_as_it_was_written(rows: Session) -> None:
    made = episode(rows)
    text = "Katarina Sundberg, ämnesråd, Miljödepartementet, Regeringskansliet"
    set_credits(rows, made, [parse_credit(text, "guest")])
    assert credit_text(made.credits[0]) == text


def test_notes_have_chapters_and_links_that_are_only_words(rows: Session) -> None:
    made = episode(
        rows,
        description="Text",
        chapters=[
            {"start": 0.0, "title": "A & B"},
            {"start": 9.0, "title": "Tyst", "toc": False},
            {"start": 754.0, "title": "<b>"},
        ],
        links=[{"url": 'https://x.example/"', "title": "<i>"}],
    )
    assert item_of(made, ORIGIN).content == (
        "<p>Text</p>\n<ul><li>0:00 A &amp; B</li><li>12:34 &lt;b&gt;</li></ul>"
        '<ul><li><a href="https://x.example/&quot;">&lt;i&gt;</a></li></ul>'
    )


def test_a_chapter_may_have_a_place(rows: Session) -> None:
    place = {"text": "Umeå", "geo": "geo:63.8,20.3", "rel": "", "osm": "", "country": ""}
    made = episode(rows, chapters=[{"start": 0.0, "title": "A", "location": place}])
    assert b'"geo:63.8,20.3"' in chapters_json(made.title, chapters_of(made))


def test_the_enclosure_is_the_copy_with_its_bytes_and_hash(rows: Session) -> None:
    made = episode(rows)
    copy = made.enclosure
    assert copy is not None
    item = item_of(made, ORIGIN)
    assert item.enclosure is not None
    assert (item.enclosure.url, item.enclosure.length, item.enclosure.type) == (
        f"https://podd.example/media/{copy.id}/{copy.filename}",
        copy.size_bytes,
        copy.content_type,
    )
    (alternate,) = item.alternates
    assert alternate.integrity is not None
    assert alternate.integrity.value == "sha256-" + "A" * 43 + "="


def test_it_is_updated_when_it_changes_and_not_before_it_is_out(rows: Session) -> None:
    made = episode(rows)
    item = item_of(made, ORIGIN)
    assert (item.published_at, item.updated_at) == (NOON, NOON)
