"""The list of shows, and the two files that robots and browsers ask every site for."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from mediahub.media.addresses import media_url
from mediahub.shows.service import list_shows
from mediahub.shows.view import ShowView
from mediahub.web.endpoint import Call, Rim


def routes(rim: Rim) -> list[Route]:
    """Fixed addresses: they go before `/{show}`."""
    return [
        Route("/robots.txt", rim.page(robots), name="robots"),
        Route("/favicon.ico", rim.page(favicon), name="favicon"),
    ]


def list_page(_: Request, call: Call) -> Response:
    """Every show with its cover and its one sentence."""
    origin = call.hub.settings.origin
    shows = [ShowView(show, origin) for show in list_shows(call.db)]
    return call.render("shows/list.html", shows=shows)


def robots(_: Request, call: Call) -> Response:
    """Everything that is linked may be read; signed links are nobody else's."""
    origin = call.hub.settings.origin
    return PlainTextResponse(f"User-agent: *\nDisallow: /filer/\n\nSitemap: {origin}/sitemap.xml\n")


def favicon(_: Request, call: Call) -> Response:
    """The icon of the first show that has a cover, else the site's own."""
    icons = [show.icon for show in list_shows(call.db) if show.icon is not None]
    own = call.templates.static("icon.svg")
    address = media_url("", icons[0]) if icons else own
    return RedirectResponse(address, 302, headers={"Cache-Control": "public, max-age=3600"})
