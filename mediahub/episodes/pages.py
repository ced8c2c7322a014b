"""The public pages: shows with their episodes, one episode, its chapters."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from feeds.chapters import MEDIA_TYPE, chapters_json
from mediahub.episodes import listing
from mediahub.episodes.feed import chapters_of
from mediahub.episodes.models import Episode
from mediahub.episodes.preview import previewed_until
from mediahub.episodes.publishing import audio_of
from mediahub.episodes.schema_org import podcast_episode
from mediahub.episodes.service import get_episode, neighbours, state_of
from mediahub.episodes.transcripts import told_transcripts
from mediahub.episodes.view import Audio, EpisodeView, TranscriptView
from mediahub.errors import Gone, NotFound
from mediahub.media.models import MediaFile
from mediahub.shows.service import show_at
from mediahub.storage import LONGEST_LINK, MediaStore
from mediahub.transcripts.article import article
from mediahub.transcripts.service import cues_of
from mediahub.web.documents import Document, answer
from mediahub.web.endpoint import Call, Rim

_POSITION = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,6})", re.ASCII)
_PREVIEW_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    # The address is a key; it must not travel to the sites that are linked to.
    "Referrer-Policy": "no-referrer",
}

Similar = Callable[[Call, Episode], Sequence[EpisodeView]]
"""Tells of a public episode which others are like it."""


def routes(rim: Rim, similar: Similar) -> list[Route]:
    """The last two match any path of one segment and of two."""
    return [
        Route("/", rim.page(listing.start), name="start"),
        Route("/{show}/{name}/chapters.json", rim.page(chapters), name="chapters"),
        Route("/{show}", rim.page(listing.show), name="show"),
        Route("/{show}/{name}", rim.page(partial(episode, similar=similar)), name="episode"),
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
    return previewed(request, call, found, until)


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
    """None when the episode is public; NotFound or Gone when it is not and this is no preview."""
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
    return _page(
        request,
        call,
        view,
        audio=view.audio,
        image=view.image,
        before=EpisodeView(before, view.origin) if before else None,
        after=EpisodeView(after, view.origin) if after else None,
        similar=similar,
    )


def previewed(
    request: Request,
    call: Call,
    found: Episode,
    until: datetime,
    template: str = "episodes/episode.html",
) -> Response:
    """The page of an episode that need not be public; its links to media last until then."""
    view = EpisodeView(found, call.hub.settings.origin)
    store, lifetime = call.hub.store, _lifetime(call.now, until)
    file, image = audio_of(call.db, found), found.image_small or found.image
    given = request.query_params
    query = {name: given[name] for name in ("expires", "signature") if name in given}
    response = _page(
        request,
        call,
        view,
        audio=_signed_audio(store, file, lifetime) if file else None,
        image=_signed(store, image, lifetime) if image else view.show.cover,
        preview_until=until,
        kept_query=f"{urlencode(query)}&" if query else "",
        template=template,
    )
    response.headers.update(_PREVIEW_HEADERS)
    return response


def _page(
    request: Request,
    call: Call,
    view: EpisodeView,
    *,
    audio: Audio | None,
    image: str | None,
    before: EpisodeView | None = None,
    after: EpisodeView | None = None,
    similar: Sequence[EpisodeView] = (),
    preview_until: datetime | None = None,
    kept_query: str = "",
    template: str = "episodes/episode.html",
) -> Response:
    told = [held.transcript for held in told_transcripts(view.episode)]
    views = [TranscriptView(one, is_public=preview_until is None) for one in told]
    transcript = article(cues_of(call.db, told[0])) if told else ()
    return call.render(
        template,
        episode=view,
        show=view.show,
        audio=audio,
        image=image,
        before=before,
        after=after,
        similar=similar,
        preview_until=preview_until,
        kept_query=kept_query,
        start=_position(request.query_params.get("t", "")),
        transcript=transcript,
        transcripts=views,
        schema=None if preview_until else podcast_episode(view, transcript),
    )


def _lifetime(now: datetime, until: datetime) -> timedelta:
    # A store signs for at least one second and at most seven days.
    return max(timedelta(seconds=1), min(until - now, LONGEST_LINK))


def _signed_audio(store: MediaStore, file: MediaFile, lifetime: timedelta) -> Audio:
    return Audio(
        src=_signed(store, file, lifetime),
        download=_signed(store, file, lifetime, download=True),
        filename=file.filename,
        type=file.content_type,
        size_bytes=file.size_bytes,
        seconds=file.duration_seconds or 0.0,
    )


def _signed(
    store: MediaStore, file: MediaFile, lifetime: timedelta, *, download: bool = False
) -> str:
    """A link that works although the file is closed to the public."""
    kind = file.content_type
    return store.link(
        file.key, lifetime, filename=file.filename, content_type=kind, download=download
    )


def _position(text: str) -> int | None:
    """The seconds of `754` or `12:34`; None for anything else."""
    match = _POSITION.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds or None
