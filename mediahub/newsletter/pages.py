"""The public pages: the archive of letters, one letter, and their feed."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.newsletter.archive import (
    archive_changed_at,
    count_published,
    is_out,
    published_letters,
    published_neighbours,
)
from mediahub.newsletter.feed import CONTENT_TYPE, letters_feed
from mediahub.newsletter.models import Newsletter
from mediahub.newsletter.service import get_published
from mediahub.newsletter.urls import archive_url, letter_url
from mediahub.newsletter.view import LetterView
from mediahub.web.cached_document import Document, answer
from mediahub.web.endpoint import Call, PageFactory
from mediahub.web.paging import page_asked_for

PER_PAGE = 50
IN_FEED = 20


def routes(factory: PageFactory) -> list[Route]:
    """Fixed addresses: they go before `/{show}`."""
    return [
        Route("/nyhetsbrev", factory.page(archive), name="newsletters"),
        Route("/nyhetsbrev.xml", factory.page(feed), name="newsletters_feed"),
        Route("/nyhetsbrev/{name}", factory.page(letter), name="newsletter"),
    ]


def archive(request: Request, call: Call) -> Response:
    """Every published letter, the latest first."""
    page = page_asked_for(request, count_published(call.db, call.now), PER_PAGE)
    listed = published_letters(call.db, call.now, limit=PER_PAGE, offset=page.skipped)
    return call.render(
        "newsletter/list.html",
        letters=[_view(call, found) for found in listed],
        page=page,
        kept_query=page.kept_query,
    )


def letter(request: Request, call: Call) -> Response:
    """A letter in the archive; NotFound for a draft, Gone for one that was withdrawn."""
    found = get_published(call.db, request.path_params["name"])
    before, after = published_neighbours(call.db, found, call.now)
    return call.render(
        "newsletter/letter.html",
        letter=_view(call, found),
        before=_view(call, before) if before else None,
        after=_view(call, after) if after else None,
    )


def feed(request: Request, call: Call) -> Response:
    """The newest letters for those who follow along."""
    letters = published_letters(call.db, call.now, limit=IN_FEED)
    settings = call.hub.settings
    views = [_view(call, found) for found in letters]
    body = letters_feed(views, settings.origin, settings.language, call.now)
    changed_at = archive_changed_at(call.db, call.now) or call.now
    return answer(request, Document.of(body, CONTENT_TYPE, changed_at))


def public_pages(call: Call) -> Iterator[tuple[str, datetime]]:
    """The archive and every letter in it, and when each was published or last put right."""
    origin = call.hub.settings.origin
    letters = call.db.scalars(select(Newsletter).where(is_out(call.now)))
    dates = {letter_url(origin, one): one.corrected_at or one.published_at for one in letters}
    known = {url: moment for url, moment in dates.items() if moment is not None}
    yield from known.items()
    if known:
        yield archive_url(origin), max(known.values())


def _view(call: Call, found: Newsletter) -> LetterView:
    return LetterView(found, call.hub.settings.origin, call.now)
