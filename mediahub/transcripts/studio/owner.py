"""Whose transcript it is: the features above tell, and so who may change it and what is heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediahub.accounts.guard import StudioCall
from mediahub.errors import Conflict, NotFound
from mediahub.hub import Hub
from mediahub.media.models import MediaFile
from mediahub.transcripts.models import Transcript, TranscriptState
from mediahub.transcripts.revisions import Edit
from mediahub.transcripts.service import get_transcript

HOME = "/studio/transkript"
LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Owner:
    """What a transcript is of: `path` is its page in the studio, and `show_id` None for webcasts.

    `sound` is what to listen to while it is corrected, not from `closes_at` on; `credited` are
    the names of those who take part.
    """

    title: str
    path: str
    show_id: UUID | None
    sound: MediaFile | None
    closes_at: datetime | None = None
    credited: Sequence[str] = ()

    def lifetime(self, now: datetime) -> timedelta:
        """How long a link to the sound may live; less than a second when there is none."""
        if self.sound is None or self.sound.removed_at is not None:
            return timedelta(0)
        return min(LIFETIME, self.closes_at - now) if self.closes_at else LIFETIME


OwnerOf = Callable[[Session, Transcript], Owner | None]
"""The owner if the transcript is of a feature's; None for those of others."""


@dataclass(frozen=True, slots=True)
class Held:
    """A transcript with its owner, as somebody in the studio has it before them."""

    call: StudioCall
    transcript: Transcript
    owner: Owner

    @property
    def path(self) -> str:
        """The address of the editor."""
        return f"{HOME}/{self.transcript.id}"

    @property
    def may_edit(self) -> bool:
        """Whether whoever looks may change it."""
        return self.call.may_edit(self.owner.show_id)

    def edit(self) -> Edit:
        """A change by whoever looks; the form says which revision it began from.

        Conflict when it does not: nothing may be overwritten that nobody has seen.
        """
        seen = self.call.sent("expect")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            raise Conflict("The form does not say what it began from. Open the page anew.")
        return Edit(self.transcript.id, self.call.actor, self.call.now, int(seen))

    def render(self, name: str, status: int = 200, **context: object) -> Response:
        """A page of the editor."""
        return self.call.render(
            f"transcripts/studio/{name}.html",
            status,
            transcript=self.transcript,
            owner=self.owner,
            base=self.path,
            may_edit=self.may_edit,
            **context,
        )

    def back(self, note: str, number: int | None = None, per_page: int = 1) -> Response:
        """On to the editor, at a cue."""
        if number is None:
            return RedirectResponse(f"{self.path}?klart={note}", 303)
        page = (number - 1) // per_page + 1
        return RedirectResponse(f"{self.path}?sida={page}&klart={note}#remsa-{number}", 303)


@dataclass(frozen=True, slots=True)
class Owners:
    """Every feature that has transcripts."""

    features: Sequence[OwnerOf]

    def held(self, request: Request, call: StudioCall) -> Held:
        """The transcript that the address names; NotFound too for one that belongs to nothing."""
        transcript = get_transcript(call.db, request.path_params["id"])
        told = (feature(call.db, transcript) for feature in self.features)
        owner = next(filter(None, told), None)
        if owner is None:
            raise NotFound("There is no such transcript.")
        return Held(call, transcript, owner)

    def ready(self, request: Request, call: StudioCall) -> Held:
        """The same; Conflict while its cues are not there."""
        held = self.held(request, call)
        if held.transcript.state is not TranscriptState.READY:
            raise Conflict("The transcript is not ready yet.")
        return held

    def to_edit(self, request: Request, call: StudioCall) -> Held:
        """The same, for whoever may change it; Forbidden for others."""
        held = self.held(request, call)
        call.require_edit(held.owner.show_id)
        return self.ready(request, call)


def sound_link(hub: Hub, owner: Owner, now: datetime) -> Response:
    """On to the sound, by a link that lives half an hour at most; NotFound without one."""
    lifetime = owner.lifetime(now)
    if owner.sound is None or lifetime < timedelta(seconds=1):
        raise NotFound("There is no such file.")
    link = hub.store.link(
        owner.sound.key,
        lifetime,
        filename=owner.sound.filename,
        content_type=owner.sound.content_type,
    )
    return RedirectResponse(link.url, 302)
