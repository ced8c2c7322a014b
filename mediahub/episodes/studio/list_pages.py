"""Every episode in a list: filtered, searched by title, sorted, with what is the matter with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, joinedload
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall
from mediahub.episodes.models import Episode, PublishRequest
from mediahub.episodes.service import preload, state_of
from mediahub.episodes.studio.status import check
from mediahub.media.models import MediaState
from mediahub.shows.models import Season, Show
from mediahub.shows.service import list_shows
from mediahub.web.paging import PageOfList, page_asked_for
from mediahub.window import is_open

PER_PAGE = 25
_FIELDS = ("podd", "lage", "sasong", "q", "ordning")
_NEWEST = (Episode.opens_at.desc().nulls_first(), Episode.created_at.desc(), Episode.id)
ORDERS: Mapping[str, Sequence[Any]] = {
    "": _NEWEST,
    "aldst": (Episode.opens_at.nulls_last(), Episode.created_at, Episode.id),
    "nummer": (Episode.number.desc().nulls_last(), *_NEWEST),
    "titel": (func.lower(Episode.title), Episode.id),
}
STATES = ("draft", "scheduled", "published", "withdrawn")


@dataclass(frozen=True, slots=True)
class EpisodeFilter:
    """The filter as the address has it; what means nothing is left out."""

    values: Mapping[str, str]

    @property
    def is_narrow(self) -> bool:
        """Whether only some episodes are asked for."""
        return any(self.values[name] for name in _FIELDS if name != "ordning")

    def query(self, **other: str) -> str:
        """The filter for a link, with other values."""
        given = {name: value for name, value in {**self.values, **other}.items() if value}
        return urlencode(given)


@dataclass(frozen=True, slots=True)
class Line:
    """An episode in the list, and what is the matter with it."""

    episode: Episode
    state: str
    order: PublishRequest | None
    missing: int

    @property
    def problems(self) -> Sequence[str]:
        """Names of what is wrong, which the template has sentences for."""
        audio, order = self.episode.audio, self.order
        is_out = self.state in ("scheduled", "published")
        found = {
            "audio": audio.state is MediaState.FAILED,
            "copy": is_out and self.episode.enclosure is None,
            f"{self._asked}-failed": order is not None and order.failure is not None,
            "working": audio.state is MediaState.UPLOADED,
            self._asked: order is not None and order.failure is None,
            "missing": self.missing > 0,
        }
        return [name for name, is_so in found.items() if is_so]

    @property
    def _asked(self) -> str:
        return "replacing" if self.order is not None and self.order.audio_id else "publishing"


def look(request: Request, call: StudioCall) -> Response:
    """One page of the episodes that match."""
    shows = list_shows(call.db)
    asked = _read_filter(request, shows)
    matching = _matching(call.db, asked, shows, call.now)
    page = page_asked_for(request, _count(call.db, matching), PER_PAGE)
    return call.render(
        "episodes/studio/list.html",
        shows=shows,
        seasons=_seasons(call.db, asked, shows),
        asked=asked,
        lines=_lines(call, matching, asked, page),
        page=page,
        may_add=any(call.may_edit(show.id) for show in shows),
        kept_query=f"{asked.query()}&" if asked.query() else "",
    )


def _read_filter(request: Request, shows: Sequence[Show]) -> EpisodeFilter:
    values = {name: request.query_params.get(name, "").strip()[:100] for name in _FIELDS}
    allowed = {
        "podd": [show.slug for show in shows],
        "lage": STATES,
        "ordning": [*ORDERS],
    }
    for name, known in allowed.items():
        values[name] = values[name] if values[name] in known else ""
    season = values["sasong"]
    values["sasong"] = season if season.isascii() and season.isdigit() and len(season) < 9 else ""
    return EpisodeFilter(values)


def _matching(
    db: Session, asked: EpisodeFilter, shows: Sequence[Show], now: datetime
) -> Select[UUID]:
    wanted, values = select(Episode.id), asked.values
    if values["podd"]:
        chosen = next(show for show in shows if show.slug == values["podd"])
        wanted = wanted.where(Episode.show_id == chosen.id)
    if values["lage"]:
        wanted = wanted.where(_in_state(values["lage"], now))
    if values["sasong"]:
        wanted = wanted.join(Season).where(Season.number == int(values["sasong"]))
    if values["q"]:
        wanted = wanted.where(Episode.id.in_(_titled(db, values["q"])))
    return wanted


def _in_state(state: str, now: datetime) -> ColumnElement[bool]:
    is_closed = and_(Episode.opens_at.is_not(None), Episode.closes_at <= now)
    return {
        "draft": Episode.opens_at.is_(None),
        "scheduled": Episode.opens_at > now,
        "published": is_open(Episode.opens_at, Episode.closes_at, now),
        "withdrawn": is_closed,
    }[state]


def _titled(db: Session, words: str) -> Sequence[UUID]:
    """Compared here: SQLite does not know that Å and å are the same letter."""
    sought = words.casefold().removeprefix("#")
    titles = db.execute(select(Episode.id, Episode.title, Episode.number))
    return [
        identity
        for identity, title, number in titles
        if sought in title.casefold() or sought == str(number)
    ]


def _count(db: Session, matching: Select[UUID]) -> int:
    return db.scalar(select(func.count()).select_from(matching.subquery())) or 0


def _lines(
    call: StudioCall, matching: Select[UUID], asked: EpisodeFilter, page: PageOfList
) -> Sequence[Line]:
    listed = (
        select(Episode)
        .where(Episode.id.in_(matching))
        .options(*preload(), joinedload(Episode.audio), joinedload(Episode.show))
        .order_by(*ORDERS[asked.values["ordning"]])
        .limit(page.per_page)
        .offset(page.skipped)
    )
    episodes = call.db.scalars(listed).all()
    ids = [episode.id for episode in episodes]
    held = select(PublishRequest).where(PublishRequest.episode_id.in_(ids))
    orders = {order.episode_id: order for order in call.db.scalars(held)}
    return [_line(call, episode, orders.get(episode.id)) for episode in episodes]


def _line(call: StudioCall, episode: Episode, order: PublishRequest | None) -> Line:
    state = state_of(episode, call.now)
    # What is out has been through the gate.
    is_coming = state in ("draft", "scheduled")
    missing = len(check(call, episode).errors) if is_coming else 0
    return Line(episode, state, order, missing)


def _seasons(db: Session, asked: EpisodeFilter, shows: Sequence[Show]) -> Sequence[int]:
    numbers = select(Season.number).distinct().order_by(Season.number)
    if asked.values["podd"]:
        chosen = next(show for show in shows if show.slug == asked.values["podd"])
        numbers = numbers.where(Season.show_id == chosen.id)
    return db.scalars(numbers).all()
