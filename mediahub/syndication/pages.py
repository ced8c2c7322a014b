"""`/feeds/{show}.xml` and `.json`: a hot path that is async and answers from memory."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.db import content_revision
from mediahub.errors import NotFound
from mediahub.hub import Hub
from mediahub.syndication.service import Feed, Format, build_feed
from mediahub.web.cached_document import Document, answer

# A change is seen everywhere within a second: this, and the time to build a feed.
CHECK_SECONDS = 0.25
KEPT_FEEDS = 64

Key = tuple[str, Format, int]


@dataclass(slots=True)
class _Kept:
    feed: Feed
    revision: int
    checked_at: float


class FeedCache:
    """Feeds in memory, each true while the content's revision and the clock say so."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._lock = Lock()

    def fresh(self, key: Key) -> Document | None:
        """What is kept, if it was found true a moment ago."""
        kept = self._kept.get(key)
        if kept is None or monotonic() - kept.checked_at > CHECK_SECONDS or self._is_past(kept):
            return None
        return kept.feed.document

    def checked(self, key: Key) -> Document:
        """What is kept if it is still true, else built anew. Blocks; run it in a thread."""
        with self._lock, self._hub.reading() as db:
            kept = self._kept.get(key)
            checked_at = monotonic()
            revision = content_revision(db)
            if kept is None or kept.revision != revision or self._is_past(kept):
                feed = build_feed(db, *key, self._hub.settings, self._hub.now())
                feed.document.prepare()
                kept = _Kept(feed, revision, checked_at)
                self._keep(key, kept)
            kept.checked_at = checked_at
            return kept.feed.document

    def _is_past(self, kept: _Kept) -> bool:
        until = kept.feed.valid_until
        return until is not None and until <= self._hub.now()

    def _keep(self, key: Key, kept: _Kept) -> None:
        self._kept[key] = kept
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT_FEEDS:
            self._kept.popitem(last=False)


def routes(hub: Hub) -> list[Route]:
    """The feeds of every show; `?page=` is for RFC 5005 paging."""
    cache = FeedCache(hub)

    async def serve(request: Request, format: Format) -> Response:
        key = (request.path_params["show"], format, _page(request))
        document = cache.fresh(key)
        if document is None:
            document = await run_in_threadpool(cache.checked, key)
        return answer(request, document)

    async def xml(request: Request) -> Response:
        return await serve(request, "xml")

    async def json(request: Request) -> Response:
        return await serve(request, "json")

    return [Route("/feeds/{show}.xml", xml), Route("/feeds/{show}.json", json)]


def _page(request: Request) -> int:
    if not request.scope["query_string"]:  # nearly always, and this is the hot path
        return 1
    text = request.query_params.get("page", "1")
    if not text.isdecimal() or len(text) > 6 or int(text) < 1:
        raise NotFound("There is no page “{page}”.", page=text)
    return int(text)
