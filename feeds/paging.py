"""The links between the pages of a long feed (RFC 5005 section 3)."""

from collections.abc import Callable

from feeds.model import Paging


def paging(number: int, last: int, url_of: Callable[[int], str]) -> Paging:
    """Return the links of page `number` of `last`, 1 the newest; `url_of` gives a page's address.

    Give the JSON feed addresses of its own.
    """
    return Paging(
        first=url_of(1),
        previous=url_of(number - 1) if number > 1 else "",
        next=url_of(number + 1) if number < last else "",
        last=url_of(last),
    )
