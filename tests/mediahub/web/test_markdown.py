"""Markdown in, clean HTML out: whatever is written, nothing but words and harmless marks."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.web.markdown import feed_html, opening, page_html, plain

FEED_TAGS = {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em"}
PAGE_TAGS = FEED_TAGS | {"h2", "h3", "h4", "blockquote", "code", "pre", "br", "hr"}
EVIL = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x>",
    "<img src=x onerror=alert(1)>",
    "[länk](javascript:alert(1))",
    '<a href="javascript:alert(1)" onclick="x()">länk</a>',
    "<a href='data:text/html,x'>länk</a>",
    "<style>p{}</style>",
    "<iframe src=x></iframe>",
    "<svg><script>x</script></svg>",
    "<p onclick=x()>hej",
    "<b><i>korsat</b></i>",
    "<!-- kommentar -->",
    "]]>",
    "# Rubrik <b>fet",
]


class Reader(HTMLParser):
    """Notes every tag and attribute, and whether each tag that opens also closes in turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.opened: list[str] = []
        self.is_balanced = True
        self.feed(html)
        self.close()
        self.is_balanced = self.is_balanced and not self.opened

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)
        if tag not in ("br", "hr"):
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.is_balanced = self.is_balanced and self.opened[-1:] == [tag]
        self.opened = self.opened[:-1]


def assert_clean(html: str, allowed: set[str]) -> None:
    reader = Reader(html)
    assert reader.tags <= allowed
    assert reader.is_balanced
    assert {name for name, _ in reader.attributes} <= {"href", "rel"}
    schemes = {
        re.split("[:/]", value or "")[0] for name, value in reader.attributes if name == "href"
    }
    assert schemes.isdisjoint({"javascript", "data", "vbscript"})


@pytest.mark.parametrize("evil", EVIL)
def test_what_could_do_harm_is_taken_out(evil: str) -> None:
    assert_clean(feed_html(f"Före\n\n{evil}\n\nefter"), FEED_TAGS)
    assert_clean(page_html(f"Före\n\n{evil}\n\nefter"), PAGE_TAGS)


@given(
    st.lists(
        st.sampled_from([*EVIL, "*", "_", "\n", "\n\n", "> ", "- ", "1. ", "`", "a", "<", ">", "&"])
    )
)
def test_no_mixture_gets_through(parts: list[str]) -> None:
    assert_clean(feed_html("".join(parts)), FEED_TAGS)
    assert_clean(page_html("".join(parts)), PAGE_TAGS)


@given(st.text(max_size=100))
def test_no_text_gets_through(text: str) -> None:
    assert_clean(feed_html(text), FEED_TAGS)
    assert plain(text) == " ".join(plain(text).split())


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Hej **där** *du*", "<p>Hej <strong>där</strong> <em>du</em></p>"),
        ("# Rubrik\n\nText", "<p><strong>Rubrik</strong></p>\n<p>Text</p>"),
        ("- ett\n- två", "<ul>\n<li>ett</li>\n<li>två</li>\n</ul>"),
        ("[SKR](https://skr.se)", '<p><a href="https://skr.se">SKR</a></p>'),
        ("[rel](/foo) [två](//x.se/) [tre](x.html)", "<p>rel två tre</p>"),
        ("[**fet**\nrad](/foo) [skriv](mailto:a@b.se)",
         '<p><strong>fet</strong>\nrad <a href="mailto:a@b.se">skriv</a></p>'),
        ("ett<br>två", "<p>ett\ntvå</p>"),
        ("> citat", "<p>citat</p>"),
        ("<script>x</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_feeds_get_the_small_subset(markdown: str, html: str) -> None:
    assert feed_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Rubrik", "<h2>Rubrik</h2>"),
        ("## Rubrik", "<h2>Rubrik</h2>"),
        (
            "[SKR](https://skr.se)",
            '<p><a href="https://skr.se" rel="noopener noreferrer">SKR</a></p>',
        ),
    ],
)
def test_pages_keep_headings_below_their_own(markdown: str, html: str) -> None:
    assert page_html(markdown).strip() == html


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Hej **där**\n\n- ett\n- två", "Hej där ett två"),
        ("A &amp; B &lt; C", "A & B < C"),
        ("ett<br/>två", "ett två"),
    ],
)
def test_plain_is_the_words_alone(markdown: str, words: str) -> None:
    assert plain(markdown) == words


@pytest.mark.parametrize(
    ("text", "longest", "first"),
    [
        ("En mening här. En till.", 200, "En mening här."),
        ("Vi ses kl. 9 i Borås stad. Sedan hem.", 200, "Vi ses kl. 9 i Borås stad."),
        ("Ett två tre fyra", 12, "Ett två tre…"),
        ("x" * 20, 12, "x" * 12 + "…"),
        ("", 200, ""),
    ],
)
def test_the_opening_is_a_sentence_or_what_fits(text: str, longest: int, first: str) -> None:
    assert opening(text, longest) == first
