"""Where mails go: what a transport promises, and the two ways in which it can fail."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail made: an identifier that is a file name too, whom it goes to, and its bytes."""

    name: str
    recipient: str
    message: bytes


class Rejected(Exception):
    """This mail was refused; the connection is well. `is_permanent` as SMTP's 5xx."""

    def __init__(self, answer: str, *, is_permanent: bool) -> None:
        super().__init__(answer)
        self.answer = answer
        self.is_permanent = is_permanent


class TransportUnavailable(Exception):
    """The server does not take mail now. `is_in_hand`: it was this mail that it failed at."""

    def __init__(self, answer: str, *, is_in_hand: bool) -> None:
        super().__init__(answer)
        self.answer = answer
        self.is_in_hand = is_in_hand


class Transport(Protocol):
    """One way out, used by one thread."""

    def connect(self) -> None:
        """Be ready to send; nothing to do when it is. Raises Lost."""

    def send(self, letter: Envelope, before: Callable[[], None]) -> str:
        """Hand over one mail; the answer. Raises Refused or Lost.

        `before` is called once, when all that is left to do is to hand over the words.
        """

    def close(self) -> None:
        """Take leave; never raises."""
