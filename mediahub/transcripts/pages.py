"""`/transkript/{id}.{ending}`: the transcript of what is public, in any of the formats."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.errors import NotFound
from mediahub.transcripts.formats.registry import format_named
from mediahub.transcripts.models import Transcript, TranscriptState
from mediahub.transcripts.service import cues_of
from mediahub.transcripts.track_info import TrackInfo
from mediahub.web.cached_document import Document, answer
from mediahub.web.endpoint import Call, PageFactory

PublicSince = Callable[[Session, Transcript, datetime], datetime | None]
"""Since when anyone may have a transcript of a feature's; None if not, Gone for what was."""


def routes(factory: PageFactory, *features: PublicSince) -> list[Route]:
    """The one address."""

    def transcript(request: Request, call: Call) -> Response:
        found = call.db.get(Transcript, request.path_params["id"])
        if found is None or found.state is not TranscriptState.READY:
            raise _missing()
        told = (public_since(call.db, found, call.now) for public_since in features)
        since = next(filter(None, told), None)
        if since is None:
            raise _missing()
        return _answer(request, call, found, since)

    return [Route("/transkript/{id:uuid}.{extension}", factory.page(transcript), name="transcript")]


def _answer(request: Request, call: Call, found: Transcript, since: datetime) -> Response:
    """Written anew from the cues each time, so that all formats say the same."""
    wanted = format_named(request.path_params["extension"], timed=found.is_timed)
    if wanted is None:
        raise _missing()
    about = TrackInfo(found.title, found.language, found.is_unreviewed)
    body = wanted.write(cues_of(call.db, found), about).encode()
    return answer(request, Document.of(body, wanted.header, max(found.changed_at, since)))


def _missing() -> NotFound:
    return NotFound("There is no such transcript.")
