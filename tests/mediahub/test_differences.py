"""Where two sequences differ: all of both in order, and soon known however they are made."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.differences import Difference, differences

few = st.lists(st.sampled_from("abcdefgh"), max_size=60)
many = st.lists(st.integers(0, 40), max_size=60)


@given(st.one_of(st.tuples(few, few), st.tuples(many, many)))
def test_both_are_told_whole_and_in_order(both: tuple[Sequence[object], Sequence[object]]) -> None:
    old, new = both
    told = list(differences(old, new))
    at = now = 0
    for one in told:
        assert (one.begin, one.start) == (at, now)
        assert one.end > one.begin or one.stop > one.start
        if one.is_same:
            assert old[one.begin : one.end] == new[one.start : one.stop]
        at, now = one.end, one.stop
    assert (at, now) == (len(old), len(new))
    assert not any(a.is_same == b.is_same for a, b in pairwise(told))


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("abc", "abc", "abc"),
        ("abc", "", ""),
        ("", "abc", ""),
        ("abcdef", "abXdef", "abdef"),
        ("abcdef", "defab", "def"),
        ("aabaab", "aaab", "aaab"),
        ("the cat sat on the mat", "the dog sat on the mat too", "the  sat on the mat"),
    ],
)
def test_what_stays_is_found(old: str, new: str, same: str) -> None:
    kept = "".join(old[one.begin : one.end] for one in differences(old, new) if one.is_same)
    assert kept == same


def test_a_change_in_the_middle_of_a_long_text_is_that_change_alone() -> None:
    old = [f"ord {number % 700}" for number in range(10_000)]
    new = [*old[:5000], "nytt", *old[5003:]]
    assert list(differences(old, new)) == [
        Difference(True, 0, 5000, 0, 5000),
        Difference(False, 5000, 5003, 5000, 5001),
        Difference(True, 5003, 10_000, 5001, 9_998),
    ]
