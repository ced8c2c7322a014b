"""The page of an episode, for listeners and as a preview of it."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from mediahub.episodes.models import Episode
from mediahub.episodes.publication import audio_of
from mediahub.episodes.schema_org import podcast_episode
from mediahub.episodes.transcripts import shown_transcripts
from mediahub.episodes.view import Audio, EpisodeView, TranscriptView
from mediahub.media.models import MediaFile
from mediahub.storage import LONGEST_LINK, MediaStore
from mediahub.transcripts.formats.article import article
from mediahub.transcripts.service import cues_of
from mediahub.web.endpoint import Call

_POSITION = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,6})", re.ASCII)
_PREVIEW_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    # The address is a key; it must not travel to the sites that are linked to.
    "Referrer-Policy": "no-referrer",
}


def render_preview(
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
    response = render_page(
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


def render_page(
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
    told = [held.transcript for held in shown_transcripts(view.episode)]
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
    link = store.link(
        file.key, lifetime, filename=file.filename, content_type=kind, download=download
    )
    return link.url


def _position(text: str) -> int | None:
    """The seconds of `754` or `12:34`; None for anything else."""
    match = _POSITION.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds or None
