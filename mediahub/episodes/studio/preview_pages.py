"""What listeners would see: the page of an episode and its item of the feed, before they do."""

import re
from dataclasses import replace
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from feeds.rss import rss
from mediahub.accounts.guard import StudioCall
from mediahub.episodes import publication
from mediahub.episodes.feed import item_of
from mediahub.episodes.models import Episode
from mediahub.episodes.page import render_preview
from mediahub.episodes.studio.editor import find
from mediahub.shows.feed import channel_of
from mediahub.web.headers import FRAMED

# For as long as somebody works at it without loading it anew.
_LINKS_LAST = timedelta(hours=12)
_ITEM = re.compile(r"<item>.*</item>", re.DOTALL)


def page(request: Request, call: StudioCall) -> Response:
    """The page of the episode, to be shown inside the editor."""
    episode = find(request, call)
    until = call.now + _LINKS_LAST
    response = render_preview(
        request, call, episode, until, template="episodes/studio/preview.html"
    )
    response.headers.update(FRAMED)
    return response


def item(request: Request, call: StudioCall) -> Response:
    """The item of the feed, as text."""
    return PlainTextResponse(item_text(call, find(request, call)))


def item_text(call: StudioCall, episode: Episode) -> str:
    """The item as XML; without a time of its own it is as if it were published now."""
    origin, show = call.hub.settings.origin, episode.show
    audio = episode.enclosure or publication.expected_audio(call.db, episode)
    told = item_of(episode, origin, audio=audio, published_at=episode.opens_at or call.now)
    xml = rss(replace(channel_of(show, origin), items=(told,))).decode()
    found = _ITEM.search(xml)
    assert found is not None
    return found[0]
