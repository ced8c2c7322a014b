"""Webcasts, series and networks in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio
from mediahub.webcasts.studio import network_pages as networks
from mediahub.webcasts.studio import series_pages as series
from mediahub.webcasts.studio.decision_pages import DecisionPages
from mediahub.webcasts.studio.list_pages import ListPages
from mediahub.webcasts.studio.listing import SummarySource
from mediahub.webcasts.studio.pages import NEW, WebcastPages
from mediahub.webcasts.urls import STUDIO_NETWORKS, STUDIO_SERIES, STUDIO_WEBCASTS

MENU = (MenuEntry("Webcasts", STUDIO_WEBCASTS, Guard.STAFF),)


def routes(studio: Studio, standings: SummarySource) -> list[Route]:
    """Every address; `standings` tells of the seats and recordings of webcasts."""
    return [*_webcasts(studio, standings), *_series(studio), *_networks(studio)]


def _webcasts(studio: Studio, standings: SummarySource) -> list[Route]:
    pages, page, guard = WebcastPages(standings), studio.page, Guard.PRODUCER_OF_ALL
    decisions = DecisionPages(pages)
    one = f"{STUDIO_WEBCASTS}/{{slug}}"
    return [
        Route(STUDIO_WEBCASTS, page(ListPages(standings).list, Guard.STAFF)),
        Route(NEW, page(pages.ask, guard)),
        Route(NEW, page(pages.add, guard), methods=["POST"]),
        Route(one, page(pages.look, Guard.STAFF)),
        Route(one, page(pages.change, guard), methods=["POST"]),
        Route(f"{one}/forhandsvisning", page(pages.preview, Guard.STAFF)),
        Route(f"{one}/publicera", page(decisions.publish, guard), methods=["POST"]),
        Route(f"{one}/stall-in", page(decisions.ask_cancel, guard)),
        Route(f"{one}/stall-in", page(decisions.cancel, guard), methods=["POST"]),
        Route(f"{one}/aterstall", page(decisions.restore, guard), methods=["POST"]),
        Route(f"{one}/slut", page(decisions.ask_end, guard)),
        Route(f"{one}/slut", page(decisions.end, guard), methods=["POST"]),
    ]


def _series(studio: Studio) -> list[Route]:
    page, guard, home = studio.page, Guard.PRODUCER_OF_ALL, STUDIO_SERIES
    return [
        Route(home, page(series.listing, Guard.STAFF)),
        Route(series.NEW, page(series.ask, guard)),
        Route(series.NEW, page(series.add, guard), methods=["POST"]),
        Route(f"{home}/{{slug}}", page(series.look, Guard.STAFF)),
        Route(f"{home}/{{slug}}", page(series.change, guard), methods=["POST"]),
    ]


def _networks(studio: Studio) -> list[Route]:
    page, guard, home = studio.page, Guard.PRODUCER_OF_ALL, STUDIO_NETWORKS
    one = f"{home}/{{slug}}"
    return [
        Route(home, page(networks.listing, Guard.STAFF)),
        Route(networks.NEW, page(networks.ask, guard)),
        Route(networks.NEW, page(networks.add, guard), methods=["POST"]),
        Route(one, page(networks.look, Guard.STAFF)),
        Route(one, page(networks.change, guard), methods=["POST"]),
        Route(f"{one}/dokument", page(networks.add_documents, guard), methods=["POST"]),
        Route(f"{one}/dokument/{{id:uuid}}", page(networks.ask_remove, guard)),
        Route(f"{one}/dokument/{{id:uuid}}", page(networks.remove, guard), methods=["POST"]),
    ]
