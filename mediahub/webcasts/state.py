"""Where a webcast stands at an instant, and what follows from it: live link and registration."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from mediahub.clock import STOCKHOLM, local
from mediahub.webcasts.models import Access, LiveAccess, Webcast
from mediahub.window import closing

LIVE_LINK_LEAD = timedelta(minutes=30)
"""How long before the start the live link is shown."""


# How a price in words begins that is none.
_FREE = ("gratis", "kostnadsfri", "utan kostnad", "ingen kostnad", "free", "no charge", "0 kr")


class WebcastState(StrEnum):
    """What the clock says of a webcast, unless it is cancelled."""

    PLANNED = "planned"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


def state_of(webcast: Webcast, now: datetime) -> WebcastState:
    """Live while `starts_at <= now < end`, where the actual end counts before the planned one."""
    if webcast.cancelled_at is not None:
        return WebcastState.CANCELLED
    if now < webcast.starts_at:
        return WebcastState.PLANNED
    return WebcastState.LIVE if now < webcast.end else WebcastState.ENDED


def is_listed(webcast: Webcast, now: datetime) -> bool:
    """Whether the public may know of it."""
    return webcast.opens_at is not None and webcast.opens_at <= now


def shows_live_link(webcast: Webcast, now: datetime) -> bool:
    """From half an hour before the start to the end."""
    if webcast.live_url is None or webcast.cancelled_at is not None:
        return False
    return webcast.starts_at - LIVE_LINK_LEAD <= now < webcast.end


def live_access_of(webcast: Webcast) -> LiveAccess:
    """Who sees the link to the broadcast: as somebody chose, else what follows.

    Of a meeting of a network its members do, of what people register or pay for those registered.
    """
    if webcast.live_access is not None:
        return webcast.live_access
    is_for_some = webcast.network_id is not None or _is_registered_for(webcast) or _costs(webcast)
    return LiveAccess.REGISTERED if is_for_some else LiveAccess.EVERYONE


def _is_registered_for(webcast: Webcast) -> bool:
    elsewhere = webcast.registration_url or (webcast.series and webcast.series.registration_url)
    return has_form(webcast) or bool(elsewhere)


def _costs(webcast: Webcast) -> bool:
    if webcast.price_amount is not None:
        return webcast.price_amount > 0
    text = webcast.price_text or (webcast.series.price_text if webcast.series else None) or ""
    return bool(text.strip()) and not text.strip().casefold().startswith(_FREE)


def last_day_to_register(webcast: Webcast) -> date | None:
    """Its own, else that of the course it is a part of: one registration covers the course."""
    if webcast.register_by is None and webcast.series is not None:
        return webcast.series.register_by
    return webcast.register_by


def takes_registrations(webcast: Webcast, now: datetime) -> bool:
    """Whether it is not too late: the last day counts in full, by the calendar in Sweden.

    Without a last day it is the day of the broadcast; and never is it after the end.
    """
    if state_of(webcast, now) in (WebcastState.ENDED, WebcastState.CANCELLED):
        return False
    last = last_day_to_register(webcast) or local(webcast.starts_at).date()
    return local(now).date() <= last


def has_form(webcast: Webcast) -> bool:
    """Whether people register here: with a form of its own, or that of its course."""
    in_series = webcast.series is not None and webcast.series.is_form_open
    return webcast.is_form_open or in_series


def is_registration_open(webcast: Webcast, now: datetime) -> bool:
    """Whether there is a form and it is not too late; seats are counted elsewhere."""
    return has_form(webcast) and takes_registrations(webcast, now)


def closing_of(webcast: Webcast) -> datetime | None:
    """When its recording closes by the rule; None for a replay that is open to everyone."""
    if webcast.access is Access.PUBLIC:
        return None
    return closing(webcast.end, STOCKHOLM, webcast.window_days, webcast.closing_rule)
