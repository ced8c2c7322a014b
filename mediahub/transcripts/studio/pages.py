"""The transcript editor: the cues beside the player, saved together, reviewed, taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mediahub.accounts.guard import StudioCall
from mediahub.errors import NotFound
from mediahub.transcripts import revisions
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.formats.registry import format_named, formats_of
from mediahub.transcripts.models import (
    Transcript,
    TranscriptCue,
    TranscriptSpeaker,
    TranscriptState,
)
from mediahub.transcripts.revisions import Edit
from mediahub.transcripts.service import cues_of, speakers_of, to_change
from mediahub.transcripts.studio.merge import Merged, cues_at, merge
from mediahub.transcripts.studio.owner import Owners, sound_link
from mediahub.transcripts.studio.patches import correct, read_hunks
from mediahub.transcripts.track_info import TrackInfo
from mediahub.web.paging import page_asked_for

PER_PAGE = 100
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class EditorPages:
    """The pages, with what tells whose transcript it is."""

    owners: Owners

    def look(self, request: Request, call: StudioCall) -> Response:
        """A hundred cues beside the player; what there is to wait for while there are none."""
        held = self.owners.held(request, call)
        transcript = held.transcript
        if transcript.state is not TranscriptState.READY:
            return held.render("waiting")
        count = count_cues(call.db, transcript)
        page = page_asked_for(request, count, PER_PAGE)
        cues = cues_from(call.db, transcript, page.skipped, PER_PAGE)
        return held.render(
            "editor",
            cues=list(enumerate(cues, page.skipped + 1)),
            count=count,
            page=page,
            kept_query=page.kept_query,
            formats=formats_of(timed=transcript.is_timed),
            speakers=[one.name for one in speakers_of(call.db, transcript)],
            sound=held.owner.sound if held.owner.lifetime(call.now) else None,
        )

    def save(self, request: Request, call: StudioCall) -> Response:
        """Put corrections in their places, which the script of the page sends; as JSON.

        What somebody else has corrected meanwhile elsewhere is kept beside them. Where both have
        been at the same cues nothing is saved, and the answer is 409 with what both have written.
        """
        held = self.owners.to_edit(request, call)
        edit, hunks = held.edit(), read_hunks(call.sent("hunks"))
        now = to_change(call.db, held.transcript.id, None)
        if edit.expected == now.revision or edit.expected is None:
            return _saved(correct(call.db, edit, hunks))
        if not 0 < edit.expected < now.revision:
            raise NotFound("There is no earlier revision {revision}.", revision=edit.expected)
        theirs = cues_of(call.db, now)
        merged = merge(cues_at(call.db, now, edit.expected), theirs, hunks)
        if merged.meetings:
            return _met(now, merged)
        if not merged.hunks:
            return _saved(now, is_merged=True)
        current = Edit(edit.transcript_id, edit.actor, edit.now, now.revision)
        return _saved(correct(call.db, current, merged.hunks), is_merged=True)

    def review(self, request: Request, call: StudioCall) -> Response:
        """Say that a person has read what a machine made."""
        held = self.owners.to_edit(request, call)
        revisions.review(call.db, held.edit())
        return held.back("granskad")

    def export(self, request: Request, call: StudioCall) -> Response:
        """The transcript as a file, whether it is public or not."""
        held = self.owners.ready(request, call)
        transcript = held.transcript
        wanted = format_named(request.path_params["extension"], timed=transcript.is_timed)
        if wanted is None:
            raise NotFound("There is no such transcript.")
        about = TrackInfo(held.owner.title, transcript.language, transcript.is_unreviewed)
        body = wanted.write(cues_of(call.db, transcript), about).encode()
        name = f"{held.owner.title[:_LONGEST_NAME]} {transcript.language}.{wanted.extension}"
        disposition = f"attachment; filename*=UTF-8''{quote(name)}"
        headers = {"Content-Type": wanted.header, "Content-Disposition": disposition}
        return Response(body, headers=headers)

    def sound(self, request: Request, call: StudioCall) -> Response:
        """On to the sound."""
        return sound_link(call.hub, self.owners.held(request, call).owner, call.now)


def count_cues(db: Session, transcript: Transcript) -> int:
    """How many there are."""
    own = TranscriptCue.transcript_id == transcript.id
    return db.scalars(select(func.count()).select_from(TranscriptCue).where(own)).one()


def cues_from(db: Session, transcript: Transcript, first: int, count: int) -> Sequence[Cue]:
    """So many cues from the place `first` on, which counts from 0."""
    own = TranscriptCue.transcript_id == transcript.id
    query = (
        select(TranscriptCue, TranscriptSpeaker.name)
        .outerjoin(TranscriptSpeaker, TranscriptSpeaker.id == TranscriptCue.speaker_id)
        .where(own)
        .order_by(TranscriptCue.position)
    )
    rows = db.execute(query.offset(first).limit(count)).all()
    return [Cue(one.start_ms, one.end_ms, name or "", one.text) for one, name in rows]


def _saved(transcript: Transcript, *, is_merged: bool = False) -> Response:
    return JSONResponse({"revision": transcript.revision, "merged": is_merged})


def _met(transcript: Transcript, merged: Merged) -> Response:
    told = {
        "revision": transcript.revision,
        "hunks": [one.plain() for one in merged.hunks],
        "meetings": [one.plain() for one in merged.meetings],
    }
    return JSONResponse(told, 409)
