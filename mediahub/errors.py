"""The five ways in which a service refuses, each with a sentence for the person who reads it."""

from enum import StrEnum
from typing import Self


class Phrase(str):
    """A word or some, among the values of a sentence, that is translated as the sentence is."""

    __slots__ = ()


class Hint(StrEnum):
    """What one may do after a refusal; each door says how, for a page has no options."""

    ADD_TRANSCRIPT = "add transcript"
    CAPTION_OR_EXCEPT = "caption or except"
    EXTEND_RECORDING = "extend recording"
    GIVE_END = "give end"
    GIVE_EXCEPTION = "give exception"
    GIVE_REASON = "give reason"
    MOVE_RECORDING_END = "move recording end"
    OPEN_UNTIL = "open until"
    PUBLISH_WEBCAST = "publish webcast"
    REMOVE_RECORDING = "remove recording"
    SHORTEN_RECORDING = "shorten recording"


class MediaHubError(Exception):
    """A refusal: an English sentence (the gettext msgid) with `{named}` fields and their values.

    The edge (`web/errors.py`, `cli/errors.py`) translates the sentence first and fills it in
    afterwards, so `Invalid("Number {number} is taken.", number=97)` reads well in every language.
    A `hint` is filled in with the same values.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence, values)
        self.sentence = sentence
        self.hint: Hint | None = None
        self.values = values

    def with_hint(self, hint: Hint) -> Self:
        """The same, with what one may do now."""
        self.hint = hint
        return self

    def __str__(self) -> str:
        return self.sentence.format(**self.values)


class NotFound(MediaHubError):
    """There is no such thing, or none that this person may know of."""


class Gone(MediaHubError):
    """It was here and is withdrawn or closed."""


class Conflict(MediaHubError):
    """It clashes with something that exists, such as a slug that is taken."""


class Busy(Conflict):
    """Others were before it and took too long; `seconds` says when to try again."""


class Invalid(MediaHubError):
    """What was given breaks a rule."""


class Forbidden(MediaHubError):
    """This person may not do that."""
