"""Times as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.transcripts.formats.times import read_ms, read_shift, written


@pytest.mark.parametrize(
    ("text", "ms"),
    [("12:34.5", 754_500), (" 1:02:03 ", 3_723_000), ("754,25", 754_250), ("0", 0)],
)
def test_time(text: str, ms: int) -> None:
    assert read_ms(text) == ms


@pytest.mark.parametrize("text", ["", "x", "1:2:3:4", "-1", "12:34.5678", "٣"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(Invalid, match="is not a time"):
        read_ms(text)


@given(st.integers(0, 100 * 3600 * 1000))
def test_written_is_read_again(ms: int) -> None:
    assert read_ms(written(ms)) == ms


@pytest.mark.parametrize(("text", "ms"), [("2.5", 2_500), ("-2,5", -2_500), ("−1", -1_000)])
def test_shift(text: str, ms: int) -> None:
    assert read_shift(text) == ms


def test_no_shift() -> None:
    with pytest.raises(Invalid, match="is not a number of seconds"):
        read_shift("1:00")
