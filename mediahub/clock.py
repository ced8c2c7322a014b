"""Time: aware UTC instants inside, Europe/Stockholm for people."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from mediahub.errors import Invalid

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def utc_now() -> datetime:
    """The wall clock as an aware UTC instant. Only the composition root hands it out."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """The instant as a person in Sweden reads it."""
    return instant.astimezone(STOCKHOLM)


def parse_instant(text: str) -> datetime:
    """An ISO 8601 time as a UTC instant; without an offset it is Stockholm time.

    Raises Invalid for other text, and for a local time that the change to summer time skips.
    """
    try:
        given = datetime.fromisoformat(text)
        instant = (given if given.tzinfo else given.replace(tzinfo=STOCKHOLM)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("“{text}” is not a time. Write it as 2026-03-04T06:00.", text=text) from None
    if given.tzinfo is not None:
        return instant
    if local(instant).replace(tzinfo=None) != given:
        raise Invalid(
            "There is no {time}: the clocks go forward that night. Choose a time before 02.00, or"
            " from 03.00.",
            time=f"{given:%Y-%m-%d %H.%M}",
        )
    return instant
