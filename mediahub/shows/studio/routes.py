"""Shows in the studio: the addresses, and the line of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio
from mediahub.shows.studio import cover_pages, move_pages, show_pages
from mediahub.shows.studio.show_pages import NEW, SHOWS

MENU = (MenuEntry("Shows", SHOWS, Guard.STAFF),)


def routes(studio: Studio) -> list[Route]:
    """Every address; that of the feed hangs above, for a feed is made of episodes as well."""
    page, one = studio.page, f"{SHOWS}/{{slug}}"
    address, state = move_pages.saving(*move_pages.ADDRESS), move_pages.saving(*move_pages.STATE)
    return [
        Route(SHOWS, page(show_pages.list_page, Guard.STAFF)),
        Route(NEW, page(show_pages.ask, Guard.PRODUCER_OF_ALL)),
        Route(NEW, page(show_pages.add, Guard.PRODUCER_OF_ALL), methods=["POST"]),
        Route(one, page(show_pages.look, Guard.STAFF)),
        Route(one, page(show_pages.save, Guard.PRODUCER), methods=["POST"]),
        Route(
            f"{one}/omslag",
            page(cover_pages.set_cover, Guard.PRODUCER, only_reads=True),
            methods=["POST"],
        ),
        Route(f"{one}/flytt", page(move_pages.look, Guard.STAFF)),
        Route(f"{one}/flytt/adress", page(address, Guard.ADMINISTRATOR), methods=["POST"]),
        Route(f"{one}/flytt/lage", page(state, Guard.PRODUCER), methods=["POST"]),
    ]
