"""Words of a webcast's own: what may stand in them, and how they are filled in."""

import pytest
from sqlalchemy.orm import Session

from mediahub.errors import Invalid
from mediahub.webcasts.mail_texts import (
    Wording,
    Words,
    check_words,
    fill,
    reset_words,
    set_words,
    words_for,
)
from tests.conftest import NOON
from tests.factories import make_webcast

USUAL = Words("Inspelningen", "Hej!")
WORDING = Wording("available", lambda _: USUAL, ("name", "title"))


def test_a_webcast_has_its_own_words_in_a_language_until_they_are_reset(db: Session) -> None:
    webcast, other = make_webcast(db), make_webcast(db)
    own = Words("Se {title}", "Hej {name}!\n\nNu går den att se.")
    set_words(db, webcast, WORDING, "sv", Words("Först", "så"), NOON)
    set_words(db, webcast, WORDING, "sv", own, NOON)
    assert words_for(db, webcast, "available", "sv", USUAL) == own
    assert words_for(db, webcast, "available", "en", USUAL) == USUAL
    assert words_for(db, webcast, "other", "sv", USUAL) == USUAL
    assert words_for(db, other, "available", "sv", USUAL) == USUAL
    assert reset_words(db, webcast, "available", "sv")
    assert words_for(db, webcast, "available", "sv", USUAL) == USUAL
    assert not reset_words(db, webcast, "available", "sv")


def test_names_are_filled_in_once() -> None:
    words = fill(Words("{title}", "Hej {name}!\n\n\nDag"), {"name": "{title}", "title": "T"})
    assert words == Words("T", "Hej {title}!\n\n\nDag")
    assert words.paragraphs == ["Hej {title}!", "Dag"]


@pytest.mark.parametrize(
    ("subject", "intro"),
    [
        ("Se {titel}", "Hej"),
        ("Se {title.__class__}", "Hej"),
        ("Se {title", "Hej"),
        ("Se", "Hej }"),
        ("", "Hej"),
        ("En\nTvå", "Hej"),
        ("Se", "  "),
        ("Se", "Läs mer på https://skr.se"),
        ("Se", "x" * 5_001),
    ],
)
def test_what_cannot_be_sent_is_refused(subject: str, intro: str) -> None:
    with pytest.raises(Invalid):
        check_words(WORDING, Words(subject, intro))
