"""Persons and organisations in the studio: the addresses, and the line of the menu."""

from collections.abc import Sequence

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio
from mediahub.people.appearances import AppearanceSource
from mediahub.people.merge import Move
from mediahub.people.models import Organisation, Person
from mediahub.people.people_pages import ORGANISATIONS, PEOPLE, NamedPages

MENU = (MenuEntry("People", PEOPLE, Guard.STAFF),)


def routes(
    studio: Studio, tellers: Sequence[AppearanceSource], moves: Sequence[Move]
) -> list[Route]:
    """Every address; `tellers` tell where somebody is credited, `moves` what moves in a merge."""
    return [
        *_routes(studio, NamedPages(Organisation, ORGANISATIONS, tellers)),
        *_routes(studio, NamedPages(Person, PEOPLE, tellers, moves)),
    ]


def _routes(studio: Studio, pages: NamedPages) -> list[Route]:
    page, one = studio.page, f"{pages.home}/{{id:uuid}}"
    return [
        Route(pages.home, page(pages.list, Guard.STAFF)),
        Route(one, page(pages.look, Guard.STAFF)),
        Route(one, page(pages.save, Guard.PRODUCER_OF_ALL), methods=["POST"]),
        Route(f"{one}/ihop", page(pages.ask_merge, Guard.PRODUCER_OF_ALL)),
        Route(f"{one}/ihop", page(pages.merge, Guard.PRODUCER_OF_ALL), methods=["POST"]),
    ]
