"""The chapters of an episode: a table along the sound, read in from elsewhere, saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from feeds.errors import FeedError
from feeds.rules import Finding
from mediahub.accounts.edit_conflicts import differences, is_stale, version_of
from mediahub.accounts.guard import StudioCall, redirect
from mediahub.episodes import publication, service
from mediahub.episodes.models import Episode
from mediahub.episodes.studio.chapters_form import (
    ChapterRow,
    Chapters,
    ParsedChapters,
    field_errors,
    read,
    read_in,
    rows_of,
    rows_sent,
)
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.i18n import sentence
from mediahub.transcripts.chapters import propose_chapters
from mediahub.transcripts.studio.owner import Owner, sound_link

_EMPTY_ROWS = 3


@dataclass(frozen=True, slots=True)
class Programme:
    """A webcast with its programme: the points with their times, and when it began."""

    id: UUID
    title: str
    began_at: datetime
    points: Sequence[tuple[datetime, str]]


ListProgrammes = Callable[[Session], Sequence[Programme]]
"""Webcasts stand above episodes: what has a programme is handed in."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The form as it stands: rows, what is wrong with them, what was pasted, what was done."""

    rows: Sequence[ChapterRow]
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    pasted: str = ""
    taken_in: int = 0
    status: int = 200


@dataclass(frozen=True, slots=True)
class ChapterPages:
    """The pages, with what tells which programmes there are."""

    programmes: ListProgrammes

    def look(self, request: Request, call: StudioCall) -> Response:
        """The chapters; for those who may change them, a form."""
        episode = _episode(request, call)
        return self._form(call, episode, Shown(rows_of(episode.chapters)))

    def save(self, request: Request, call: StudioCall) -> Response:
        """Save the rows, or read chapters into them from elsewhere: `do` says which."""
        episode = _episode(request, call)
        call.require_edit(episode.show_id)
        rows = rows_sent(call)
        if call.sent("do") not in ("", "save"):
            return self._form(call, episode, self._taken_in(call, episode, rows))
        if is_stale(call, _texts(episode)):
            return self._form(call, episode, Shown(rows, status=409))
        wanted = read(rows, episode.chapters, call.language)
        errors = wanted.errors or _saved(call, episode, wanted)
        if errors:
            refusal = errors.pop("", "")
            return self._form(call, episode, Shown(rows, errors, refusal, status=422))
        return redirect(f"/studio/avsnitt/{episode.id}/kapitel", "sparat")

    def sound(self, request: Request, call: StudioCall) -> Response:
        """On to the sound."""
        episode = _episode(request, call)
        audio = publication.audio_of(call.db, episode) or episode.audio
        owner = Owner(episode.title, "", episode.show_id, audio)
        return sound_link(call.hub, owner, call.now)

    def _taken_in(self, call: StudioCall, episode: Episode, rows: Sequence[ChapterRow]) -> Shown:
        pasted = call.sent("lines")
        try:
            chapters = self._chapters(call, episode, pasted)
        except (FeedError, Invalid, NotFound) as error:
            text = sentence(error, call.language)
            if call.sent("do") == "lines":
                return Shown(rows, {"lines": text}, pasted=pasted, status=422)
            return Shown(rows, refusal=text, pasted=pasted, status=422)
        return Shown(rows_of(chapters, saved=False), taken_in=len(chapters))

    def _chapters(self, call: StudioCall, episode: Episode, pasted: str) -> Chapters:
        wanted = call.sent("do")
        if wanted == "lines":
            return read_in(pasted)
        if wanted == "programme":
            return self._proposed(call, episode)
        found = (episode.audio.tags or {}).get("chapters")
        if not found:
            raise Invalid("“{name}” holds no chapters.", name=episode.audio.filename)
        return [dict(chapter) for chapter in found]

    def _proposed(self, call: StudioCall, episode: Episode) -> Chapters:
        known = {str(one.id): one for one in self.programmes(call.db)}
        chosen = known.get(call.sent("programme"))
        if chosen is None:
            raise Invalid("Choose the webcast whose programme the chapters are made of.")
        seconds = episode.audio.duration_seconds
        chapters = list(propose_chapters(chosen.points, chosen.began_at, seconds))
        if not chapters:
            raise Invalid("No point of that programme lies within this sound.")
        return chapters

    def _form(self, call: StudioCall, episode: Episode, shown: Shown) -> Response:
        may_edit = call.may_edit(episode.show_id)
        current, typed = _texts(episode), {"chapters": field_errors(shown.rows)}
        began = call.sent("began") if shown.status == 200 else ""
        return call.render(
            "episodes/studio/chapters.html",
            shown.status,
            episode=episode,
            rows=[*shown.rows, *[ChapterRow()] * _EMPTY_ROWS] if may_edit else shown.rows,
            shown=shown,
            may_edit=may_edit,
            programmes=self.programmes(call.db) if may_edit else (),
            found=len((episode.audio.tags or {}).get("chapters", ())),
            # After reading in, the form still began from what it began from.
            version=began or version_of(current),
            differences=differences(current, typed) if shown.status == 409 else (),
            warnings=_warnings(call, episode) if not shown.errors else (),
        )


def _episode(request: Request, call: StudioCall) -> Episode:
    return service.get_episode_by_id(call.db, request.path_params["id"])


def _texts(episode: Episode) -> dict[str, str]:
    return {"chapters": field_errors(rows_of(episode.chapters))}


def _findings(call: StudioCall, episode: Episode) -> list[Finding]:
    opens_at = episode.opens_at or call.now
    found = publication.check(call.db, episode, call.hub.settings.origin, opens_at)
    return [one for one in found if one.rule.id.startswith("chapters-")]


def _warnings(call: StudioCall, episode: Episode) -> list[str]:
    return [_said(one, call) for one in _findings(call, episode) if one.level == "warning"]


def _said(finding: Finding, call: StudioCall) -> str:
    return finding.sentence("sv" if call.language == "sv" else "en")


def _saved(call: StudioCall, episode: Episode, wanted: ParsedChapters) -> dict[str, str]:
    """By field, what the rules say of the chapters; "" is what is of no row. Empty when saved."""
    try:
        with call.db.begin_nested():
            service.edit_episode(call.db, episode, chapters=wanted.chapters)
            if errors := _broken(call, episode, wanted):
                raise _BrokenError(errors)
            publication.refuse_edit(call.db, episode, call.hub.settings.origin)
    except _BrokenError as broken:
        return broken.errors
    except (Conflict, Invalid) as error:
        return {"": sentence(error, call.language)}
    return {}


class _BrokenError(Exception):
    """Rules are broken: by field, how."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


def _broken(call: StudioCall, episode: Episode, wanted: ParsedChapters) -> dict[str, str]:
    errors: dict[str, str] = {}
    for finding in _findings(call, episode):
        if finding.level == "error":
            at: Any = finding.values.get("number")
            name = f"start-{wanted.numbers[at - 1]}" if at else ""
            errors.setdefault(name, _said(finding, call))
    return errors
