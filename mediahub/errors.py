"""The five ways in which a service refuses, each with a sentence for the person who reads it."""


class Phrase(str):
    """A word or some, among the values of a sentence, that is translated as the sentence is."""

    __slots__ = ()


class MediaHubError(Exception):
    """A refusal: an English sentence (the gettext msgid) with `{named}` fields and their values.

    The edge (`web/errors.py`, `cli/errors.py`) translates the sentence first and fills it in
    afterwards, so `Invalid("Number {number} is taken.", number=97)` reads well in every language.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence, values)
        self.sentence = sentence
        self.values = values

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
