"""HTML in which every tag is closed in its turn."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.web.html_tags import DEEPEST, closed

TAGS = {"p", "b", "i", "a", "ul", "li", "br", "h2", "dt", "dd"}


@pytest.mark.parametrize(
    ("html", "mended"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ul><li>a<li><p>b<li>c</ul>", "<ul><li>a</li><li><p>b</p></li><li>c</li></ul>"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("<dt>a<dd>b<dt>c", "<dt>a</dt><dd>b</dd><dt>c</dt>"),
        ("<p>a<h2>b</h2>", "<p>a</p><h2>b</h2>"),
        ("<b><i>a</b>c</i>", "<b><i>a</i></b>c"),
        ("a</b></p>", "a"),
        ("<B CLASS=x>a</B >", "<b>a</b>"),
        ('<a href="x" title=y>a', '<a href="x" title=y>a</a>'),
        ("a<br/>b<BR>c</br>", "a<br>b<br>c"),
        ("<div>a</div><img src=x>", "a"),
        ("<!-- a --><b>b</b><!-- c", "<b>b</b>"),
        ("<!DOCTYPE x><?php a ?>b", "b"),
        ("<script>a<b></script><b>c", "<b>c</b>"),
        ("<STYLE>a</style >b<style>c", "b"),
        ("<scripts>a<b-c>d", "a&lt;b-c>d"),
        ("1 < 2 <b", "1 &lt; 2 &lt;b"),
        ("<b a<i>c", "&lt;b a<i>c</i>"),
    ],
)
def test_tags_are_closed_and_others_are_left_out(html: str, mended: str) -> None:
    assert closed(html, TAGS) == mended


def test_other_elements_can_be_silent_as_well() -> None:
    assert closed("<title>a</title><script>b</script>c", TAGS, {"title"}) == "bc"


def test_what_begins_too_deep_is_left_out_and_its_words_are_not() -> None:
    html = closed("".join(f"<b>{n} " for n in range(100)), TAGS)
    assert (html.count("<b>"), html.count("</b>")) == (DEEPEST, DEEPEST)
    assert "99" in html


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.deepest = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert tag == "a" or not attrs
        if tag != "br":
            self.open.append(tag)
        self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p><a b='>ord</p> mer", "<p><a>ord</a></p> mer"),
        ("<a href='x' b=\">ord</a>", "<a href='x'>ord</a>"),
        ("<a title='a > b' href=x>ord</a>", "<a title='a > b' href=x>ord</a>"),
        ("<a href=x title=it's>don't</a>", "<a href=x title=it>don't</a>"),
        ('<a href="x"title="y">ord</a>', '<a href="x">ord</a>'),
    ],
)
def test_quote_that_nothing_ends_takes_no_words(given: str, kept: str) -> None:
    assert closed(given, TAGS) == kept


pieces = st.sampled_from(
    [*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), "<b c", "<a href=x>", "<a b='",
     "<!--", "-->", "<script>", "</script>", "<div>", "<", ">", "'", '"', "/", "x ", "<?", "<p/>"]
)  # fmt: skip


@given(st.lists(pieces, max_size=80))
def test_whatever_comes_each_tag_closes_in_turn(given: list[str]) -> None:
    reader = Reader(closed("".join(given), TAGS))
    assert reader.open == []
    assert reader.deepest <= DEEPEST
