"""Markdown for mail clients, as plain text, and plain words as Markdown."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediahub.newsletter.markdown import escaped, mail_html, mail_text
from mediahub.web.markdown import page_html, plain


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("", ""),
        ("Ett\n*två*\n\nTre & fyra", "Ett två\n\nTre & fyra"),
        ("# Rubrik\n\nText", "Rubrik\n\nText"),
        ("Se:\n\n- ett\n- två\n\nSlut", "Se:\n\n- ett\n- två\n\nSlut"),
        ("1. ett\n2. två", "1. ett\n2. två"),
        ("- ett\n\n- två", "- ett\n- två"),
        ("[råden](https://skr.example/a)", "råden (https://skr.example/a)"),
        ("[**alla** råden](https://skr.example/a)", "alla råden (https://skr.example/a)"),
        ("<https://skr.example/a>", "https://skr.example/a"),
        ("[anna](mailto:a@skr.example)", "anna (a@skr.example)"),
        ("<a@skr.example>", "a@skr.example"),
        ("[här](/nyhetsbrev)", "här"),
        ("<script>x</script>Hej<img src=x>", "Hej"),
        ("![bild](https://skr.example/b.png) Hej", "Hej"),
    ],
)
def test_text_has_the_words_and_the_addresses(markdown: str, text: str) -> None:
    assert mail_text(markdown) == text


def test_html_carries_its_style_in_each_element() -> None:
    assert mail_html("# Hej\n\n[råd](https://a.example/)") == (
        '<p style="margin:0 0 12px"><strong>Hej</strong></p>\n'
        '<p style="margin:0 0 12px">'
        '<a href="https://a.example/" style="color:#0a5c7a">råd</a></p>'
    )


@example("<p>")
@example("<li>")
@given(st.text("<>p a\"'=/href", max_size=60))
def test_styling_changes_no_words_and_adds_no_element(text: str) -> None:
    html = mail_html(f'<a href="https://a.example/{text}">råd</a> {text}')
    bare = re.sub(r' style="[^"<>]*"', "", html)
    assert plain(bare) == plain(html)
    assert bare.count("<") == html.count("<")


@example("A &amp; B &#65;")
@example("#")
@example("C # #")
@example("*a* _b_ `c` [d](e) <f> \\g")
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60))
def test_escaped_words_come_out_of_a_heading_as_they_went_in(text: str) -> None:
    words = " ".join(text.split())
    heading = page_html(f"## {escaped(text)}")
    assert heading == f"<h2>{_html(words)}</h2>\n"


def _html(text: str) -> str:
    special = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\N{NO-BREAK SPACE}": "&nbsp;"}
    return "".join(special.get(character, character) for character in text)
