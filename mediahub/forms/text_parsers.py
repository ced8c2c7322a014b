"""Small texts of the command line, such as “URL title” and “3”, read into what they mean."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from mediahub.errors import Invalid

R = TypeVar("R")
# More than any number here needs, and few enough for Python to read at once.
_MOST_DIGITS = 18


def pair(text: str, separator: str) -> tuple[str, str]:
    """What stands before and after the first separator; after it may be nothing."""
    first, _, second = text.strip().partition(separator)
    return first.strip(), second.strip()


def whole_number(text: str) -> int:
    """A number without sign; Invalid for anything else."""
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise Invalid("“{text}” is not a whole number.", text=text)
    return int(text)


def each(texts: Sequence[str] | None, read: Callable[[str], R]) -> list[R] | None:
    """Every text of a repeatable option; "" alone is an empty list, None was not given."""
    return None if texts is None else [read(text) for text in texts if text.strip()]
