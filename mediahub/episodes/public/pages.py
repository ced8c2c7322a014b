"""The public pages: shows with their episodes, one episode, its chapters."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from feeds.chapters import MEDIA_TYPE, chapters_json
from mediahub.episodes.feed import chapters_of
from mediahub.episodes.models import Episode
from mediahub.episodes.page import render_page, render_preview
from mediahub.episodes.preview import previewed_until
from mediahub.episodes.public import show_pages
from mediahub.episodes.service import get_episode, neighbours, state_of
from mediahub.episodes.view import EpisodeView
from mediahub.errors import Gone, NotFound
from mediahub.shows.service import show_at
from mediahub.web.cached_document import Document, answer
from mediahub.web.endpoint import Call, PageFactory

Similar = Callable[[Call, Episode], Sequence[EpisodeView]]
"""Tells of a public episode which others are like it."""


def routes(factory: PageFactory, similar: Similar) -> list[Route]:
    """The last two match any path of one segment and of two."""
    return [
        Route("/", factory.page(show_pages.start), name="start"),
        Route("/{show}/{name}/chapters.json", factory.page(chapters), name="chapters"),
        Route("/{show}", factory.page(show_pages.show), name="show"),
        Route("/{show}/{name}", factory.page(partial(episode, similar=similar)), name="episode"),
    ]


def episode(request: Request, call: Call, *, similar: Similar) -> Response:
    """An episode with its player; a number leads to the address with the title in it."""
    found = _find(request, call)
    until = _preview(request, call, found)
    if request.path_params["name"] != found.slug:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{found.show.slug}/{found.slug}{query}", 302)
    if until is None:
        return _public(request, call, found, similar(call, found))
    return render_preview(request, call, found, until)


def chapters(request: Request, call: Call) -> Response:
    """The chapters as podcast apps read them (JSON chapters 1.2.0)."""
    found = _find(request, call)
    if state_of(found, call.now) != "published":
        raise _not_public(request, call, found)
    if not found.chapters:
        raise NotFound("This episode has no chapters.")
    assert found.opens_at is not None
    body = chapters_json(found.title, chapters_of(found))
    changed_at = max(found.changed_at, found.opens_at)
    return answer(request, Document.of(body, MEDIA_TYPE, changed_at))


def _find(request: Request, call: Call) -> Episode:
    show = show_at(call.db, request.path_params["show"])
    return get_episode(call.db, show, request.path_params["name"])


def _preview(request: Request, call: Call, found: Episode) -> datetime | None:
    """None when the episode is public; NotFound or Gone when it is not, without a preview link."""
    if state_of(found, call.now) == "published":
        return None
    until = previewed_until(call.hub.settings, found, request.query_params, call.now)
    if until is None:
        raise _not_public(request, call, found)
    return until


def _not_public(request: Request, call: Call, found: Episode) -> Gone | NotFound:
    """What was public once is gone; of the rest, not even that it exists may be told."""
    if state_of(found, call.now) == "withdrawn":
        return Gone("“{title}” has been withdrawn.", title=found.title)
    name = request.path_params["name"]
    # To the letter what get_episode says of an episode that nobody has written.
    return NotFound("“{show}” has no episode “{name}”.", show=found.show.title, name=name)


def _public(
    request: Request, call: Call, found: Episode, similar: Sequence[EpisodeView]
) -> Response:
    view = EpisodeView(found, call.hub.settings.origin)
    before, after = neighbours(call.db, found, call.now)
    return render_page(
        request,
        call,
        view,
        audio=view.audio,
        image=view.image,
        before=EpisodeView(before, view.origin) if before else None,
        after=EpisodeView(after, view.origin) if after else None,
        similar=similar,
    )
