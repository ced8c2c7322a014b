"""The picture of a sound: its peaks as the path of an SVG."""

from collections.abc import Iterable
from itertools import pairwise

DRAWN = 600
"""The width of what `outline` draws; its height is `HEIGHT`."""
HEIGHT = 100


def outline(peaks: bytes) -> str:
    """The peaks as the `d` of a path, `DRAWN` wide and `HEIGHT` high, the loudest from edge to
    edge; "" without any.

    It goes along the upper edge and back along the lower, which mirrors it.
    """
    if not peaks:
        return ""
    shown = fewer(peaks, DRAWN)
    middle, loudest = HEIGHT // 2, max(*shown, 1)
    # Silence is a line, too.
    heights = [max(1, peak * middle // loudest) for peak in shown]
    step = DRAWN / len(heights)
    places = [round(number * step, 1) for number in range(len(heights))]
    upper = [f"{x:g} {middle - y}" for x, y in zip(places, heights, strict=True)]
    lower = [f"{x:g} {middle + y}" for x, y in zip(places, heights, strict=True)]
    return f"M{'L'.join([*upper, *reversed(lower)])}Z"


def fewer(peaks: Iterable[int], most: int) -> list[int]:
    """No more than `most` of them, each the highest of an equally long part."""
    held = list(peaks)
    if len(held) <= most:
        return held
    edges = [number * len(held) // most for number in range(most + 1)]
    return [max(held[a:b]) for a, b in pairwise(edges)]
