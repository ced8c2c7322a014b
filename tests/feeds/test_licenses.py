"""Licences."""

import pytest

from feeds.licenses import IDENTIFIERS, is_complete, is_known
from feeds.model import License


@pytest.mark.parametrize("identifier", ["cc-by-4.0", "CC-BY-4.0", "arr", "POD-V4V-1.0"])
def test_identifiers_are_known_in_any_case(identifier: str) -> None:
    assert is_known(identifier)


def test_identifiers_are_kept_in_lower_case() -> None:
    assert [identifier.lower() for identifier in IDENTIFIERS] == list(IDENTIFIERS)


@pytest.mark.parametrize(
    ("given", "complete"),
    [
        (License("cc-by-4.0"), True),
        (License("egen", "https://a.example/villkor"), True),
        (License("egen"), False),
        (License("", "https://a.example/villkor"), False),
    ],
)
def test_a_licence_of_ones_own_needs_its_address(given: License, complete: bool) -> None:
    assert is_complete(given) is complete
