"""An episode with a transcript, and those who come to correct it in the studio."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.accounts.models import Role, User
from mediahub.accounts.users import set_role
from mediahub.episodes.models import Episode, EpisodeTranscript
from mediahub.hub import Hub
from mediahub.shows.models import Show
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.models import Transcript
from mediahub.transcripts.service import cues_of, put_cues
from tests.conftest import NOON
from tests.factories import make_episode, make_show, make_transcript, make_user

CUES = (
    Cue(0, 2_000, "Nils", "Hej på er."),
    Cue(2_000, 6_000, "Eva Ek", "Tack så mycket."),
    Cue(6_000, 7_000, "Nils", "Varsågod."),
)


@dataclass(frozen=True, slots=True)
class Edited:
    """A transcript at revision 1, its episode and show, in a hub."""

    hub: Hub
    show: Show
    episode: Episode
    transcript_id: UUID

    @property
    def path(self) -> str:
        """The editor."""
        return f"/studio/transkript/{self.transcript_id}"

    def cues(self) -> Sequence[Cue]:
        """As they are saved."""
        with self.hub.reading() as db:
            return cues_of(db, db.get_one(Transcript, self.transcript_id))

    def texts(self) -> list[str]:
        """The words of each."""
        return [cue.text for cue in self.cues()]

    def revision(self) -> int:
        """How often it has been changed."""
        with self.hub.reading() as db:
            return db.get_one(Transcript, self.transcript_id).revision


def edited(hub: Hub, cues: Sequence[Cue] = CUES, **overrides: Any) -> Edited:
    """A published episode whose transcript a command has taken in."""
    with hub.writing() as db:
        show = make_show(db)
        episode = make_episode(db, show, opens_at=NOON)
        transcript = made(db, episode, cues, **overrides)
        return Edited(hub, show, episode, transcript.id)


def made(db: Session, episode: Episode, cues: Sequence[Cue], **overrides: Any) -> Transcript:
    """A transcript of the episode, at revision 1."""
    transcript = make_transcript(db, revision=0, **overrides)
    db.add(EpisodeTranscript(transcript=transcript, position=0, episode=episode))
    put_cues(db, transcript, cues, actor="command", action="upload", now=NOON)
    return transcript


def producer(hub: Hub, *shows: Show, role: Role = Role.PRODUCER, name: str = "Bo Alm") -> User:
    """Somebody at work; with shows, a producer of these alone."""
    with hub.writing() as db:
        user = make_user(db, role, name=name)
        if shows:
            chief = make_user(db, Role.ADMINISTRATOR)
            set_role(
                db, user, role, actor=str(chief.id), now=NOON, shows=[show.id for show in shows]
            )
        return user
