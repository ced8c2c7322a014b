"""What changes a whole transcript: speakers, find and replace, and moving it in time."""

from dataclasses import dataclass

from sqlalchemy import func, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediahub.accounts.guard import StudioCall
from mediahub.errors import Conflict, Invalid, MediaHubError, NotFound
from mediahub.i18n import sentence
from mediahub.transcripts import revisions
from mediahub.transcripts.cues import Cue, clean
from mediahub.transcripts.formats.times import read_shift
from mediahub.transcripts.models import TranscriptCue
from mediahub.transcripts.service import cues_of, speakers_of
from mediahub.transcripts.studio.owner import Held, Owners
from mediahub.transcripts.studio.pages import PER_PAGE
from mediahub.transcripts.studio.patches import shift_from

_MOST_SHOWN = 50
_LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that holds the words: what stands before, between and after them."""

    number: int
    cue: Cue
    pieces: list[str]


@dataclass(frozen=True, slots=True)
class ToolPages:
    """The pages, with what tells whose transcript it is."""

    owners: Owners

    def speakers(self, request: Request, call: StudioCall) -> Response:
        """Who speaks, how much, and which credited person that is."""
        return _speakers(self.owners.ready(request, call))

    def change_speaker(self, request: Request, call: StudioCall) -> Response:
        """Rename a speaker everywhere, or say which person it is: `do` says which."""
        held = self.owners.to_edit(request, call)
        speaker = call.sent("speaker")
        try:
            if call.sent("do") == "link":
                revisions.link_speaker(call.db, held.edit(), speaker, call.sent("person"))
            else:
                revisions.rename_speaker(call.db, held.edit(), speaker, call.sent("name"))
        except (Conflict, Invalid, NotFound) as error:
            return _speakers(held, _refused(call, error), 422)
        return _on(held, "talare", "sparad")

    def find(self, request: Request, call: StudioCall) -> Response:
        """Where words stand, and what would stand there instead."""
        held = self.owners.ready(request, call)
        words, put = (request.query_params.get(name, "") for name in ("hitta", "med"))
        return _find(held, words, put)

    def replace(self, request: Request, call: StudioCall) -> Response:
        """Put other words there, everywhere."""
        held = self.owners.to_edit(request, call)
        words, put = call.sent("hitta"), call.sent("med")
        try:
            revisions.replace_words(call.db, held.edit(), words, put)
        except (Conflict, Invalid, NotFound) as error:
            return _find(held, words, put, _refused(call, error), 422)
        return _on(held, "ersatt", "ersatt")

    def times(self, request: Request, call: StudioCall) -> Response:
        """The form that moves the cues in time."""
        return _times(self.owners.ready(request, call), "", request.query_params.get("fran", "1"))

    def shift(self, request: Request, call: StudioCall) -> Response:
        """Move all cues, or those from a number on."""
        held = self.owners.to_edit(request, call)
        by, first = call.sent("med"), call.sent("fran")
        try:
            shift_from(call.db, held.edit(), _whole(first), read_shift(by))
        except (Conflict, Invalid, NotFound) as error:
            return _times(held, by, first, _refused(call, error), 422)
        return held.back("flyttad", _whole(first), PER_PAGE)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Invalid("“{text}” is not a number of a cue.", text=text[:60])
    return int(text)


def _refused(call: StudioCall, error: MediaHubError) -> str:
    return sentence(error, call.language)


def _on(held: Held, page: str, note: str) -> Response:
    return RedirectResponse(f"{held.path}/{page}?klart={note}", 303)


def _speakers(held: Held, refusal: str = "", status: int = 200) -> Response:
    own = TranscriptCue.transcript_id == held.transcript.id
    said = (
        select(TranscriptCue.speaker_id, func.count(), func.min(TranscriptCue.position))
        .where(own, TranscriptCue.speaker_id.is_not(None))
        .group_by(TranscriptCue.speaker_id)
    )
    counts = {one: (count, first + 1) for one, count, first in held.call.db.execute(said)}
    speaking = [
        (one, *counts[one.id])
        for one in speakers_of(held.call.db, held.transcript)
        if one.id in counts
    ]
    return held.render("speakers", status, speaking=speaking, refusal=refusal, per_page=PER_PAGE)


def _find(held: Held, words: str, put: str, refusal: str = "", status: int = 200) -> Response:
    sought = clean(words[:_LONGEST_WORDS])
    cues = cues_of(held.call.db, held.transcript) if sought else ()
    hits = [
        Hit(number, cue, cue.text.split(sought))
        for number, cue in enumerate(cues, 1)
        if sought in cue.text
    ]
    return held.render(
        "replace",
        status,
        words=words,
        put=put,
        shown_put=clean(put[:_LONGEST_WORDS]),
        sought=sought,
        hits=hits[:_MOST_SHOWN],
        cues=len(hits),
        count=sum(len(hit.pieces) - 1 for hit in hits),
        refusal=refusal,
        per_page=PER_PAGE,
    )


def _times(held: Held, by: str, first: str, refusal: str = "", status: int = 200) -> Response:
    return held.render("times", status, by=by, first=first, refusal=refusal)
