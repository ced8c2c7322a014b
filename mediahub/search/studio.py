"""Search for staff in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Entry, Studio
from mediahub.search.open import Opening

MENU: tuple[Entry, ...] = ()


def routes(studio: Studio, index: Opening) -> list[Route]:
    """Every address."""
    return []
