"""Where recordings are found together: a person's, a network's, and in a private feed."""

from dataclasses import dataclass

from mediahub.recordings.models import Recording, RecordingCaption
from mediahub.webcasts.models import Network


def library_url(origin: str) -> str:
    """Everything that one person may watch."""
    return f"{origin}/mina-inspelningar"


def own_calendar_url(origin: str, token: str) -> str:
    """The calendar of one person's webcasts, by whose it is."""
    return f"{library_url(origin)}/{token}.ics"


def network_url(origin: str, network: Network) -> str:
    """The room of a network's members."""
    return f"{origin}/natverk/{network.slug}"


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """Where a person's feed is found, and what hangs below it; `token` is whose it is."""

    origin: str
    token: str

    @property
    def url(self) -> str:
        """The feed itself."""
        return f"{self._folder}.xml"

    @property
    def _folder(self) -> str:
        return f"{library_url(self.origin)}/{self.token}"

    def enclosure_url(self, recording: Recording, filename: str) -> str:
        """The way to the media of a recording."""
        return f"{self._folder}/{recording.id}/{filename}"

    def caption_url(self, caption: RecordingCaption) -> str:
        """The captions of a recording in one language."""
        return f"{self._folder}/{caption.recording_id}/textning/{caption.id}.vtt"
