"""Newsletters in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio
from mediahub.newsletter.studio import item_pages, pages
from mediahub.newsletter.studio.pages import LETTERS

MENU = (MenuEntry("Newsletter", LETTERS, Guard.STAFF),)
_STAFF, _ALL = Guard.STAFF, Guard.PRODUCER_OF_ALL


def routes(studio: Studio) -> list[Route]:
    """Letters, and the items of one."""
    page, one = studio.page, f"{LETTERS}/{{name}}"
    return [
        Route(LETTERS, page(pages.listing, _STAFF)),
        Route(f"{LETTERS}/nytt", page(pages.ask, _ALL)),
        Route(f"{LETTERS}/nytt", page(pages.create, _ALL), methods=["POST"]),
        Route(one, page(pages.look, _STAFF)),
        Route(one, page(pages.change, _ALL), methods=["POST"]),
        Route(f"{one}/hela", page(pages.preview, _STAFF)),
        Route(f"{one}/brev.html", page(pages.preview_html, _STAFF)),
        Route(f"{one}/publicera", page(pages.publish, _ALL), methods=["POST"]),
        Route(f"{one}/dra-tillbaka", page(pages.withdraw, _ALL), methods=["POST"]),
        Route(f"{one}/lagg-tillbaka", page(pages.restore, _ALL), methods=["POST"]),
        Route(f"{one}/kopiera", page(pages.copy, _ALL), methods=["POST"]),
        Route(f"{one}/kasta", page(pages.discard, _ALL), methods=["POST"]),
        *_items(studio, f"{one}/punkter"),
    ]


def _items(studio: Studio, items: str) -> list[Route]:
    page, one = studio.page, f"{items}/{{id:uuid}}"
    return [
        Route(items, page(item_pages.add, _ALL), methods=["POST"]),
        Route(one, page(item_pages.edit, _ALL), methods=["POST"]),
        Route(f"{one}/flytta", page(item_pages.move, _ALL), methods=["POST"]),
        Route(f"{one}/hamta", page(item_pages.refresh, _ALL), methods=["POST"]),
        Route(f"{one}/ta-bort", page(item_pages.remove, _ALL), methods=["POST"]),
    ]
