"""Search for staff in the studio: the addresses, and the line of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio
from mediahub.search.content.visibility import Audience
from mediahub.search.index.provider import IndexProvider
from mediahub.search.pages import search_page
from mediahub.search.word_pages import explain

SEARCH = "/studio/sok"
MENU = (MenuEntry("Search", SEARCH, Guard.STAFF),)


def routes(studio: Studio, index: IndexProvider) -> list[Route]:
    """The page that finds everything, drafts and closed recordings too; and how it reads words."""
    return [
        Route(SEARCH, studio.page(search_page(index, Audience.STAFF), Guard.STAFF)),
        Route(f"{SEARCH}/ord", studio.page(explain, Guard.STAFF)),
    ]
