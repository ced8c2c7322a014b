"""What the pages tell of a recording at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import PurePath

from babel import Locale, UnknownLocaleError

from mediahub.clock import local
from mediahub.media.models import MediaFile
from mediahub.recordings.captions import shown_captions
from mediahub.recordings.models import Recording
from mediahub.recordings.state import RecordingState, state_of
from mediahub.transcripts.models import Transcript
from mediahub.transcripts.track_info import TrackInfo
from mediahub.webcasts.models import ProgrammePoint, Webcast
from mediahub.webcasts.urls import recording_url
from mediahub.webcasts.view import WebcastView

EXPECTED_AFTER = timedelta(days=1)
"""How long it takes until most recordings can be watched."""


@dataclass(frozen=True, slots=True)
class Left:
    """How long it stays open: in the largest unit that still says something."""

    number: int
    unit: str

    @classmethod
    def of(cls, closes_at: datetime, now: datetime) -> "Left":
        """Days by the calendar in Sweden from two on; below that whole hours, then minutes."""
        last = closes_at - timedelta(microseconds=1)  # an end at midnight is of the day before
        days = (local(last).date() - local(now).date()).days
        left = closes_at - now
        if days > 1 and left >= timedelta(days=1):
            return cls(days, "days")
        if left >= timedelta(hours=1):
            return cls(left // timedelta(hours=1), "hours")
        return cls(max(left // timedelta(minutes=1), 1), "minutes")


@dataclass(frozen=True, slots=True)
class Captions:
    """One track: its address, language tag and the language's own name."""

    path: str
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class Handout:
    """A document: its address, title, type and bytes."""

    path: str
    title: str
    type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the programme, and the second of the recording where it begins, if it does."""

    point: ProgrammePoint
    seconds: int | None


@dataclass(frozen=True)
class RecordingView:
    """A webcast's recording for a template, also where there is none yet."""

    webcast: WebcastView
    recording: Recording | None
    now: datetime

    @classmethod
    def of(
        cls, webcast: Webcast, recording: Recording | None, origin: str, now: datetime
    ) -> "RecordingView":
        """As it stands at an instant; `origin` begins the webcast's addresses for others."""
        return cls(WebcastView(webcast, origin, now), recording, now)

    @cached_property
    def path(self) -> str:
        """Its page."""
        return recording_url("", self.webcast.webcast)

    @cached_property
    def state(self) -> RecordingState | None:
        """Where it stands; None when there is nothing."""
        return state_of(self.recording, self.now) if self.recording else None

    @property
    def is_closed(self) -> bool:
        """Whether it could be watched once and cannot any more."""
        return self.state in (RecordingState.CLOSED, RecordingState.DELETED)

    @property
    def opens_at(self) -> datetime | None:
        """When it opens, if that is decided."""
        return self.recording.opens_at if self.recording else None

    @property
    def closes_at(self) -> datetime | None:
        """When it closes or closed; None for a replay without an end."""
        if self.recording is None:
            return None
        return self.recording.closes_at or self.recording.deleted_at

    @cached_property
    def left(self) -> Left | None:
        """How long until it closes."""
        return Left.of(self.closes_at, self.now) if self.closes_at else None

    @property
    def expected_at(self) -> datetime | None:
        """When it can be watched, as far as one can tell; None once that has passed."""
        expected = self.webcast.webcast.end + EXPECTED_AFTER
        return expected if self.now < expected else None

    @property
    def media(self) -> MediaFile | None:
        """What is played."""
        return self.recording.playable if self.recording else None

    @property
    def is_video(self) -> bool:
        """Whether there is something to see."""
        return self.media is not None and self.media.content_type.startswith("video/")

    @property
    def poster(self) -> str | None:
        """A picture of it."""
        return f"{self.path}/bild" if self.recording and self.recording.poster_id else None

    # The three below read the database, and are no cached properties: up to Python 3.11 those let
    # one thread at a time compute them, so that everyone's pages would wait for each other.

    @property
    def captions(self) -> Sequence[Captions]:
        """The tracks, the first of which is shown unless the viewer chooses otherwise."""
        return [
            Captions(
                f"{self.path}/textning/{one.id}.vtt",
                one.transcript.language,
                _label(one.transcript),
            )
            for one in (shown_captions(self.recording) if self.recording else ())
        ]

    @property
    def documents(self) -> Sequence[Handout]:
        """What is handed out."""
        return [
            Handout(
                f"{self.path}/dokument/{one.id}",
                one.title,
                PurePath(one.media.filename).suffix.removeprefix(".").upper(),
                one.media.size_bytes,
            )
            for one in (self.recording.documents if self.recording else ())
        ]

    @property
    def programme(self) -> Sequence[Point]:
        """The points; their seconds count from the start of the broadcast."""
        return [Point(point, self._second(point)) for point in self.webcast.webcast.programme]

    def _second(self, point: ProgrammePoint) -> int | None:
        length = self.media.duration_seconds if self.media else None
        second = int((point.starts_at - self.webcast.webcast.starts_at).total_seconds())
        return second if length and 0 <= second < length else None


def _label(transcript: Transcript) -> str:
    about = TrackInfo("", transcript.language, transcript.is_unreviewed)
    name = _own_name(transcript.language)
    return f"{name} ({about.mark})" if about.mark else name


@lru_cache(maxsize=64)
def _own_name(tag: str) -> str:
    """A language's name for itself, “Svenska”; the tag when nobody has told it."""
    try:
        name = str(Locale.parse(tag, sep="-").get_display_name() or tag)
    except (UnknownLocaleError, ValueError):
        return tag
    return name[0].upper() + name[1:]
