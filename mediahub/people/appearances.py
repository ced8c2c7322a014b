"""Where somebody is credited, as the features that have credits tell it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.taxonomy import role
from mediahub.people.merge import Named


@dataclass(frozen=True, slots=True)
class Appearance:
    """A credit: in what (“show”, “episode” or “webcast”), where that is in the studio, and as what.

    `title` is that of the thing, `at` its time, `job` the title they had then, `name` who it is.
    """

    kind: str
    title: str
    path: str
    at: datetime | None
    name: str
    role: str
    group: str
    job: str | None

    def role_name(self, language: str) -> str:
        """The role in this language."""
        found = role(self.role, self.group)
        return found.sv if language == "sv" else found.en


AppearanceSource = Callable[[Session, Named], Sequence[Appearance]]
"""Every credit of a person or organisation in one kind of things, the newest first."""
