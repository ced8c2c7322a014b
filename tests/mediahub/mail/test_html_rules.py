"""What no mail may hold is told by its tags and styles, and text is text."""

from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from mediahub.errors import Invalid
from mediahub.mail.html_rules import check_html, check_text, harmless

ORIGIN = "https://podd.example"


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://skr.se">',
        "<a HREF = //skr.se/>",
        '<a href="javascript:x">',
        '<a href=" https://podd.example/">',
        '<a href="https://podd.example@skr.se/">',
        '<a href="https://podd.example.skr.se/">',
        '<a href="https&#58;//skr.se">',
        '<a href="/utan-varddator">',
        "<a href>",
        "https://skr.se",
        "https:&#47;/skr.se",
        '<p aria-label="https://skr.se">',
        "<!-- --><p>://</p>",
    ],
)
def test_a_link_that_leads_elsewhere_is_refused(html: str) -> None:
    with pytest.raises(Invalid, match="only link to our own domain"):
        check_html(html, ORIGIN)


@pytest.mark.parametrize("text", ["https://podd.example.evil.se/", "http://podd.example/", "://"])
def test_an_address_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="only link to our own domain"):
        check_text(text, ORIGIN)


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="{ORIGIN}/x.gif">',
        f'<IMG\nSRC="{ORIGIN}/x.gif">',
        f'<td background = "{ORIGIN}/x.gif">',
        f'<p style="background:url({ORIGIN}/x.gif)">',
        f'<p style="background:URL ({ORIGIN}/x.gif)">',
        f'<p style="background:\\75rl({ORIGIN}/x.gif)">',
        '<p style="background:image-set(x)">',
        '<p style="background:&#117;rl(x)">',
        f'<style>@import "{ORIGIN}/x.css"</style>',
        f'<link href="{ORIGIN}/x.css">',
        f'<base href="{ORIGIN}/">',
        f'<p href="{ORIGIN}/">',
        '<meta http-equiv="refresh" content="0">',
        '<body onload="x">',
        "<script>x</script>",
        "<svg/onload=x>",
        '<form action="x">',
        "<x-y>",
    ],
)
def test_what_has_to_be_fetched_is_refused(html: str) -> None:
    with pytest.raises(Invalid, match="fetched"):
        check_html(html, ORIGIN)


def test_our_own_links_pass() -> None:
    html = f'<a href="{ORIGIN}/a?b#c">{ORIGIN}</a> <a href="mailto:a@b.se">a@b.se</a> <a href="#x">'
    check_html(html, ORIGIN)
    check_text(f"{ORIGIN}/a\n{ORIGIN}", ORIGIN)


@pytest.mark.parametrize("text", ["curl(x", "src=", '<img src="x">', "@import", "url(x)", "a\\b"])
def test_what_only_looks_like_it_is_text(text: str) -> None:
    html = f'<p aria-label="{escape(text)}">{escape(text)}</p><title>{escape(text)}</title>'
    check_html(html, ORIGIN)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Om https://skr.se", "Om skr.se"),
        (f"Se {ORIGIN}/a", f"Se {ORIGIN}/a"),
        (f"Se {ORIGIN}.evil.se", "Se podd.example.evil.se"),
        (f"x{ORIGIN}", "podd.example"),
        (":a:////b", ":b"),
        ("a\0b\ud800\x1b\n", "ab\n"),
        ("10:30 // 2", "10:30 // 2"),
    ],
)
def test_text_is_made_harmless(text: str, kept: str) -> None:
    assert harmless(text, ORIGIN) == kept


@given(st.text(st.sampled_from(f"{ORIGIN}/ :@\n\0<&")), st.booleans())
def test_what_is_harmless_passes(text: str, has_origin: bool) -> None:
    kept = harmless(text, ORIGIN if has_origin else "")
    check_text(kept, ORIGIN)
    check_html(f"<p>{escape(kept)}</p>", ORIGIN)
    assert harmless(kept, ORIGIN) == kept


@pytest.mark.parametrize("text", ["a", "a:", ":/", "https://", f"{ORIGIN}/ ", "<", "&#"])
@pytest.mark.parametrize("act", [harmless, lambda text: check_html(str(escape(text)), ORIGIN)])
def test_it_takes_time_in_proportion(text: str, act: Callable[[str], object]) -> None:
    def spent(size: int) -> float:
        begun = process_time()
        with suppress(Invalid):
            act(text * (size // len(text)))
        return process_time() - begun

    spent(20_000)
    assert spent(160_000) < 8 * 4 * spent(20_000) + 0.2
