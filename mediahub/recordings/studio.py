"""Recordings, their captions, documents and windows in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Entry, Studio

MENU: tuple[Entry, ...] = ()


def routes(studio: Studio) -> list[Route]:
    """Every address."""
    return []
