"""Dates and lengths as a reader of Swedish or English expects them."""

from datetime import UTC, datetime

import pytest

from mediahub.errors import Invalid
from mediahub.i18n import NBSP, filters, sentence

EVENING = datetime(2024, 9, 24, 22, 30, tzinfo=UTC)


def written(name: str, language: str, value: object) -> str:
    """What the filter writes, with ordinary spaces for those that do not break."""
    return filters(language)[name](value).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("name", "swedish", "english"),
    [
        ("date", "25 september 2024", "25 September 2024"),
        ("moment", "onsdag 25 september 2024 kl. 00.30", "Wednesday 25 September 2024 at 00:30"),
        ("clock", "00.30", "00:30"),
    ],
)
def test_times_are_local_and_written_as_people_do(name: str, swedish: str, english: str) -> None:
    assert written(name, "sv", EVENING) == swedish
    assert written(name, "en", EVENING) == english


@pytest.mark.parametrize(
    ("end", "swedish", "english"),
    [
        (
            datetime(2024, 9, 25, 10, tzinfo=UTC),
            "onsdag 25 september 2024 kl. 12.00",
            "Wednesday 25 September 2024 at 12:00",
        ),
        (
            datetime(2024, 9, 25, 22, tzinfo=UTC),
            "onsdag 25 september 2024 kl. 24.00",
            "Wednesday 25 September 2024 at 24:00",
        ),
    ],
)
def test_end_at_midnight_is_on_the_day_before(end: datetime, swedish: str, english: str) -> None:
    assert (written("until", "sv", end), written("until", "en", end)) == (swedish, english)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, ""),
        (58.6, "59 s"),
        (75.9, "1 min 16 s"),
        (599.4, "9 min 59 s"),
        (600, "10 min"),
        (1618, "27 min"),
        (3599, "1 tim"),
        (4354, "1 tim 13 min"),
    ],
)
def test_length_is_told_as_exactly_as_matters(seconds: float, text: str) -> None:
    assert written("length_of", "sv", seconds) == text


def test_what_belongs_together_is_not_broken() -> None:
    assert filters("sv")["date"](EVENING) == "25\N{NO-BREAK SPACE}september\N{NO-BREAK SPACE}2024"
    assert filters("sv")["megabytes"](1_250_000) == "1,2\N{NO-BREAK SPACE}MB"


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, "1 kB"), (99_999, "100 kB"), (100_000, "0,1 MB")],
)
def test_small_file_is_not_of_no_size(size: int, text: str) -> None:
    assert written("megabytes", "sv", size) == text


def test_numbers_in_a_sentence_are_grouped_as_the_language_does() -> None:
    error = Invalid("{a} {b} {c:05} {d:.1f} {e}", a=10_000, b=9_999, c=12_345, d=12_345.6, e=True)
    assert sentence(error, "en") == "10,000 9999 12345 12345.6 True"
    assert sentence(error, "sv") == f"10{NBSP}000 9999 12345 12345.6 True"
