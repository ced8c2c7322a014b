"""What every mail must be: the same in both parts, linking to ourselves only, fetching nothing."""

from html.parser import HTMLParser

import pytest

from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.mail.rendering import (
    Block,
    Button,
    Facts,
    Heading,
    Links,
    Paragraph,
    Rendered,
    Template,
    Templates,
    check,
    compose,
)

ORIGIN = "https://podd.example"
BLOCKS: list[Block] = [
    Paragraph("Hej Åsa & <Bo>"),
    Heading("Inspelningen"),
    Button("Se den", f"{ORIGIN}/inspelning/x"),
    Facts([("När", "onsdag")]),
    Links([("Bilder", f"{ORIGIN}/media/1")]),
]


def mail(language: str = "sv") -> Mail:
    return Mail(template="notice", language=language, data={})


def test_both_parts_say_the_same(hub: Hub) -> None:
    made = compose(hub, mail(), "Öppet", BLOCKS)
    assert made.text == (
        "Hej Åsa & <Bo>\n\nINSPELNINGEN\n\nSe den:\nhttps://podd.example/inspelning/x\n\n"
        "När: onsdag\n\n- Bilder:\n  https://podd.example/media/1\n\n"
        "-- \nMediaHub\nhttps://podd.example\n"
    )
    for words in ("Hej Åsa &amp; &lt;Bo&gt;", "Inspelningen</h2>", "När:", "onsdag", "Bilder</a>"):
        assert made.html.count(words) == 1


def test_the_html_names_its_language_and_is_well_formed(hub: Hub) -> None:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in ("meta", "br"):
                found.append(tag)
            if tag == "html":
                assert attrs == [("lang", "en")]

        def handle_endtag(self, tag: str) -> None:
            assert found.pop() == tag

    Reader().feed(compose(hub, mail("en"), "Open", BLOCKS).html)
    assert found == []


def rendered(text: str = "", html: str = "", unsubscribe_url: str | None = None) -> Rendered:
    return Rendered(subject="", text=text, html=html, unsubscribe_url=unsubscribe_url)


@pytest.mark.parametrize(
    "made",
    [
        rendered(text="https://podd.example.evil.se/"),
        rendered(text="Se http://podd.example/ och"),
        rendered(text="https://skr.se"),
        rendered(html='<a href="https://skr.se">'),
        rendered(html="<a HREF = //skr.se/>"),
        rendered(html='<a href="javascript:x">'),
        rendered(html='<a href="/utan-varddator">'),
        rendered(unsubscribe_url="https://skr.se/"),
    ],
)
def test_a_link_that_leads_elsewhere_is_refused(made: Rendered) -> None:
    with pytest.raises(ValueError, match="only link to our own domain"):
        check(made, ORIGIN)


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="{ORIGIN}/x.gif">',
        f'<IMG\nSRC="{ORIGIN}/x.gif">',
        f'<td background = "{ORIGIN}/x.gif">',
        f'<p style="background:url({ORIGIN}/x.gif)">',
        f'<style>@import "{ORIGIN}/x.css"</style>',
        f'<link href="{ORIGIN}/x.css">',
    ],
)
def test_what_has_to_be_fetched_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match="fetched"):
        check(rendered(html=html), ORIGIN)


def test_our_own_links_pass() -> None:
    html = f'<a href="{ORIGIN}/a?b#c">{ORIGIN}</a> <a href="mailto:a@b.se">a@b.se</a>'
    check(rendered(f"{ORIGIN}/a\n{ORIGIN}", html, f"{ORIGIN}/avsluta"), ORIGIN)


def test_what_is_not_transactional_tells_how_to_get_no_more(hub: Hub) -> None:
    templates = Templates([Template("notice", lambda *_: rendered(), is_transactional=False)])
    with hub.reading() as db, pytest.raises(ValueError, match="no way to get no more"):
        templates.render(hub, db, mail())


def test_the_way_to_get_no_more_is_in_both_parts(hub: Hub) -> None:
    made = compose(hub, mail(), "Nytt", [], unsubscribe_url=f"{ORIGIN}/avsluta/1")
    assert [part.count(f"{ORIGIN}/avsluta/1") for part in (made.text, made.html)] == [1, 1]
