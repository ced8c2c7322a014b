"""`python -m tests.bench`: the table of benchmarks; exit 1 when a promise is broken."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import (
    adding,
    crowds,
    feed_building,
    feed_get,
    forms,
    importing,
    mailing,
    minting,
    pages,
    searching,
    studio,
    uploading,
    watching,
)
from tests.bench.result import Result, table
from tests.bench.site import fill, open_hub

ON_A_SITE = {
    "feed-get": feed_get.measure,
    "feed-building": feed_building.measure,
    "forms": forms.measure,
    "pages": pages.measure,
    "studio": studio.measure,
    "watching": watching.measure,
    "crowds": crowds.measure,
}
ALONE = {
    "adding": adding.measure,
    "importing": importing.measure,
    "mailing": mailing.measure,
    "minting": minting.measure,
    "search": searching.measure,
    "uploading": uploading.measure,
}
NAMES = [*ON_A_SITE, *ALONE]


def main() -> int:
    """Measure and print; what is written lies in a folder that goes away."""
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=NAMES, action="append", help="repeatable")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and a file of 128 MiB")
    wanted = parser.parse_args()
    _forget_settings()
    with TemporaryDirectory(prefix="mediahub-bench-") as folder:
        results = list(_measured(wanted.only or NAMES, Path(folder), quick=wanted.quick))
    print(table(results))  # noqa: T201 this is what the program is for
    return 0 if all(result.is_kept for result in results) else 1


def _measured(names: list[str], folder: Path, *, quick: bool) -> Iterator[Result]:
    wanted = [measure for name, measure in ON_A_SITE.items() if name in names]
    if wanted:
        with open_hub(folder / "site") as hub:
            fill(hub)
            for measure in wanted:
                yield from measure(hub, folder, quick=quick)
    for name, measure_alone in ALONE.items():
        if name in names:
            (folder / name).mkdir()
            yield from measure_alone(folder / name, quick=quick)


def _forget_settings() -> None:
    for name in list(os.environ):
        if name.startswith("MEDIAHUB_") or name in ("PORT", "FORWARDED_ALLOW_IPS"):
            del os.environ[name]


if __name__ == "__main__":
    sys.exit(main())
