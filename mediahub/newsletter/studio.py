"""Newsletters in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Entry, Guard, Studio
from mediahub.newsletter import studio_items, studio_pages
from mediahub.newsletter.studio_pages import LETTERS

MENU = (Entry("Newsletter", LETTERS, Guard.STAFF),)
_STAFF, _ALL = Guard.STAFF, Guard.PRODUCER_OF_ALL


def routes(studio: Studio) -> list[Route]:
    """Letters, and the items of one."""
    page, one = studio.page, f"{LETTERS}/{{name}}"
    return [
        Route(LETTERS, page(studio_pages.listing, _STAFF)),
        Route(f"{LETTERS}/nytt", page(studio_pages.ask, _ALL)),
        Route(f"{LETTERS}/nytt", page(studio_pages.create, _ALL), methods=["POST"]),
        Route(one, page(studio_pages.look, _STAFF)),
        Route(one, page(studio_pages.change, _ALL), methods=["POST"]),
        Route(f"{one}/hela", page(studio_pages.preview, _STAFF)),
        Route(f"{one}/brev.html", page(studio_pages.preview_html, _STAFF)),
        Route(f"{one}/publicera", page(studio_pages.publish, _ALL), methods=["POST"]),
        Route(f"{one}/kasta", page(studio_pages.discard, _ALL), methods=["POST"]),
        *_items(studio, f"{one}/punkter"),
    ]


def _items(studio: Studio, items: str) -> list[Route]:
    page, one = studio.page, f"{items}/{{id:uuid}}"
    return [
        Route(items, page(studio_items.add, _ALL), methods=["POST"]),
        Route(one, page(studio_items.edit, _ALL), methods=["POST"]),
        Route(f"{one}/flytta", page(studio_items.move, _ALL), methods=["POST"]),
        Route(f"{one}/ta-bort", page(studio_items.remove, _ALL), methods=["POST"]),
    ]
