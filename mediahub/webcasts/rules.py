"""The rules that a webcast obeys: its fields, its times, and the end that links were given by."""

from sqlalchemy.orm import Session

from mediahub.clock import local
from mediahub.db import check_row
from mediahub.errors import Conflict, Hint, Invalid
from mediahub.i18n import in_words
from mediahub.media.slugs import check_slug
from mediahub.people.web_addresses import check_url
from mediahub.shows.service import LARGEST_NUMBER
from mediahub.webcasts.models import Webcast

LONGEST_WINDOW_DAYS = 365
LONGEST_RETENTION_MONTHS = 60


def check_fields(webcast: Webcast) -> None:
    """Invalid for the first field that breaks a rule of its own."""
    if not webcast.title.strip():
        raise Invalid("A webcast needs a title.")
    check_row(webcast)
    check_slug(webcast.slug)
    for url in (webcast.live_url, webcast.registration_url):
        check_url(url)
    if webcast.contact_email and "@" not in webcast.contact_email:
        raise Invalid("“{email}” is not an e-mail address.", email=webcast.contact_email)
    if webcast.price_amount is not None and not 0 <= webcast.price_amount <= LARGEST_NUMBER:
        raise Invalid("A price is 0 kronor or more, not {amount}.", amount=webcast.price_amount)
    check_capacity(webcast.capacity)
    _check_window(webcast)


def _check_window(webcast: Webcast) -> None:
    days, months = webcast.window_days, webcast.retention_months
    if not 1 <= days <= LONGEST_WINDOW_DAYS:
        raise Invalid(
            "A recording is open for 1 to {longest} days, not {days}.",
            longest=LONGEST_WINDOW_DAYS,
            days=days,
        )
    if not 0 <= months <= LONGEST_RETENTION_MONTHS:
        raise Invalid(
            "Registrations are kept for 0 to {longest} months, not {months}.",
            longest=LONGEST_RETENTION_MONTHS,
            months=months,
        )


def refuse_fixed(db: Session, webcast: Webcast) -> None:
    """Conflict when a link to the recording has been given, for then the end stands."""
    db.flush()
    db.refresh(webcast, ["end_fixed_at"], with_for_update={"key_share": True})
    if webcast.end_fixed_at is not None:
        raise Conflict(
            "“{title}” keeps its end, for its recording has been watched. Move when the recording"
            " closes instead.",
            title=webcast.title,
            slug=webcast.slug,
        ).with_hint(Hint.MOVE_RECORDING_END)


def check_capacity(capacity: int | None) -> None:
    """Invalid unless there is room for someone, or no limit."""
    if capacity is not None and not 1 <= capacity <= LARGEST_NUMBER:
        raise Invalid("There is room for 1 participant or more, not {count}.", count=capacity)


def check_times(webcast: Webcast) -> None:
    """Invalid when its times do not fit together."""
    start, end = webcast.starts_at, webcast.ends_at
    if end <= start:
        raise Invalid(
            "A webcast ends after it starts, and {end} is not after {start}.",
            start=in_words(start),
            end=in_words(end),
        )
    check_end(webcast)
    if webcast.register_by is not None and webcast.register_by > local(end).date():
        raise Invalid(
            "The last day to register, {day}, is after the webcast.", day=webcast.register_by
        )


def check_end(webcast: Webcast) -> None:
    """Invalid when it should have ended before it began."""
    if webcast.ended_at is not None and webcast.ended_at <= webcast.starts_at:
        raise Invalid(
            "The webcast cannot have ended {end}, for it begins {start}.",
            start=in_words(webcast.starts_at),
            end=in_words(webcast.ended_at),
        )
