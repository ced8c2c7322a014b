"""The start page, a show's page with its episodes, and the sitemap."""

from xml.sax.saxutils import escape

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from mediahub.episodes.models import Episode
from mediahub.episodes.schema_org import podcast_series
from mediahub.episodes.service import count_published, published
from mediahub.episodes.view import EpisodeView
from mediahub.errors import NotFound
from mediahub.shows.models import Show
from mediahub.shows.pages import list_page
from mediahub.shows.service import get_show, list_shows
from mediahub.shows.view import PageOfList, ShowView
from mediahub.web.documents import Document, answer
from mediahub.web.endpoint import Call
from mediahub.window import is_open

PER_PAGE = 100


def start(request: Request, call: Call) -> Response:
    """The only show's page, or else the list of shows."""
    shows = list_shows(call.db)
    if len(shows) != 1:
        return list_page(request, call)
    return _show_page(request, call, shows[0])


def show(request: Request, call: Call) -> Response:
    """A show: what it is, its newest episode to play, and all of them; NotFound if unknown."""
    return _show_page(request, call, get_show(call.db, request.path_params["show"]))


def _show_page(request: Request, call: Call, show: Show) -> Response:
    count = count_published(call.db, show, call.now)
    page = _page(request, count)
    skipped = (page.number - 1) * PER_PAGE
    listed = published(call.db, show, call.now, limit=PER_PAGE, offset=skipped)
    origin = call.hub.settings.origin
    view = ShowView(show, origin)
    return call.render(
        "shows/show.html",
        show=view,
        episodes=[EpisodeView(episode, origin) for episode in listed],
        count=count,
        page=page,
        kept_query=f"sida={page.number}&" if page.number > 1 else "",
        schema=podcast_series(view),
    )


def _page(request: Request, count: int) -> PageOfList:
    text = request.query_params.get("sida", "1")
    pages = max(1, -(-count // PER_PAGE))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if not 1 <= number <= pages:
        raise NotFound("There is no page “{page}”.", page=text)
    return PageOfList(number, pages)


def sitemap(request: Request, call: Call) -> Response:
    """Every public page (sitemaps.org, protocol 0.9); a list is as new as its newest entry."""
    origin = call.hub.settings.origin
    shows = list_shows(call.db)
    seen = is_open(Episode.opens_at, Episode.closes_at, call.now)
    query = select(Show.slug, Episode.slug, Episode.changed_at, Episode.opens_at).join(Show)
    pages = {f"{origin}/{show.slug}": show.changed_at for show in shows}
    for show_slug, slug, changed_at, opens_at in call.db.execute(query.where(seen)):
        assert opens_at is not None
        list_url, moment = f"{origin}/{show_slug}", max(changed_at, opens_at)
        pages[f"{list_url}/{slug}"] = moment
        pages[list_url] = max(pages[list_url], moment)
    pages[f"{origin}/"] = newest = max(pages.values(), default=call.now)
    entries = "".join(
        f"<url><loc>{escape(url)}</loc><lastmod>{moment:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>\n"
        for url, moment in sorted(pages.items())
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
    return answer(request, Document.of(body.encode(), "application/xml; charset=utf-8", newest))
