"""What a form was filled from, and what somebody else has saved since."""

from mediahub.accounts.edit_conflicts import Difference, differences, version_of


def test_the_same_texts_are_the_same_version() -> None:
    assert version_of({"a": "1", "b": "2"}) == version_of({"b": "2", "a": "1"})
    assert version_of({"a": "1"}) != version_of({"a": "2"})
    assert version_of({"a": "1"}) != version_of({"b": "1"})


def test_only_what_differs_is_told() -> None:
    current = {"title": "Kommunala råd", "text": "En\nTvå", "slug": "rad"}
    typed = {"title": "Kommunala rådet", "text": "En\r\nTvå\r\n", "slug": "rad"}
    assert differences(current, typed) == [Difference("title", "Kommunala råd", "Kommunala rådet")]
