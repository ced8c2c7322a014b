"""`/transkript/{id}.{ending}`: the transcript of a public episode, in any of the formats."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediahub.episodes.models import Episode
from mediahub.episodes.service import state_of
from mediahub.episodes.transcripts import episode_of
from mediahub.errors import Gone, NotFound
from mediahub.transcripts.about import About
from mediahub.transcripts.formats import format_named
from mediahub.transcripts.models import Transcript, TranscriptState
from mediahub.transcripts.service import cues_of
from mediahub.web.documents import Document, answer
from mediahub.web.endpoint import Call, Rim


def routes(rim: Rim) -> list[Route]:
    """The one address."""
    return [Route("/transkript/{id:uuid}.{extension}", rim.page(transcript), name="transcript")]


def transcript(request: Request, call: Call) -> Response:
    """Written anew from the cues each time, so that all formats say the same; 304 when unchanged.

    NotFound for drafts and for formats it cannot be had in, Gone for what was withdrawn.
    """
    found = call.db.get(Transcript, request.path_params["id"])
    episode = None if found is None else episode_of(call.db, found)
    if found is None or episode is None or found.state is not TranscriptState.READY:
        raise _missing()
    _refuse_hidden(call, episode)
    wanted = format_named(request.path_params["extension"], timed=found.is_timed)
    if wanted is None:
        raise _missing()
    about = About(episode.title, found.language, found.is_unreviewed)
    body = wanted.write(cues_of(call.db, found), about).encode()
    assert episode.opens_at is not None
    changed_at = max(found.changed_at, episode.opens_at)
    return answer(request, Document.of(body, wanted.header, changed_at))


def _refuse_hidden(call: Call, episode: Episode) -> None:
    state = state_of(episode, call.now)
    if state == "withdrawn":
        raise Gone("“{title}” has been withdrawn.", title=episode.title)
    if state != "published":
        raise _missing()


def _missing() -> NotFound:
    return NotFound("There is no such transcript.")
