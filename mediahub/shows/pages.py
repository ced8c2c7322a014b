"""The list of shows, and the three files that robots, browsers and finders of holes ask for."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from mediahub.errors import NotFound
from mediahub.media.urls import media_url
from mediahub.shows.service import list_shows
from mediahub.shows.view import ShowView
from mediahub.web.endpoint import Call, PageFactory

SECURITY = "/.well-known/security.txt"
# The RFC wants less than a year, so that nobody writes to an address of old.
SAID_FOR = timedelta(days=180)


def routes(factory: PageFactory) -> list[Route]:
    """Fixed addresses: they go before `/{show}`."""
    return [
        Route("/robots.txt", factory.page(robots), name="robots"),
        Route(SECURITY, factory.page(security), name="security"),
        Route("/favicon.ico", factory.page(favicon), name="favicon"),
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


def security(_: Request, call: Call) -> Response:
    """To whom holes are reported (RFC 9116); NotFound unless the operator has said so."""
    settings = call.hub.settings
    if not settings.security_contact:
        raise NotFound("There is no such page.")
    scheme = "mailto:" if "://" not in settings.security_contact else ""
    until = call.now.replace(hour=0, minute=0, second=0, microsecond=0) + SAID_FOR
    return PlainTextResponse(
        f"Contact: {scheme}{settings.security_contact}\n"
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: sv, en\n"
        f"Canonical: {settings.origin}{SECURITY}\n",
        headers={"Cache-Control": "max-age=86400"},
    )


def favicon(_: Request, call: Call) -> Response:
    """The icon of the first show that has a cover, else the site's own."""
    icons = [show.icon for show in list_shows(call.db) if show.icon is not None]
    own = call.templates.static("icon.svg")
    address = media_url("", icons[0]) if icons else own
    return RedirectResponse(address, 302, headers={"Cache-Control": "public, max-age=3600"})
