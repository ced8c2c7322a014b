"""What a measurement found, beside what was promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Promise:
    """A bound on a ratio, or on the measured number itself where there is no baseline."""

    sign: Literal["≥", "≤"]
    bound: float

    def holds(self, number: float) -> bool:
        """Whether the number keeps it."""
        return number >= self.bound if self.sign == "≥" else number <= self.bound


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table: ours and the baseline in the same unit, from the same run."""

    name: str
    unit: str
    ours: float
    baseline: float | None = None
    promise: Promise | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over the baseline."""
        return None if self.baseline is None else self.ours / self.baseline

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds; so does one that was not given."""
        number = self.ours if self.ratio is None else self.ratio
        return self.promise is None or self.promise.holds(number)


HEADINGS = ("name", "ours", "baseline", "ratio", "promise", "ok?")


def table(results: Sequence[Result]) -> str:
    """The results as columns of plain text, the name to the left and the rest to the right."""
    lines = [HEADINGS, *map(_cells, results)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_padded(line, widths) for line in lines)


def _padded(line: Sequence[str], widths: Sequence[int]) -> str:
    name, *rest = line
    cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
    return "  ".join((name.ljust(widths[0]), *cells))


def _cells(result: Result) -> tuple[str, ...]:
    promise = result.promise
    return (
        result.name,
        f"{_number(result.ours)} {result.unit}",
        "" if result.baseline is None else f"{_number(result.baseline)} {result.unit}",
        "" if result.ratio is None else f"{result.ratio:.2f}",
        "" if promise is None else f"{promise.sign} {promise.bound:g}",
        "" if promise is None else "yes" if result.is_kept else "NO",
    )


def _number(number: float) -> str:
    """Three figures are all that one run can tell."""
    return f"{number:.3g}" if number < 100 else f"{number:,.0f}".replace(",", " ")
