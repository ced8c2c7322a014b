"""The programme of a webcast: read from text, set, and moved when the webcast moves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from mediahub.clock import STOCKHOLM, local, parse_instant
from mediahub.errors import Invalid
from mediahub.people.service import CreditLine, credit, parse_credit
from mediahub.webcasts.models import ProgrammeCredit, ProgrammePoint, Webcast

_POINT = re.compile(r"(\d{1,2})[.:](\d{2})\s+(.+)")


@dataclass(frozen=True, slots=True)
class PointLine:
    """A point as a person writes it; `at` is the clock on the wall, `text` is Markdown."""

    at: time
    title: str
    text: str = ""
    speakers: tuple[CreditLine, ...] = ()


def parse_point(text: str) -> PointLine:
    """Read "09.15 Title" or "09.15 Title | Name, title, organisation; Name …"; Invalid else."""
    head, _, speakers = text.partition("|")
    match = _POINT.fullmatch(head.strip())
    if match is None:
        raise Invalid(
            "“{text}” is not a point of a programme."
            " Write “09.15 Title | Name, title, organisation; Name”.",
            text=text.strip(),
        )
    hour, minute, title = int(match[1]), int(match[2]), " ".join(match[3].split())
    if hour > 23 or minute > 59:
        raise Invalid("“{time}” is not a time of day.", time=f"{match[1]}.{match[2]}")
    named = tuple(parse_credit(one, "guest") for one in speakers.split(";") if one.strip())
    return PointLine(time(hour, minute), title, speakers=named)


def parse_programme(text: str) -> list[PointLine]:
    """Read a programme with a point on each line; indented lines tell more of the point above."""
    points: list[PointLine] = []
    for line in text.splitlines():
        if line[:1].isspace() and points:
            points[-1] = replace(points[-1], text=f"{points[-1].text}\n{line.strip()}".strip())
        elif line.strip():
            points.append(parse_point(line))
    return points


def set_programme(db: Session, webcast: Webcast, lines: Sequence[PointLine]) -> None:
    """Replace the programme; Invalid for a point outside the webcast."""
    webcast.programme = [_point(db, webcast, line, at) for at, line in enumerate(lines)]
    check_programme(webcast)


def _point(db: Session, webcast: Webcast, line: PointLine, position: int) -> ProgrammePoint:
    speakers = [credit(db, ProgrammeCredit, who, at) for at, who in enumerate(line.speakers)]
    return ProgrammePoint(
        position=position,
        starts_at=_instant(webcast, line.at),
        title=line.title,
        text=line.text,
        speakers=speakers,
    )


def _instant(webcast: Webcast, at: time) -> datetime:
    start, end = local(webcast.starts_at), local(webcast.ends_at)
    day = start.date()
    if at < start.time() and day < end.date():
        day += timedelta(days=1)
    return parse_instant(datetime.combine(day, at).isoformat())


def move_programme(webcast: Webcast, started_at: datetime) -> None:
    """Keep every point as long after the start as it was when the webcast began at `started_at`."""
    moved = _on_the_wall(webcast.starts_at) - _on_the_wall(started_at)
    for point in webcast.programme:
        at = _on_the_wall(point.starts_at) + moved
        point.starts_at = at.replace(tzinfo=STOCKHOLM).astimezone(UTC)


def _on_the_wall(instant: datetime) -> datetime:
    return local(instant).replace(tzinfo=None)


def check_programme(webcast: Webcast) -> None:
    """Invalid for a point that begins before the webcast or after it."""
    for point in webcast.programme:
        if not webcast.starts_at <= point.starts_at <= webcast.ends_at:
            raise Invalid(
                "“{title}” begins at {time}, outside the webcast, which is {start}–{end}.",
                title=point.title,
                time=f"{local(point.starts_at):%H.%M}",
                start=f"{local(webcast.starts_at):%H.%M}",
                end=f"{local(webcast.ends_at):%H.%M}",
            )
