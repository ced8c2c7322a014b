"""Everything that the program says, it says in Swedish too."""

from tests import catalogue

SAID = catalogue.spoken()
SWEDISH = catalogue.translated()


def test_catalogue_holds_what_is_said_and_nothing_else() -> None:
    assert sorted(SWEDISH) == sorted(SAID)


def test_what_is_counted_is_said_of_more_than_one_too() -> None:
    """An entry without a plural is not found by `ngettext`, which then speaks English."""
    assert catalogue.translated_plurals() == catalogue.plurals()


def test_every_entry_is_settled() -> None:
    assert catalogue.unsettled() == []


def test_every_sentence_is_translated_with_its_fields() -> None:
    assert [sentence for sentence in SWEDISH if not is_translated(sentence)] == []


def is_translated(sentence: str) -> bool:
    # `ngettext` fills in the number wherever it is said: “once” needs none, “%(num)s times” does.
    named = catalogue.fields(sentence) - {"num"}
    forms = SWEDISH[sentence]
    return all(form.strip() and catalogue.fields(form) - {"num"} == named for form in forms)
