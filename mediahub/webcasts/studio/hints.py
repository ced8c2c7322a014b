"""Where in the studio one does what a refusal hints at."""

from collections.abc import Mapping
from types import MappingProxyType

from mediahub.errors import Hint, MediaHubError
from mediahub.i18n import sentence

_WEBCAST = MediaHubError("You do it on the tab Webcast.")
_RECORDING = MediaHubError("You do it on the tab Recording.")
PLACES: Mapping[Hint, MediaHubError] = MappingProxyType(
    {
        Hint.MOVE_RECORDING_END: _RECORDING,
        Hint.PUBLISH_WEBCAST: _WEBCAST,
        Hint.SHORTEN_RECORDING: _RECORDING,
    }
)
"""For what is done elsewhere; the rest is on the page that refuses."""


def with_place(error: MediaHubError, language: str) -> str:
    """The sentence of a refusal, in a language, and where to go if that is another page."""
    said = sentence(error, language)
    place = PLACES.get(error.hint) if error.hint else None
    return f"{said} {sentence(place, language)}" if place else said
