"""The start page, and a show's page with its episodes."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from mediahub.episodes.models import Episode
from mediahub.episodes.schema_org import podcast_series
from mediahub.episodes.service import NEWEST_FIRST, count_published
from mediahub.episodes.view import EpisodeLine, EpisodeView
from mediahub.media.models import MediaFile
from mediahub.shows.models import Show
from mediahub.shows.pages import list_page
from mediahub.shows.service import list_shows, show_at
from mediahub.shows.view import ShowView
from mediahub.web.endpoint import Call
from mediahub.web.markdown import opening
from mediahub.web.paging import page_asked_for
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
    return _show_page(request, call, show_at(call.db, request.path_params["show"]))


def _show_page(request: Request, call: Call, show: Show) -> Response:
    count = count_published(call.db, show, call.now)
    page = page_asked_for(request, count, PER_PAGE)
    lines = list(_lines(call.db, show, call.now, page.skipped))
    origin = call.hub.settings.origin
    view = ShowView(show, origin)
    latest = lines.pop(0) if lines and page.number == 1 else None
    return call.render(
        "shows/show.html",
        show=view,
        latest=latest and EpisodeView(call.db.get_one(Episode, latest.id), origin),
        rest=lines,
        count=count,
        page=page,
        kept_query=page.kept_query,
        schema=podcast_series(view),
    )


def _lines(db: Session, show: Show, now: datetime, skipped: int) -> Iterator[EpisodeLine]:
    """The public episodes that a page lists, newest first; of a hundred, whole rows are slow."""
    told = (
        Episode.id,
        Episode.slug,
        Episode.number,
        Episode.title,
        Episode.description,
        Episode.opens_at,
        MediaFile.duration_seconds,
    )
    seen = is_open(Episode.opens_at, Episode.closes_at, now)
    query = select(*told).outerjoin(Episode.enclosure).where(Episode.show_id == show.id, seen)
    ordered = query.order_by(*NEWEST_FIRST).limit(PER_PAGE).offset(skipped)
    for id_, slug, number, title, description, opens_at, seconds in db.execute(ordered):
        assert opens_at is not None
        path, lead = f"/{show.slug}/{slug}", opening(description)
        yield EpisodeLine(id_, path, number, title, lead, opens_at, seconds)


def public_pages(call: Call) -> Iterator[tuple[str, datetime]]:
    """Every show and every public episode; a list is as new as its newest entry."""
    origin = call.hub.settings.origin
    seen = is_open(Episode.opens_at, Episode.closes_at, call.now)
    query = select(Show.slug, Episode.slug, Episode.changed_at, Episode.opens_at).join(Show)
    lists = {f"{origin}/{show.slug}": show.changed_at for show in list_shows(call.db)}
    for show_slug, slug, changed_at, opens_at in call.db.execute(query.where(seen)):
        assert opens_at is not None
        list_url, moment = f"{origin}/{show_slug}", max(changed_at, opens_at)
        lists[list_url] = max(lists[list_url], moment)
        yield f"{list_url}/{slug}", moment
    yield f"{origin}/", max(lists.values(), default=call.now)
    yield from lists.items()
