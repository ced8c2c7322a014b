"""The two engines, one beside the other: the same hits in the same order, with the same scores."""

from pathlib import Path

import pytest

from mediahub.search.content.passages import spoken
from mediahub.search.content.search_items import Document
from mediahub.search.index.interface import SearchIndex
from mediahub.search.index.postgres_index import PostgresIndex
from mediahub.search.index.whoosh_index import WhooshIndex
from mediahub.search.query.searcher import SearchQuery
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.formats.vtt import read_vtt
from tests.mediahub.search.speech import ARCHIVE, episode

DEMO = Path(__file__).parents[3] / "mediahub" / "demo"

# Words, compounds and their parts, inflections, phrases, prefixes, OR, −, filters, mistakes.
QUERIES = [
    "medborgarbudget",
    "budget",
    "dialog",
    "dialogen budgeten",
    "kommun",
    "kommunerna",
    "råd",
    "ungdomar OR elever",
    "demokrati -skolval",
    '"en del av budgeten"',
    '"inte vara"',
    "med*",
    "kommun*",
    "person:öberg",
    "person:öberg budget",
    "roll:gäst år:2023",
    "ämne:demokrati dialog",
    "typ:webbsändning",
    "agenda 2030",
    "pensionärsrodet",
    "-kommun",
    "-dialog -skolval",
    "NOT budget",
    '-"en del av budgeten"',
    "-med*",
    "-finnsinte",
    "-person:öberg -år:2024",
]


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """The archive, and the demo's recordings as they are said."""
    said = [
        episode(file.name.partition(".")[0], *spoken(_cues(file)))
        for file in sorted(DEMO.glob("*.vtt"))
    ]
    return [*ARCHIVE, *said]


def _cues(file: Path) -> list[Cue]:
    return [cue for _, cue in read_vtt(file.read_text("utf-8-sig")).cues]


def answers(index: SearchIndex, text: str) -> list[object]:
    by_item = index.query(SearchQuery(text))
    by_passage = index.query(SearchQuery(text, by="passage"))
    groups = [
        (one.item.key, one.score, one.title, one.hit_count, [hit.segments for hit in one.hits])
        for one in by_item.groups
    ]
    hits = [(one.url, one.score, one.snippet) for one in by_passage.hits]
    return [by_item.total, groups, by_item.facets, by_item.suggestion, hits]


def test_the_same_hits_in_the_same_order(
    whoosh_index: WhooshIndex, postgres_index: PostgresIndex, documents: list[Document]
) -> None:
    # Numbers differ: one index was built at once, the other bit by bit.
    whoosh_index.rebuild(documents)
    for document in reversed(documents):
        postgres_index.add([document])
    found = {text: answers(whoosh_index, text) for text in QUERIES}
    assert found == {text: answers(postgres_index, text) for text in QUERIES}
    assert [text for text in QUERIES if not found[text][0]] == ["pensionärsrodet"]
