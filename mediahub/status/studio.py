"""Status and settings in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio
from mediahub.search.index.provider import IndexProvider
from mediahub.status import settings_pages, status_pages
from mediahub.status.settings_pages import GOING, SETTINGS
from mediahub.status.status_pages import STATUS

MENU = (
    MenuEntry("Status", STATUS, Guard.PRODUCER),
    MenuEntry("Settings", SETTINGS, Guard.ADMINISTRATOR),
)


def routes(studio: Studio, index: IndexProvider) -> list[Route]:
    """Every address."""
    page, chief = studio.page, Guard.ADMINISTRATOR
    # It may take long, and must not stop those who write.
    check = page(status_pages.checking(index), Guard.PRODUCER, only_reads=True)
    return [
        Route(STATUS, page(status_pages.looking(index), Guard.PRODUCER)),
        Route(f"{STATUS}/kontroll", check, methods=["POST"]),
        Route(f"{STATUS}/index", page(status_pages.reindex, chief), methods=["POST"]),
        Route(SETTINGS, page(settings_pages.look, chief)),
        Route(GOING, page(settings_pages.going, chief)),
        Route(GOING, page(settings_pages.purge, chief), methods=["POST"]),
    ]
