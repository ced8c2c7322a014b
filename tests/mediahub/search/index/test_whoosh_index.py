"""The Whoosh index as a cache: swapped whole, shared by processes, healed when it is damaged."""

import hashlib
import json
import os
import signal
import time
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from mediahub.search.analysis import Analysis
from mediahub.search.content.search_items import Document
from mediahub.search.index.generations import Generations
from mediahub.search.index.interface import NotReady, rebuild_if_needed
from mediahub.search.index.whoosh_index import WhooshIndex
from mediahub.search.query.results import State
from mediahub.search.query.searcher import SearchQuery
from tests.mediahub.search.speech import episode

KILLS = 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "search"


@pytest.fixture
def index(whoosh_index: WhooshIndex) -> WhooshIndex:
    whoosh_index.rebuild([episode("a", "vatten"), episode("b", "eld")])
    return whoosh_index


def total(index: WhooshIndex, text: str) -> int:
    return index.query(SearchQuery(text)).total


def test_missing_index_says_that_it_is_being_rebuilt(folder: Path, analysis: Analysis) -> None:
    with closing(WhooshIndex(folder, analysis)) as index:
        assert index.query(SearchQuery("vatten")).state == State.REBUILDING
        assert index.health().is_ready is False
        with pytest.raises(NotReady):
            index.add([episode("a", "vatten")])


def test_other_process_sees_a_change_at_its_next_query(
    index: WhooshIndex, folder: Path, analysis: Analysis
) -> None:
    with closing(WhooshIndex(folder, analysis)) as other:
        assert total(other, "luft") == 0
        index.add([episode("c", "luft")])
        assert total(other, "luft") == 1


def test_many_changes_leave_few_files(index: WhooshIndex, folder: Path) -> None:
    for number in range(12):
        index.add([episode(f"n{number}", "luft")])
    assert total(index, "luft") == 12
    assert len([entry for entry in folder.iterdir() if entry.is_dir()]) == 3
    assert len(list(folder.glob("*/*.seg"))) < 30
    assert len(list(folder.glob("*/*.texts"))) < 30


@pytest.mark.parametrize("pattern", ["*.toc", "*.seg", "*.texts", "catalogue.json", "words.json"])
@pytest.mark.parametrize("kept", [0, 0.5])
def test_truncated_file_is_noticed_and_healed(
    index: WhooshIndex, folder: Path, analysis: Analysis, pattern: str, kept: float
) -> None:
    newest = folder / Generations(folder).current()
    (file,) = newest.glob(pattern)
    os.truncate(file, int(file.stat().st_size * kept))
    with closing(WhooshIndex(folder, analysis)) as opened:
        assert opened.query(SearchQuery("vatten")).state == State.REBUILDING
        assert rebuild_if_needed(opened, lambda: [episode("a", "vatten")]) is True
        assert total(opened, "vatten") == 1


def test_garbage_in_a_file_is_noticed_and_healed(
    index: WhooshIndex, folder: Path, analysis: Analysis
) -> None:
    for file in (folder / Generations(folder).current()).glob("*.seg"):
        file.write_bytes(bytes(file.stat().st_size))
    with closing(WhooshIndex(folder, analysis)) as opened:
        assert opened.query(SearchQuery("vatten")).state == State.REBUILDING
        assert rebuild_if_needed(opened, lambda: [episode("a", "vatten")]) is True
        assert total(opened, "vatten") == 1


def test_postings_that_cannot_be_read_condemn_the_index(
    index: WhooshIndex, folder: Path, analysis: Analysis
) -> None:
    newest = folder / Generations(folder).current()
    (segment,) = newest.glob("*.seg")
    segment.write_bytes(segment.read_bytes().replace(b"W3Bl", b"????"))
    manifest = json.loads((newest / "manifest.json").read_text("ascii"))
    manifest["digests"][segment.name] = hashlib.sha256(segment.read_bytes()).hexdigest()
    (newest / "manifest.json").write_text(json.dumps(manifest), "ascii")
    with closing(WhooshIndex(folder, analysis)) as opened:
        assert opened.health().is_ready is True
        assert opened.query(SearchQuery("vatten")).state == State.REBUILDING
        assert rebuild_if_needed(opened, lambda: [episode("a", "vatten")]) is True
        assert total(opened, "vatten") == 1


def test_lost_index_is_rebuilt(index: WhooshIndex, folder: Path) -> None:
    (folder / "current").unlink()
    assert index.query(SearchQuery("vatten")).state == State.REBUILDING
    assert rebuild_if_needed(index, lambda: [episode("a", "vatten")]) is True
    assert total(index, "vatten") == 1


def test_index_of_another_analysis_is_rebuilt(
    index: WhooshIndex, folder: Path, tmp_path: Path
) -> None:
    synonyms = tmp_path / "synonyms.txt"
    synonyms.write_text("vatten = aqua\n", "utf-8")
    with closing(WhooshIndex(folder, Analysis(synonyms))) as newer:
        assert newer.query(SearchQuery("vatten")).state == State.REBUILDING
        assert rebuild_if_needed(newer, lambda: [episode("a", "vatten")]) is True
        assert total(newer, "vatten") == 1
    assert index.query(SearchQuery("vatten")).state == State.REBUILDING


def test_killed_while_committing_nothing_is_missing(
    index: WhooshIndex, folder: Path, analysis: Analysis
) -> None:
    told = ["a", "b"]
    for kill in range(KILLS):
        told += _killed_while_adding(index, kill)
        with closing(WhooshIndex(folder, analysis)) as opened:
            rebuild_if_needed(opened, partial(_documents, told))
            found = opened.query(SearchQuery("vatten OR eld OR luft", limit=200)).groups
            assert {group.item.key.id for group in found} >= set(told)
    assert len(told) >= KILLS // 5


def _killed_while_adding(index: WhooshIndex, kill: int) -> list[str]:
    """A child adds until it is killed; the names of those whose adding it told to be done."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _add_for_ever(index, kill, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as pipe:
        told = [pipe.readline()] if kill % 5 == 0 else []
        time.sleep(kill * 0.0012)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told += pipe.readlines()
    return [line.strip() for line in told if line.endswith("\n")]


def _add_for_ever(index: WhooshIndex, kill: int, writing: int) -> None:
    for number in count():
        name = f"k{kill}n{number}"
        index.add([episode(name, "luft")])
        os.write(writing, f"{name}\n".encode())


def _documents(names: list[str]) -> list[Document]:
    return [episode(name, "luft") for name in names]
