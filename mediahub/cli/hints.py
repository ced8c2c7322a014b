"""How the command line does what a refusal hints at."""

from collections.abc import Mapping
from types import MappingProxyType

from mediahub.errors import Hint

COMMANDS: Mapping[Hint, str] = MappingProxyType(
    {
        Hint.ADD_TRANSCRIPT: "mediahub transcript add",
        Hint.CAPTION_OR_EXCEPT: "--exception-by --exception-reason",
        Hint.EXTEND_RECORDING: (
            "mediahub recording extend {slug} --until 2024-09-30T12:00 --reason “…”"
        ),
        Hint.GIVE_END: "--until",
        Hint.GIVE_EXCEPTION: "--exception-by --exception-reason",
        Hint.GIVE_REASON: "--reason",
        Hint.MOVE_RECORDING_END: (
            "mediahub recording extend {slug} --until 2024-09-30T12:00 --reason “…”"
        ),
        Hint.OPEN_UNTIL: "--until --reason",
        Hint.PUBLISH_WEBCAST: "mediahub webcast edit {slug} --publish now",
        Hint.REMOVE_RECORDING: "mediahub recording remove {slug} --reason “…”",
        Hint.SHORTEN_RECORDING: (
            "mediahub recording shorten {slug} --until 2024-09-25T12:00 --reason “…”"
        ),
    }
)
"""The command or its options, with the fields of the refusal."""
