"""What is indexed of a text, what is sought for a word, and what people are told about it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.search.analysis import Analysis, Token

SHARED = Analysis()


def only(analysis: Analysis, text: str) -> Token:
    (token,) = analysis.tokens(text)
    return token


@pytest.mark.parametrize(
    ("form", "whole", "parts"),
    [
        ("städerna", "stad", ()),
        ("böckernas", "bok", ()),
        ("ledamöterna", "ledamot", ()),
        ("besluten", "beslut", ("besluta",)),
        ("medborgardialogernas", "medborgardialog", ("medborgare", "dialog")),
        ("gatukontoren", "gatukontor", ("gata", "kontor")),
        ("kyrkogården", "kyrkogård", ("kyrka", "gård")),
        ("toppolitikerna", "toppolitiker", ("topp", "politiker")),
        ("AI-baserad", "aibasera", ("ai", "basera")),
        ("utbildningen", "utbildning", ()),
        ("rättigheter", "rättighet", ()),
        ("2030-talet", "2030tal", ("2030", "tal")),
    ],
)
def test_what_is_indexed_of_a_word(
    analysis: Analysis, form: str, whole: str, parts: tuple[str, ...]
) -> None:
    token = only(analysis, form)
    assert (token.lemma, token.parts) == (whole, parts)


@pytest.mark.parametrize(
    ("inner", "form"),
    [("barnomsorg", "barnomsorgsplatserna"), ("fullmäktige", "kommunfullmäktigeledamöter")],
)
def test_inner_compounds_are_parts_too(analysis: Analysis, inner: str, form: str) -> None:
    assert inner in only(analysis, form).parts


def test_a_word_left_hanging_is_completed(analysis: Analysis) -> None:
    first = next(analysis.tokens("medborgar- och brukardialoger"))
    assert (first.lemma, first.parts) == ("medborgare", ("medborgardialog",))


def test_stop_words_keep_their_place(analysis: Analysis) -> None:
    tokens = list(analysis.tokens("råd och stöd"))
    assert [(token.position, token.surface, token.is_stop) for token in tokens] == [
        (0, "råd", False),
        (1, "och", True),
        (2, "stöd", False),
    ]


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60) | st.text(alphabet="skolrådet -,.:\u00ad", max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    tokens = list(SHARED.tokens(text))
    assert [token.position for token in tokens] == list(range(len(tokens)))
    assert str(SHARED.explain(text))
    assert SHARED.query_terms(text).is_stop == all(token.is_stop for token in tokens)


def test_offsets_are_those_of_the_original(analysis: Analysis) -> None:
    text = "Om med\u00adborgar-\u200bdialog"
    last = list(analysis.tokens(text))[-1]
    assert text[last.start : last.end] == "med\u00adborgar-\u200bdialog"


@pytest.mark.parametrize(("query", "found"), [("SKL", "skr"), ("webbsändningarna", "webbinarium")])
def test_a_synonym_is_sought_and_ranks_lower(analysis: Analysis, query: str, found: str) -> None:
    weights = {term.text: term.weight for term in analysis.query_terms(query).lemmas}
    assert weights[found] == 0.7


def test_a_synonym_of_several_words(analysis: Analysis) -> None:
    name = ["Sveriges", "kommuner", "och", "regioner", "tycker"]
    assert analysis.synonym_run(name) == 4
    assert "skr" in {term.text for term in analysis.query_terms(" ".join(name[:4])).lemmas}
    phrases = [phrase for phrase, _ in analysis.query_terms("SKR").phrases]
    assert ("sverige", "kommun", "och", "region") in phrases


def test_a_list_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "synonymer.txt"
    path.write_text("# egna\nmedborgarlöfte = trygghetslöfte\n", encoding="utf-8")
    own = Analysis(path)
    assert [term.text for term in own.query_terms("medborgarlöften").lemmas] == [
        "medborgarlöfte",
        "trygghetslöfte",
    ]
    assert own.version != SHARED.version


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        Analysis(tmp_path / "none.txt")


def test_the_same_lists_give_the_same_version() -> None:
    assert Analysis().version == SHARED.version


@pytest.mark.parametrize("query", ["", "🙂", "\x00", "*", "och"])
def test_a_query_of_nothing_is_no_error(analysis: Analysis, query: str) -> None:
    assert analysis.query_terms(query).is_stop


def test_explain_tells_each_step(analysis: Analysis) -> None:
    steps = dict(analysis.explain("Funktionshinder\u00adråden").steps)
    assert steps["folded"] == "funktionshinderråden"
    assert steps["whole"] == "funktionshinderråd"
    assert steps["parts"].startswith("funktion, hinder, råd")


def test_explain_prints_a_line_a_step(analysis: Analysis) -> None:
    explanation = analysis.explain("SKR")
    assert len(str(explanation).splitlines()) == len(explanation.steps)


def test_threads_share_one_analysis(analysis: Analysis) -> None:
    text = " ".join(f"blorp{n}arnas skrimp{n}elser" for n in range(200))
    shared = Analysis()
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: tuple(shared.tokens(text)), range(4)))
    assert set(results) == {tuple(analysis.tokens(text))}
