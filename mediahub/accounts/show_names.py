"""What accounts need of a show: its id and how it is called."""

from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session


class ShowLike(Protocol):
    """What is asked of a show: shows stand above accounts."""

    @property
    def id(self) -> UUID:
        """The key."""

    @property
    def slug(self) -> str:
        """What commands call it."""

    @property
    def title(self) -> str:
        """What people call it."""


ListShows = Callable[[Session], Sequence[ShowLike]]
