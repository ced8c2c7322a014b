"""ASCII names for addresses and files."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.media.slugs import slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kommunala råd", "kommunala-rad"),
        (
            "Agenda 2030 – Från det lokala till det globala",
            "agenda-2030-fran-det-lokala-till-det-globala",
        ),
        ("  Vem äger frågan?! ", "vem-ager-fragan"),
        ("Straße, Ærø & Łódź", "strasse-aero-lodz"),
        ("ÅÄÖ", "aao"),
        ("🎙", ""),
        ("", ""),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_words_become_ascii(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_long_text_is_cut_at_a_word() -> None:
    assert slug("ett två tre fyra", longest=9) == "ett-tva"
    assert slug("ett två tre fyra", longest=11) == "ett-tva-tre"


def test_a_long_word_is_cut_anywhere() -> None:
    assert slug("medborgardialog", longest=6) == "medbor"


@given(st.text(max_size=200), st.integers(1, 90))
def test_any_text_gives_a_name_or_nothing(text: str, longest: int) -> None:
    made = slug(text, longest)
    assert len(made) <= longest
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", made)
