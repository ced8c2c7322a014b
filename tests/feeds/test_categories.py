"""Apple's categories."""

import pytest

from feeds.categories import CATEGORIES, category, is_category, paths, suggestion
from feeds.errors import FeedError


def test_there_are_nineteen_and_ninety_one() -> None:
    assert (len(CATEGORIES), len(list(paths()))) == (19, 19 + 91)


def test_a_path_is_read_from_its_name() -> None:
    assert category("News > Politics") == ("News", "Politics")
    assert category("Government") == ("Government",)


@pytest.mark.parametrize(
    "path", [("Politics",), ("News", "Design"), ("news",), (), ("A", "B", "C")]
)
def test_anything_else_is_no_category(path: tuple[str, ...]) -> None:
    assert not is_category(path)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("government", "Government"),
        ("News > politics", "News > Politics"),
        ("Politics", "News > Politics"),
        ("Goverment", "Government"),
        ("Society and Culture", "Society & Culture"),
        ("xyzzy", ""),
    ],
)
def test_the_nearest_is_suggested(name: str, near: str) -> None:
    assert suggestion(tuple(name.split(" > "))) == near


def test_the_refusal_names_the_nearest() -> None:
    with pytest.raises(FeedError) as refusal:
        category("news > politics")
    assert str(refusal.value) == (
        "“news > politics” is not a category of Apple Podcasts. Did you mean “News > Politics”?"
    )
    assert refusal.value.values == {"name": "news > politics", "near": "News > Politics"}


def test_the_refusal_says_no_more_when_nothing_is_near() -> None:
    with pytest.raises(FeedError, match=r"^“xyzzy” is not a category of Apple Podcasts\.$"):
        category("xyzzy")
