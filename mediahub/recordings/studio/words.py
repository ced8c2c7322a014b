"""Refusals of recordings as the studio says them: pages have fields where commands have options."""

from collections.abc import Mapping
from types import MappingProxyType

from mediahub.errors import MediaHubError
from mediahub.webcasts.studio import words

_SENTENCES = {
    "“{title}” has a recording already. Remove that one first:"
    " mediahub recording remove {slug} --reason “…”.": (
        "“{title}” has a recording already. Remove that one first."
    ),
    "Say why, with --reason: it is noted in the audit log.": (
        "Say why: it is noted in the audit log."
    ),
    "Say until when, with --until: only what is open to everyone has no end.": (
        "Say until when: only what is open to everyone has no end."
    ),
    "“{title}” is not listed, so nobody could watch its recording. List it first:"
    " mediahub webcast edit {slug} --publish now.": (
        "“{title}” is not published, so nobody could watch its recording. Publish it first, on"
        " the tab Webcast."
    ),
    "The recording of “{title}” has no captions that a person has made or reviewed. Add or"
    " review them, or say who makes an exception and why, with --exception-by and"
    " --exception-reason.": (
        "The recording of “{title}” has no captions that a person has made or reviewed. Add or"
        " review them, or say who makes an exception and why."
    ),
    "An exception needs both --exception-by and --exception-reason.": (
        "An exception needs both who makes it and why."
    ),
    "The recording of “{title}” closed {end}. To open it again:"
    " mediahub recording extend {slug} --until 2024-09-30T12:00 --reason “…”.": (
        "The recording of “{title}” closed {end}. To open it again, let it close later."
    ),
    "By the rule, the window of “{title}” ended {end}. To give it another end, open it"
    " with --until and --reason.": (
        "By the rule, the window of “{title}” ended {end}. Give it another end, and say why."
    ),
}
INSTEAD: Mapping[str, str] = MappingProxyType({**words.INSTEAD, **_SENTENCES})


def in_studio(error: MediaHubError, language: str) -> str:
    """The sentence of a refusal, in a language."""
    return words.in_studio(error, language, INSTEAD)
