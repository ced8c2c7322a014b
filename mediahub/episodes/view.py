"""What the pages tell of an episode."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from feeds.credits import HOSTS
from feeds.model import Chapter
from mediahub.episodes.feed import chapters_of
from mediahub.episodes.models import Episode
from mediahub.media.urls import media_url
from mediahub.people.models import Credit
from mediahub.people.view import Role, roles_of
from mediahub.shows.view import ShowView
from mediahub.transcripts.formats.registry import formats_of
from mediahub.transcripts.models import Transcript
from mediahub.transcripts.urls import transcript_url
from mediahub.web.markdown import opening


@dataclass(frozen=True, slots=True)
class Audio:
    """What the player plays: addresses to play and to download, MIME type, bytes and seconds."""

    src: str
    download: str
    filename: str
    type: str
    size_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class TranscriptView:
    """A transcript for a template; its files are linked to where anyone may fetch them."""

    transcript: Transcript
    is_public: bool

    @property
    def language(self) -> str:
        """The language code."""
        return self.transcript.language

    @property
    def is_unreviewed(self) -> bool:
        """Whether readers must be told that a machine made it."""
        return self.transcript.is_unreviewed

    @property
    def files(self) -> Sequence[tuple[str, str]]:
        """Name and path of every format."""
        formats = formats_of(timed=self.transcript.is_timed) if self.is_public else ()
        return [(one.name, transcript_url("", self.transcript, one.extension)) for one in formats]


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """What a list tells of a public episode: `lead` is its first sentence, `seconds` its length."""

    id: UUID
    path: str
    number: int | None
    title: str
    lead: str
    opens_at: datetime
    seconds: float | None


@dataclass(frozen=True)
class EpisodeView:
    """An episode for a template; `origin` begins the addresses that are called urls."""

    episode: Episode
    origin: str

    @cached_property
    def show(self) -> ShowView:
        """The show it belongs to."""
        return ShowView(self.episode.show, self.origin)

    @property
    def path(self) -> str:
        """Its page."""
        return f"{self.show.path}/{self.episode.slug}"

    @property
    def url(self) -> str:
        """Its page, for those elsewhere."""
        return f"{self.origin}{self.path}"

    @property
    def seconds(self) -> float | None:
        """How long it is."""
        return (self.episode.enclosure or self.episode.audio).duration_seconds

    @cached_property
    def lead(self) -> str:
        """Its first sentence, for lists and for other sites."""
        return opening(self.episode.description)

    @property
    def audio(self) -> Audio | None:
        """The enclosure, for anyone."""
        file = self.episode.enclosure
        if file is None:
            return None
        path = media_url("", file)
        return Audio(
            src=path,
            download=path,
            filename=file.filename,
            type=file.content_type,
            size_bytes=file.size_bytes,
            seconds=file.duration_seconds or 0.0,
        )

    @property
    def image(self) -> str | None:
        """The small rendition of its own picture, else the show's cover."""
        file = self.episode.image_small or self.episode.image
        return media_url("", file) if file else self.show.cover

    @property
    def chapters(self) -> Sequence[Chapter]:
        """Those that a table of contents lists."""
        return [chapter for chapter in chapters_of(self.episode) if chapter.toc]

    def roles(self, language: str) -> Sequence[Role]:
        """Guests, then hosts, then everyone else; the show's hosts unless it has its own."""
        return roles_of(self._credits(), language)

    def _credits(self) -> list[Credit]:
        own: list[Credit] = list(self.episode.credits)
        if any(credit.role in HOSTS for credit in own):
            return own
        present = {credit.person_id for credit in own}
        hosts = (credit for credit in self.episode.show.credits if credit.role in HOSTS)
        return [*own, *(credit for credit in hosts if credit.person_id not in present)]
