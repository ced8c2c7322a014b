"""Cutting text and HTML."""

import re
from html import escape
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.limits import cut_bytes, cut_html, cut_text, size
from tests.feeds.reading import inner_text

FLAG = "\U0001f1f8\U0001f1ea"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
WAVE = "\U0001f44b\U0001f3fd"


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("Kommunala råd", 13, "Kommunala råd"),
        ("Kommunala råd", 12, "Kommunala…"),
        ("Kommunala råd", 10, "Kommunala…"),
        ("Kommunala råd", 9, "Kommunal…"),
        ("Kommunala råd i dag", 14, "Kommunala råd…"),
        ("Ett  två", 6, "Ett…"),
        ("Kommunala", 1, "…"),
        ("Kommunala", 0, ""),
        ("aa" + FLAG, 4, "aa" + FLAG),
        ("aa" + FLAG + "b", 4, "aa…"),
        (FLAG + FLAG + FLAG, 4, FLAG + "…"),
        ("a" + FAMILY + "b", 5, "a…"),
        ("a" + WAVE + "b", 3, "a…"),
        ("ae\u0301e\u0301", 3, "a…"),
        ("a\u2764\ufe0fb", 3, "a…"),
    ],
)
def test_text_is_cut_at_words_and_whole_characters(text: str, limit: int, cut: str) -> None:
    assert cut_text(text, limit) == cut


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("åäö åäö", 13, "åäö åäö"),
        ("åäö åäö", 12, "åäö…"),
        ("åäöåäö", 11, "åäöå…"),
        ("åäöåäö", 10, "åäö…"),
        ("åäöå\U0001f600", 11, "åäöå…"),
        ("åäö", 2, ""),
    ],
)
def test_text_is_cut_by_bytes(text: str, limit: int, cut: str) -> None:
    assert cut_bytes(text, limit) == cut


@given(st.text(), st.integers(0, 60))
def test_cut_text_never_exceeds_its_limit(text: str, limit: int) -> None:
    cut = cut_text(text, limit)
    assert len(cut) <= limit
    assert text.startswith(cut.removesuffix("…")) or cut == text


@given(st.text(), st.integers(0, 60))
def test_cut_bytes_never_exceeds_its_limit(text: str, limit: int) -> None:
    cut = cut_bytes(text, limit)
    assert size(cut) <= limit
    assert text.startswith(cut.removesuffix("…")) or cut == text


@pytest.mark.parametrize(
    ("html", "limit", "cut"),
    [
        ("<p>Ett två</p>", 15, "<p>Ett två</p>"),
        ("<p>Ett två tre</p>", 18, "<p>Ett två…</p>"),
        ("<p>Ett två tre</p>", 17, "<p>Ett…</p>"),
        ("<p>Ett <b>två tre</b> fyra</p>", 26, "<p>Ett <b>två…</b></p>"),
        ("<p>Ett <b>två tre</b> fyra</p>", 20, "<p>Ett…</p>"),
        ("<p>Ett</p><p>två tre</p>", 22, "<p>Ett…</p>"),
        ("<p>Ett</p><p>två tre</p>", 24, "<p>Ett</p><p>två…</p>"),
        ("<P>Ett</P><p>två tre</p>", 24, "<P>Ett</P><p>två…</p>"),
        ("<p>Ett<br>två tre</p>", 21, "<p>Ett<br>två…</p>"),
        ("<p>Ett<br/>två tre</p>", 22, "<p>Ett<br/>två…</p>"),
        ("<p>A &amp; B och C</p>", 20, "<p>A &amp; B…</p>"),
        ("<p>A &amp; B och C</p>", 17, "<p>A &amp;…</p>"),
        ("<p>A &amp; B och C</p>", 14, "<p>A…</p>"),
        ("aaaa&amp;bbbb", 8, "aaaa…"),
        ("aaaa&amp;bbbb", 12, "aaaa&amp;…"),
        ("<p>" + "å" * 10 + "</p>", 16, "<p>ååå…</p>"),
        ("<p>" + FAMILY * 2 + "</p>", 40, "<p>" + FAMILY + "…</p>"),
        ('<a href="a>b">Ett två</a>', 25, '<a href="a>b">Ett…</a>'),
        ("<p>Ett <!-- en två --> tre fyra</p>", 20, "<p>Ett…</p>"),
        ("Ett <b två tre fyra", 18, "Ett…"),
        ("</p>Ett två tre", 12, "</p>Ett…"),
        ("1 < 2 och 3 > 2", 12, "1 < 2 och…"),
        ("<p>Ett</p>", 5, ""),
        ("Ett", 0, ""),
    ],
)
def test_html_is_cut_at_words_with_its_elements_closed(html: str, limit: int, cut: str) -> None:
    assert cut_html(html, limit) == cut


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"))
LEAVES = TEXT.map(lambda text: escape(text, quote=False))


def _wrapped(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(("p", "b", "ul", "strong", "em"))
    element = st.builds("<{0}>{1}</{0}>".format, names, inside)
    link = st.builds('<a href="https://a.example/?a=1&amp;b=%3E">{}</a>'.format, inside)
    return st.lists(st.one_of(element, link, LEAVES), max_size=4).map("".join)


HTML = st.recursive(LEAVES, _wrapped, max_leaves=12)


@given(HTML, st.integers(0, 120))
def test_cut_html_is_short_enough_well_formed_and_the_same_text(html: str, limit: int) -> None:
    cut = cut_html(html, limit)
    assert size(cut) <= limit
    read, whole = inner_text(cut), inner_text(html)
    assert whole.startswith(read.removesuffix("…")) or read == whole


@given(st.text("<>&;\"'/-! abp#x1é"), st.integers(0, 40))
def test_any_text_at_all_is_cut_within_its_limit(html: str, limit: int) -> None:
    assert size(cut_html(html, limit)) <= limit


@pytest.mark.parametrize("part", ["<", "<!--", '<a "', "<b>", "&", "&amp;", "<a '", "x", "\u0301"])
def test_hostile_html_takes_no_time(part: str) -> None:
    started = process_time()
    assert size(cut_html(part * 100_000)) <= 4000
    assert process_time() - started < 1


def test_a_default_cut_is_four_thousand_bytes() -> None:
    cut = cut_html("<p>" + "demokrati " * 1000 + "</p>")
    assert 3980 < size(cut) <= 4000
    assert re.fullmatch(r"<p>(demokrati )+demokrati…</p>", cut)
