"""Refusals as the studio says them: where a command names its options, a page names its fields."""

from collections.abc import Mapping
from types import MappingProxyType

from mediahub.errors import MediaHubError
from mediahub.i18n import sentence

_SENTENCES = {
    "“{title}” keeps its end, for its recording has been watched. To move when that one"
    " closes: mediahub recording extend {slug}, or shorten, with --until and --reason.": (
        "“{title}” keeps its end, for its recording has been watched. Move when the recording"
        " closes instead, on the tab Recording."
    ),
    "The recording of “{title}” is open without an end. Give it one first:"
    " mediahub recording shorten {slug} --until 2024-09-25T12:00 --reason “…”.": (
        "The recording of “{title}” is open without an end. Give it one first, on the tab"
        " Recording."
    ),
}
INSTEAD: Mapping[str, str] = MappingProxyType(_SENTENCES)


def in_studio(error: MediaHubError, language: str, instead: Mapping[str, str] = INSTEAD) -> str:
    """The sentence of a refusal, in a language."""
    said = MediaHubError(instead.get(error.sentence, error.sentence), **error.values)
    return sentence(said, language)
