"""Conditional requests: whether what is asked for is what the client has (RFC 9110, 13)."""

from collections.abc import Collection
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from starlette.datastructures import Headers


def is_unchanged(asked: Headers, etags: Collection[str], changed_at: datetime) -> bool:
    """Whether the answer is 304: one of the quoted tags is known, or nothing came since.

    `changed_at` has a zone and whole seconds. With If-None-Match, If-Modified-Since is not looked
    at (13.2.2); a header that makes no sense is as if it were not there.
    """
    if (known := asked.get("if-none-match")) is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return known.strip() == "*" or not tags.isdisjoint(etags)
    since = _date(asked.get("if-modified-since", ""))
    return since is not None and changed_at <= since


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
        return date.astimezone(UTC) if date.tzinfo else None
    except (ValueError, OverflowError):
        return None
