"""Chapters proposed from the points of a programme."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any


def propose_chapters(
    points: Iterable[tuple[datetime, str]], began_at: datetime, seconds: float | None = None
) -> Sequence[dict[str, Any]]:
    """`{"start", "title"}` for each point, in seconds after the broadcast began.

    The last point before the beginning is the first chapter, at 0; of several at one time the
    last; points after the end, `seconds` long, are left out.
    """
    starts: dict[float, str] = {}
    for at, title in sorted(points, key=lambda point: point[0]):
        start = max(0.0, (at - began_at).total_seconds())
        if seconds is None or start < seconds:
            starts[start] = title
    return [{"start": start, "title": title} for start, title in starts.items()]
