"""What the pages tell of a webcast at an instant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from mediahub.clock import STOCKHOLM, local
from mediahub.people.view import Role, roles_of
from mediahub.web.markdown import opening
from mediahub.webcasts.models import Access, LiveAccess, Webcast
from mediahub.webcasts.state import (
    LIVE_LINK_LEAD,
    WebcastState,
    has_form,
    is_listed,
    is_registration_open,
    last_day_to_register,
    live_access_of,
    shows_live_link,
    state_of,
    takes_registrations,
)
from mediahub.webcasts.urls import calendar_url, form_url, recording_url, webcast_url
from mediahub.window import closing

RecordingStates = Callable[[Session, Webcast, datetime], str]
"""The state of a webcast's recording, of `recordings.state`; "" where there is none."""


@dataclass(frozen=True)
class WebcastView:
    """A webcast for a template. Addresses are paths on this site unless they are called urls.

    `recording` is a state of `RecordingStates`, "" also where it does not matter.
    """

    webcast: Webcast
    origin: str
    now: datetime
    recording: str = ""

    @property
    def path(self) -> str:
        """Its page."""
        return webcast_url("", self.webcast)

    @property
    def url(self) -> str:
        """Its page, for those elsewhere."""
        return webcast_url(self.origin, self.webcast)

    @property
    def calendar_path(self) -> str:
        """Its calendar entry."""
        return calendar_url("", self.webcast)

    @cached_property
    def state(self) -> WebcastState:
        """Where it stands."""
        return state_of(self.webcast, self.now)

    @property
    def is_over(self) -> bool:
        """Whether its time has passed, cancelled or not."""
        return self.webcast.end <= self.now

    @property
    def is_on_one_day(self) -> bool:
        """Whether it ends on the day that it begins."""
        return local(self.webcast.starts_at).date() == local(self.webcast.end).date()

    @cached_property
    def lead(self) -> str:
        """Its first sentence, for other sites."""
        return opening(self.webcast.description)

    @property
    def live_access(self) -> LiveAccess:
        """Who sees the link to the broadcast."""
        return live_access_of(self.webcast)

    @property
    def live_url(self) -> str | None:
        """Where to watch, while that is shown to everyone."""
        return self.own_live_url if self.live_access is LiveAccess.EVERYONE else None

    @property
    def own_live_url(self) -> str | None:
        """The same on a page of somebody who has a seat, or is a member."""
        is_shown = self.live_access is not LiveAccess.MAIL
        is_shown = is_shown and shows_live_link(self.webcast, self.now)
        return self.webcast.live_url if is_shown else None

    @property
    def live_from(self) -> datetime | None:
        """When the live link will be shown to everyone, if it is not shown yet."""
        return self.opens_live_at if self.live_access is LiveAccess.EVERYONE else None

    @property
    def own_live_from(self) -> datetime | None:
        """When it will be shown to those who have a seat, if it is not shown yet."""
        return None if self.live_access is LiveAccess.MAIL else self.opens_live_at

    @property
    def opens_live_at(self) -> datetime | None:
        """When the live link works, if it does not yet; None if there is no link."""
        if self.webcast.live_url is None or self.state is not WebcastState.PLANNED:
            return None
        shown = shows_live_link(self.webcast, self.now)
        return None if shown else self.webcast.starts_at - LIVE_LINK_LEAD

    @property
    def recording_path(self) -> str | None:
        """The page of its recording, from its end on for as long as its rule gives one.

        One that has been closed before that has none, one that is open beyond it has.
        """
        w = self.webcast
        closes_at = closing(w.end, STOCKHOLM, w.window_days, w.closing_rule)
        is_over = w.access is Access.REGISTERED and closes_at <= self.now
        is_kept = self.state is WebcastState.ENDED and not self.has_closed
        is_kept = is_kept and (not is_over or self.recording in ("open", "paused"))
        return recording_url("", w) if is_kept else None

    @property
    def has_closed(self) -> bool:
        """Whether its recording could be watched and can be no more."""
        return self.recording in ("closed", "deleted")

    @property
    def last_day(self) -> date | None:
        """The last day to register, its own or that of the course."""
        return last_day_to_register(self.webcast)

    @property
    def takes_registrations(self) -> bool:
        """Whether it is not too late to register."""
        return takes_registrations(self.webcast, self.now)

    @property
    def has_registration(self) -> bool:
        """Whether one registers at all, here or on another site."""
        return has_form(self.webcast) or self._elsewhere is not None

    @property
    def register_at(self) -> str | None:
        """Where to register while that is possible: the form here, else another site."""
        if is_registration_open(self.webcast, self.now):
            return form_url("", self.webcast)
        return self._elsewhere if self.takes_registrations else None

    @property
    def _elsewhere(self) -> str | None:
        series = self.webcast.series
        return self.webcast.registration_url or (series.registration_url if series else None)

    @property
    def price(self) -> str | None:
        """What it costs in words: its own, else the course's."""
        series = self.webcast.series
        if self.webcast.price_text or self.webcast.price_amount is not None or series is None:
            return self.webcast.price_text
        return series.price_text

    def roles(self, language: str) -> Sequence[Role]:
        """Guests, then hosts, then everyone else."""
        return roles_of(self.webcast.credits, language)

    @property
    def parts(self) -> Sequence["WebcastView"]:
        """The listed webcasts of the course, this one among them, in order."""
        return self._listed(self.webcast.series.webcasts if self.webcast.series else ())

    @property
    def meetings(self) -> Sequence["WebcastView"]:
        """The listed webcasts of the network, this one among them, in order."""
        return self._listed(self.webcast.network.webcasts if self.webcast.network else ())

    def _listed(self, webcasts: Sequence[Webcast]) -> Sequence["WebcastView"]:
        listed = (webcast for webcast in webcasts if is_listed(webcast, self.now))
        return [WebcastView(webcast, self.origin, self.now) for webcast in listed]
