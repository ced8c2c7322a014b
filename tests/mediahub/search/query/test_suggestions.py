"""How many slips lie between two words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.search.query.suggestions import slips


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("budget", "budget", 0),
        ("budgt", "budget", 1),
        ("bugdet", "budget", 1),
        ("budgeet", "budget", 1),
        ("bodget", "budget", 1),
        ("bodgt", "budget", 2),
        ("", "råd", 3),
    ],
)
def test_slips(one: str, other: str, count: int) -> None:
    assert slips(one, other) == count


@given(st.text("abå", max_size=8), st.text("abå", max_size=8))
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) is (one == other)
