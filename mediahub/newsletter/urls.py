"""Where newsletters are found: the archive, one letter, and the feed."""

from mediahub.newsletter.models import Newsletter


def archive_url(origin: str) -> str:
    """The list of letters."""
    return f"{origin}/nyhetsbrev"


def letter_name(letter: Newsletter) -> str:
    """What stands in its address and what commands call it, such as 2023-4."""
    return f"{letter.year}-{letter.number}"


def letter_url(origin: str, letter: Newsletter) -> str:
    """The letter's page."""
    return f"{archive_url(origin)}/{letter_name(letter)}"


def letters_feed_url(origin: str) -> str:
    """The feed of letters."""
    return f"{origin}/nyhetsbrev.xml"
