"""Cutting and folding: every offset leads back to its word, whatever the text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediahub.search.analysis.words import fold, pieces_of, words

ODD = "aåäöÅéøÉßﬁÇ1٣½²–-‑.,:@'’_ \n\t\u00ad\u200b\u0301\u030a\u0308\u202e\ufeff\x00שלום🙂中"


def folded(text: str) -> list[str]:
    return [fold(word.plain) for word in words(text)]


@settings(deadline=None)
@given(st.text() | st.text(alphabet=ODD))
def test_a_slice_of_the_original_folds_to_its_word(text: str) -> None:
    for word in words(text):
        assert pieces_of(text[word.start : word.end]) == word.pieces


@settings(deadline=None)
@given(st.text() | st.text(alphabet=ODD))
def test_words_stand_in_order_and_apart(text: str) -> None:
    ends = [0]
    for word in words(text):
        assert ends[-1] <= word.start < word.end <= len(text)
        ends.append(word.end)


@settings(deadline=None)
@given(st.text() | st.text(alphabet=ODD))
def test_folding_again_changes_nothing(text: str) -> None:
    for surface in folded(text):
        assert fold(surface) == surface


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MedborgarDialog", ["medborgardialog"]),
        ("med\u00adborgar\u200bdialog", ["medborgardialog"]),
        ("mo\u0308te A\u030ar", ["möte", "år"]),
        ("idé Kür København", ["ide", "kur", "köbenhavn"]),
        ("ﬁnans", ["finans"]),
        ("råd rad", ["råd", "rad"]),
        ("e-tjänst AI\u2011baserad", ["etjänst", "aibaserad"]),
        ("SKR:s EU:s kommun’s", ["skr", "eu", "kommun"]),
        ("t.ex. bl.a.", ["tex", "bla"]),
        ("#97, § 12", ["97", "12"]),
        ("12,5 % och 1.200", ["12.5", "och", "1.200"]),
        ("kl. 09.30–12.00", ["kl", "09.30", "12.00"]),
        ("2023-05-01", ["20230501"]),
        ("och/eller", ["och", "eller"]),
        ("a.b@skr.se", ["abskrse"]),
        ("*** – … 🙂", []),
        ("\u0301 \u00ad", []),
    ],
)
def test_how_words_are_cut_and_folded(text: str, expected: list[str]) -> None:
    assert folded(text) == expected


def test_a_joint_gives_pieces() -> None:
    assert pieces_of("E-tjänsten") == ("e", "tjänsten")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("medborgar- och brukardialog", ("brukardialog",)),
        ("barn-, ungdoms- och familjefrågor", ("familjefrågor",)),
        ("medborgar- ", ()),
    ],
)
def test_a_word_left_hanging_knows_what_completes_it(text: str, rest: tuple[str, ...]) -> None:
    first = next(words(text))
    assert (first.suspended, first.rest) == (True, rest)


@pytest.mark.parametrize(
    "unit", ["a", "ab-", "a-, ", "1,", "a.", "\u0301", "skol", "- ", "x-, y- och "]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    began = time.process_time()
    assert len(list(words(unit * (100_000 // len(unit))))) <= 100_000
    assert time.process_time() - began < 2


def test_only_the_first_letters_of_an_endless_word_count() -> None:
    assert folded("a" * 100_000) == ["a" * 64]
