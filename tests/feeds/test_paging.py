"""Links between the pages of a feed."""

from feeds.model import Paging
from feeds.paging import paging


def url_of(number: int) -> str:
    return f"?page={number}"


def test_the_first_page() -> None:
    assert paging(1, 3, url_of) == Paging(first="?page=1", next="?page=2", last="?page=3")


def test_a_page_between() -> None:
    assert paging(2, 3, url_of) == Paging(
        first="?page=1", previous="?page=1", next="?page=3", last="?page=3"
    )


def test_the_last_page_has_no_next() -> None:
    assert paging(3, 3, url_of) == Paging(first="?page=1", previous="?page=2", last="?page=3")


def test_an_only_page() -> None:
    assert paging(1, 1, url_of) == Paging(first="?page=1", last="?page=1")
