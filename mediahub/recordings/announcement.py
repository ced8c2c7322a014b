"""The mail that tells that a recording can be watched, before it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.webcasts.models import Webcast


@dataclass(frozen=True, slots=True)
class Announcement:
    """How many get a mail when a recording opens, and when; None is at once."""

    number: int
    at: datetime | None


AnnouncementPreview = Callable[[Session, Webcast, datetime], Announcement | None]
"""Whom opening the recording of a webcast at this instant would send mail to, if anybody."""
