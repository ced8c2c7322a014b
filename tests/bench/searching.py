"""Search: building the index, queries with their grouping and marks, memory, and which words meet.

Recall and precision stand beside Whoosh's own Swedish analyzer, on the same hand-written pairs.
"""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from whoosh.analysis.analyzers import LanguageAnalyzer

from mediahub.db import open_engine
from mediahub.search.analysis import Analysis
from mediahub.search.content.search_items import Document
from mediahub.search.index.interface import SearchIndex
from mediahub.search.index.postgres_index import PostgresIndex
from mediahub.search.index.whoosh_index import WhooshIndex
from mediahub.search.query.searcher import SearchQuery
from tests.bench.archive import documents, episode, queries
from tests.bench.result import Promise, Result
from tests.postgres import postgres_database, postgres_server

ROUNDS = 10
_PAIRS = Path(__file__).parents[1] / "mediahub" / "search" / "swedish-pairs.tsv"


def measure(folder: Path, *, quick: bool) -> Iterator[Result]:
    """Seconds, milliseconds, MiB and percent; each engine in a process of its own."""
    rounds = 3 if quick else ROUNDS
    for measured in (_whoosh, _memory):
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            yield from pool.submit(measured, folder, rounds).result()
    yield from _postgres(rounds)
    yield from _pairs()


def _whoosh(folder: Path, rounds: int) -> Sequence[Result]:
    with closing(WhooshIndex(folder, Analysis())) as index:
        return list(_engine(index, "Whoosh", rounds, Promise("≤", 15)))


def _postgres(rounds: int) -> Iterator[Result]:
    with postgres_server() as server, postgres_database(server, "search") as url:
        engine = open_engine(url.render_as_string(hide_password=False), threads=1)
        with closing(PostgresIndex(engine, Analysis(), owns_engine=True)) as index:
            yield from _engine(index, "PostgreSQL", rounds, None)


def _engine(
    index: SearchIndex, name: str, rounds: int, rebuilt_in: Promise | None
) -> Iterator[Result]:
    archive = list(documents())
    start = perf_counter()
    index.rebuild(archive)
    yield Result(f"{name}: rebuild, 340 000 words", "s", perf_counter() - start, None, rebuilt_in)
    taken = [1e3 * _asked(index, query) for _ in range(rounds) for query in queries()]
    yield Result(f"{name}: query, p50", "ms", quantiles(taken, n=20)[9])
    yield Result(f"{name}: query, p95", "ms", quantiles(taken, n=20)[18], None, Promise("≤", 15))
    yield Result(
        f"{name}: new episode found after", "s", _new(index, archive), None, Promise("≤", 2)
    )


def _asked(index: SearchIndex, query: str) -> float:
    start = perf_counter()
    index.query(SearchQuery(query))
    return perf_counter() - start


def _new(index: SearchIndex, archive: list[Document]) -> float:
    words = " ".join(passage.text for passage in archive[0].passages).split()
    fresh = episode(len(archive), [*words, "alldelesnyord"])
    start = perf_counter()
    index.add([fresh])
    assert index.query(SearchQuery("alldelesnyord")).total == 1
    return perf_counter() - start


def _memory(folder: Path, rounds: int) -> Sequence[Result]:
    """Of a process that only asks; the index lies in the folder."""
    with closing(WhooshIndex(folder, Analysis())) as index:
        for query in queries():
            assert index.query(SearchQuery(query)).total
    # Not getrusage: its maximum begins with that of the process that started this one.
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    peak = int(found[1]) / 1024
    return [Result("Whoosh: memory of a process that asks", "MiB", peak, None, Promise("≤", 300))]


def _pairs() -> Iterator[Result]:
    lines = _PAIRS.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    analysis, theirs = Analysis(), LanguageAnalyzer("sv")
    for match, name in (("1", "pairs that match, found"), ("0", "other pairs, not found")):
        pairs = [(query, form) for query, form, kind in rows if kind == match]
        wanted = match == "1"
        ours = _percent(_meets(analysis, *pair) == wanted for pair in pairs)
        whoosh = _percent(_meets_by_whoosh(theirs, *pair) == wanted for pair in pairs)
        yield Result(name, "%", ours, None, Promise("≥", 95))
        yield Result(f"{name}, beside LanguageAnalyzer('sv')", "%", ours, whoosh)


def _percent(right: Iterator[bool]) -> float:
    answers = list(right)
    return 100 * sum(answers) / len(answers)


def _meets(analysis: Analysis, query: str, form: str) -> bool:
    terms = analysis.query_terms(query)
    return any(terms.meets(token) for token in analysis.tokens(form))


def _meets_by_whoosh(analyzer: Any, query: str, form: str) -> bool:
    sought = {token.text for token in analyzer(query, mode="query")}
    return not sought.isdisjoint({token.text for token in analyzer(form, mode="index")})
