"""What every mail must be: the same in both parts, linking to ourselves only, fetching nothing."""

from html.parser import HTMLParser
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.mail.builder import write
from mediahub.mail.message import Mailbox
from mediahub.mail.models import Mail
from mediahub.mail.templates import (
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
from mediahub.sendouts.studio.outbox_pages import _read

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


def test_all_parts_are_checked() -> None:
    check(rendered(f"{ORIGIN}/a", f"<p>{ORIGIN}</p>", f"{ORIGIN}/avsluta"), ORIGIN)
    for made in (
        rendered(text="https://skr.se"),
        rendered(html='<a href="https://skr.se">'),
        rendered(unsubscribe_url="https://skr.se/"),
        rendered(unsubscribe_url=f"{ORIGIN}.evil.example/"),
    ):
        with pytest.raises(Invalid, match="only link to our own domain"):
            check(made, ORIGIN)


PIECES = [
    *("https://evil.example/", f"{ORIGIN}/a", ORIGIN, "://", ":", "/", "//", "curl(x", "url("),
    *("src=", '<img src="x">', "@import", "\\", "\0", "\r\n", "\ud800", "\u202e", "&", "<", ">"),
    *('"', "'", " ", "javascript:", "=?utf-8?q?x?=", "Bcc: x", "x" * 90, "Å", "{title}"),
]
ANYTHING = st.one_of(
    st.text(st.characters(codec=None), max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(*[ANYTHING] * 5)
def test_any_text_in_any_field_makes_a_mail_that_can_be_read(
    hub: Hub, subject: str, text: str, name: str, value: str, label: str
) -> None:
    blocks: list[Block] = [
        Paragraph(text),
        Heading(label),
        Button(label, f"{ORIGIN}/x"),
        Facts([(name, value)]),
        Links([(value, f"{ORIGIN}/y")]),
    ]
    to = Mail(id=uuid4(), name=name, email="anna.ek@boras.se", language="sv", data={})
    made = compose(hub, to, subject, blocks, reply_to=Mailbox(label, "svar@boras.se"))
    check(made, hub.settings.origin)
    letter = _read(write(hub, to, made))
    for part in (letter.text, letter.html):
        assert f"{ORIGIN}/x" in part
        assert "://evil" not in part
    assert "anna.ek@boras.se" in letter.to


def test_what_is_not_transactional_tells_how_to_get_no_more(hub: Hub) -> None:
    templates = Templates([Template("notice", lambda *_: rendered(), is_transactional=False)])
    with hub.reading() as db, pytest.raises(ValueError, match="no way to get no more"):
        templates.render(hub, db, mail())


def test_the_way_to_get_no_more_is_in_both_parts(hub: Hub) -> None:
    made = compose(hub, mail(), "Nytt", [], unsubscribe_url=f"{ORIGIN}/avsluta/1")
    assert [part.count(f"{ORIGIN}/avsluta/1") for part in (made.text, made.html)] == [1, 1]
