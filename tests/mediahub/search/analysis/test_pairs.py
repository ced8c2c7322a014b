"""Which word finds which: hand-written pairs, at least 95 in 100 of each kind right."""

from pathlib import Path

import pytest

from mediahub.search.analysis import Analysis

HERE = Path(__file__).parent
LISTS = [HERE.parent / "swedish-pairs.tsv", HERE / "pairs-developed.tsv", HERE / "pairs-unseen.tsv"]


def pairs(path: Path) -> list[tuple[str, str, bool]]:
    rows = path.read_text(encoding="utf-8").splitlines()
    cells = (row.split("\t") for row in rows if not row.startswith("#"))
    return [(query, form, match == "1") for query, form, match in cells]


@pytest.mark.parametrize("kind", [True, False], ids=["finds", "does not find"])
@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_word_finds_its_relatives_only(analysis: Analysis, path: Path, kind: bool) -> None:
    wanted = [(query, form) for query, form, match in pairs(path) if match == kind]
    wrong = [
        f"{query} – {form}"
        for query, form in wanted
        if any(analysis.query_terms(query).meets(token) for token in analysis.tokens(form)) != kind
    ]
    assert len(wrong) <= 0.05 * len(wanted), wrong


def test_the_whole_ranks_above_the_part(analysis: Analysis) -> None:
    terms = analysis.query_terms("dialogen")
    assert [(term.text, term.weight) for term in terms.lemmas] == [("dialog", 1.0)]
    assert [(term.text, term.weight) for term in terms.parts] == [("dialog", 0.5)]
