"""The history of a transcript: who changed what and when, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from feeds.limits import cut_text
from mediahub.accounts import users
from mediahub.accounts.guard import StudioCall
from mediahub.errors import Invalid
from mediahub.transcripts import revisions
from mediahub.transcripts.cues import clock
from mediahub.transcripts.models import TranscriptChange
from mediahub.transcripts.studio.owner import Owners
from mediahub.web.paging import page_asked_for

PER_PAGE = 20
_MOST_SHOWN = 8
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A cue before or after a change, as it is read."""

    at: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A change: what stood there and what does; `left_out` are the places not shown."""

    change: TranscriptChange
    places: Sequence[tuple[int, Sequence[Line], Sequence[Line]]]
    cues: int
    left_out: int


@dataclass(frozen=True, slots=True)
class HistoryPages:
    """The pages, with what tells whose transcript it is."""

    owners: Owners

    def look(self, request: Request, call: StudioCall) -> Response:
        """Twenty changes, newest first."""
        held = self.owners.ready(request, call)
        page = page_asked_for(request, held.transcript.revision, PER_PAGE)
        own = TranscriptChange.transcript_id == held.transcript.id
        query = select(TranscriptChange).where(own).order_by(TranscriptChange.revision.desc())
        changes = call.db.scalars(query.offset(page.skipped).limit(PER_PAGE)).all()
        return held.render(
            "history",
            changes=[_shown(change) for change in changes],
            names=_names(call),
            page=page,
            kept_query=page.kept_query,
        )

    def restore(self, request: Request, call: StudioCall) -> Response:
        """Bring back an earlier revision, as a new one."""
        held = self.owners.to_edit(request, call)
        revision = call.sent("revision")
        if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
            raise Invalid("Say which revision to bring back.")
        revisions.restore(call.db, held.edit(), int(revision))
        return held.back("aterstalld")


def _names(call: StudioCall) -> Mapping[str, str]:
    return users.names(call.db, call.language)


def _shown(change: TranscriptChange) -> Shown:
    hunks = change.diff.get("hunks", ())
    places, lines = [], 0
    for hunk in hunks:
        if lines >= _MOST_SHOWN:
            break
        room = _MOST_SHOWN - lines
        before, after = (_lines(hunk[name][:room]) for name in ("before", "after"))
        lines += max(len(before), len(after))
        places.append((hunk["at"] + 1, before, after))
    cues = sum(max(len(hunk["before"]), len(hunk["after"])) for hunk in hunks)
    return Shown(change, places, cues, cues - lines)


def _lines(cues: Sequence[Sequence[Any]]) -> list[Line]:
    return [
        Line(
            "" if start is None else f"{clock(start)}–{clock(end)}",
            speaker,
            cut_text(text, _LONGEST),
        )
        for start, end, speaker, text in cues
    ]
