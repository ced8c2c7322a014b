"""What waits for somebody who signs in: told by the features, shown on the start page."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.accounts.guard import Guard, StudioCall, guard_for
from mediahub.accounts.models import User

MOST_LINES = 5
"""How many of a kind the start page names."""


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One thing that waits: its title, its page in the studio, and since or until when."""

    title: str
    path: str
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoGroup:
    """A kind of things that wait, by a word that the page knows; at most five of `count`.

    `path` is the list of all of them, `guard` whom it concerns.
    """

    kind: str
    count: int
    lines: Sequence[TodoItem]
    path: str
    guard: Guard


Shows = Collection[UUID] | None
"""The shows that somebody is limited to; None is everything, also what belongs to no show."""

TodoSource = Callable[[Session, datetime, Shows], Sequence[TodoGroup]]
"""What waits at an instant, each kind once, also with a count of 0."""


def shows_of(user: User) -> Shows:
    """The shows that a limited producer works with; None for everyone else."""
    is_limited = guard_for(user) is Guard.PRODUCER
    return [kept.show_id for kept in user.shows] if is_limited else None


def todo_groups_for(call: StudioCall, tellers: Sequence[TodoSource]) -> Sequence[TodoGroup]:
    """What waits for whoever is there."""
    shows = shows_of(call.user)
    told = (one for tell in tellers for one in tell(call.db, call.now, shows))
    return [one for one in told if one.count and one.guard <= call.guard]
