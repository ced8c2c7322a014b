"""Language tags."""

import pytest

from feeds.languages import TWO_LETTERS, is_language


def test_there_are_as_many_two_letter_codes_as_iso_639_1_has() -> None:
    assert len(TWO_LETTERS) == 183


@pytest.mark.parametrize("tag", ["sv", "SV", "sv-SE", "en-us", "smj", "zh-Hant-TW"])
def test_languages(tag: str) -> None:
    assert is_language(tag)


@pytest.mark.parametrize("tag", ["", "xx", "svenska", "sv_SE", "sv-", "s", "sv-S", "sv\n"])
def test_other_text(tag: str) -> None:
    assert not is_language(tag)
