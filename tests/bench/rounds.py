"""Taking turns: what is compared runs in one run, A B A B …, and its medians are told."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def seconds(
    rounds: int, *works: Callable[[], object], between: Callable[[], object] = lambda: None
) -> list[float]:
    """The median time of each work; a slow moment of the machine then meets all of them.

    `between` is done before each work, and its time is not counted.
    """
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, times in zip(works, taken, strict=True):
            between()
            start = perf_counter()
            work()
            times.append(perf_counter() - start)
    return [median(times) for times in taken]
