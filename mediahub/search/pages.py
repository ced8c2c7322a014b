"""`/sok`: what was said and written, found by topic; and the episodes that are like another."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.episodes.models import Episode
from mediahub.episodes.view import EpisodeView
from mediahub.errors import MediaHubError
from mediahub.i18n import sentence
from mediahub.search.content.search_items import Key, Part
from mediahub.search.content.source import EPISODE, key_of
from mediahub.search.content.visibility import Audience, visible_to
from mediahub.search.index.provider import IndexProvider
from mediahub.search.query.searcher import SearchQuery
from mediahub.search.view import Found, SearchRequest, episodes_in_order, groups_of
from mediahub.text_limits import LONGEST_QUERY
from mediahub.web.endpoint import Call, Page, PageFactory
from mediahub.web.paging import page_asked_for

PER_PAGE = 10
PASSAGES_EACH = 3
MOST_PAGES = 1_000
SIMILAR = 3
_TEMPLATES = {
    Audience.VISITOR: "search/search.html",
    Audience.STAFF: "search/studio/search.html",
}

log = logging.getLogger(__name__)


def routes(factory: PageFactory, index: IndexProvider) -> list[Route]:
    """The page for visitors."""
    return [Route("/sok", factory.page(search_page(index, Audience.VISITOR)), name="search")]


def search_page(index: IndexProvider, audience: Audience) -> Page:
    """The page of results as this audience may see them."""

    def search(request: Request, call: Call) -> Response:
        asked = SearchRequest(
            request.query_params.get("q", "").strip(),
            request.query_params.get("sortering") == "datum",
            request.url.path,
        )
        if not asked.text:
            return _page(call, asked, None, audience)
        return _answered(request, call, index, asked, audience)

    return search


def _answered(
    request: Request, call: Call, index: IndexProvider, asked: SearchRequest, audience: Audience
) -> Response:
    skipped = page_asked_for(request, MOST_PAGES * PER_PAGE, PER_PAGE).skipped
    results = index().query(
        SearchQuery(
            asked.text,
            staff=audience is Audience.STAFF,
            visible=visible_to(call.db, audience, call.now),
            sort="date" if asked.is_by_date else "relevance",
            offset=skipped,
            limit=PER_PAGE,
            passages_each=PASSAGES_EACH,
        )
    )
    found = Found(
        results,
        groups_of(call.db, results, visible_to(call.db, Audience.VISITOR, call.now)),
        [sentence(remark, call.language) for remark in results.remarks],
        (results.suggestion or "")[:LONGEST_QUERY],
        page_asked_for(request, results.total, PER_PAGE),
    )
    kept = SearchRequest(asked.text[:LONGEST_QUERY], asked.is_by_date, asked.path)
    return _page(call, kept, found, audience)


def _page(call: Call, asked: SearchRequest, found: Found | None, audience: Audience) -> Response:
    kept = f"{asked.kept_query()}&" if asked.text else ""
    response = call.render(_TEMPLATES[audience], asked=asked, found=found, kept_query=kept)
    if found is not None:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def similar_episodes(index: IndexProvider) -> Callable[[Call, Episode], Sequence[EpisodeView]]:
    """A function that tells of a public episode which others are most like it, at most three."""

    def find(call: Call, episode: Episode) -> Sequence[EpisodeView]:
        seen = visible_to(call.db, Audience.VISITOR, call.now)

        def seen_episodes(keys: Collection[Key]) -> Mapping[Key, Part]:
            return seen([key for key in keys if key.kind == EPISODE])

        try:
            found = index().similar(key_of(episode), visible=seen_episodes, limit=SIMILAR)
        except MediaHubError:  # an episode is told of whether or not the index answers
            log.exception("what is like %s was not found", episode.slug)
            return ()
        return episodes_in_order(call.db, found)

    return find
