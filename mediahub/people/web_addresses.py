"""Web addresses that people give, of persons, shows and links."""

import re

from mediahub.errors import Invalid


def check_url(url: str | None) -> None:
    """Invalid unless it is empty or begins with http:// or https://."""
    if url and not re.fullmatch(r"https?://[^/\s]+\S*", url):
        raise Invalid("“{url}” is not an address: it must begin with https://.", url=url)
