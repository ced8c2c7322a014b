"""podcast:guid: a show's lasting identity, made from its first feed address."""

from uuid import UUID, uuid5

PODCAST = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def podcast_guid(feed_url: str) -> UUID:
    """Return the UUIDv5 of a feed address without scheme and trailing slashes.

    Follows docs/tags/guid.md of the podcast namespace. Made once and kept for life: a show that
    moves keeps the guid it had.
    """
    _, separator, rest = feed_url.strip().partition("://")
    return uuid5(PODCAST, (rest if separator else feed_url.strip()).rstrip("/"))
