"""`python -m tests.mutants`: break the modules that trust rests on, and see whether tests notice.

Each process takes one module after the other, in a copy of the checkout, which may be edited
meanwhile. What there is no time for is left out by lot.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.changes import Change, changes
from tests.mutants.subjects import ROOT, SUBJECTS, path_of, paths_of_tests

EQUIVALENT = Path(__file__).parent / "equivalent.txt"
"""A line for each change that changes nothing, and below it, indented, why."""
WANTED = 0.97
"""The share of the changes that has to be noticed."""


@dataclass(frozen=True, slots=True)
class Result:
    """Of a module: how many changes there are, how many were tried, and those nobody noticed."""

    subject: str
    total: int
    tried: int
    survivors: Sequence[str]


def main() -> int:
    """Try and print; exit 1 below the share that is wanted."""
    parser = argparse.ArgumentParser("python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", choices=SUBJECTS, action="append", help="repeatable")
    parser.add_argument("--minutes", type=float, default=12, help="for all modules together")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--try-one", nargs=2, metavar=("MODULE", "SECONDS"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.try_one:
        return _try_one(wanted.try_one[0], float(wanted.try_one[1]), wanted.seed)
    with TemporaryDirectory(prefix="mediahub-mutants-") as folder:
        root = Path(folder, "checkout")
        shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".*", "data", "dist"))
        results = []
        for result in _results(wanted, root):
            results.append(result)
            _say(f"{result.tried - len(result.survivors):4} of {result.tried:4} {result.subject}")
            for survivor in result.survivors:
                _say(f"     {survivor}")
    tried = sum(result.tried for result in results)
    noticed = tried - sum(len(result.survivors) for result in results)
    total = sum(result.total for result in results)
    _say(f"{noticed} of {tried} changes are noticed, {noticed / tried:.1%}; there are {total}")
    return 0 if noticed >= WANTED * tried else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _results(wanted: argparse.Namespace, root: Path) -> Iterator[Result]:
    subjects: list[str] = wanted.only or list(SUBJECTS)
    # A module's share of the time is by its size, for to make every change takes a minute.
    sizes = {subject: (ROOT / path_of(subject)).stat().st_size for subject in subjects}
    for_byte = wanted.minutes * 60 * wanted.processes / sum(sizes.values())
    with ThreadPoolExecutor(wanted.processes) as pool:
        begun = [
            pool.submit(_started, root, wanted.seed, subject, for_byte * sizes[subject])
            for subject in sorted(subjects, key=sizes.__getitem__)
        ]
        for future in as_completed(begun):
            yield future.result()


def _started(root: Path, seed: int, subject: str, seconds: float) -> Result:
    """In a process of its own, which tells its result as its last line."""
    given = ("--seed", str(seed), "--try-one", subject, str(seconds))
    command = (sys.executable, "-m", "tests.mutants", *given)
    ended = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        raise SystemExit(f"{subject} could not be tried")
    return Result(**json.loads(ended.stdout.splitlines()[-1]))


def _try_one(subject: str, seconds: float, seed: int) -> int:
    from tests.mutants.runner import try_all

    wanted = _changes(subject)
    random.Random(seed).shuffle(wanted)  # noqa: S311 a lot, not a secret
    trying = try_all(paths_of_tests(subject), wanted, seconds)
    found = sorted(trying.survivors, key=lambda change: change.line)
    survivors = [f"{one.path}:{one.line}: {one.place}: {one.before} → {one.after}" for one in found]
    result = Result(subject, len(wanted), trying.count, survivors)
    _say(json.dumps(asdict(result)))
    return 0


def _changes(subject: str) -> list[Change]:
    """All that change something."""
    known = set(EQUIVALENT.read_text("utf-8").splitlines())
    return [one for one in changes(ROOT, path_of(subject)) if one.key not in known]


if __name__ == "__main__":
    sys.exit(main())
