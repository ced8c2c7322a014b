"""Everything that the program says, it says in Swedish too."""

import pytest

from tests import catalogue

SAID = catalogue.spoken()
SWEDISH = catalogue.translated()


def test_catalogue_holds_what_is_said_and_nothing_else() -> None:
    assert sorted(SWEDISH) == sorted(SAID)


def test_every_entry_is_settled() -> None:
    assert catalogue.unsettled() == []


@pytest.mark.parametrize("sentence", sorted(SWEDISH))
def test_sentence_is_translated_with_its_fields(sentence: str) -> None:
    for form in SWEDISH[sentence]:
        assert form.strip() != ""
        assert catalogue.fields(form) == catalogue.fields(sentence)
