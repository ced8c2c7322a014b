"""The archive, a letter, its feed, and the sitemap."""

from collections.abc import Iterator
from datetime import timedelta

import feedparser
import pytest
from lxml import etree

from mediahub.hub import Hub
from mediahub.newsletter import service
from mediahub.newsletter.publication import publish_letter, restore_letter, withdraw_letter
from tests.conftest import NOON, Clock
from tests.mediahub.newsletter.letters import make_97, make_coming, make_letter
from tests.mediahub.visitor import Visitor, attributes, page_of, texts, visiting

DAY = timedelta(days=1)


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


def fill(hub: Hub) -> None:
    """Letter 1, in English, of the day before; letter 2 about all there is; draft 3."""
    with hub.writing() as db:
        earlier = make_letter(db, NOON - DAY, language="en", title="Councils")
        publish_letter(db, earlier, actor="test", now=NOON - DAY)
        make_97(db)
        make_coming(db, title="Råd")
        greeting = "Hej!\n\n- [ett](https://skr.example/)"
        publish_letter(db, make_letter(db, greeting=greeting), actor="test", now=NOON)
        make_letter(db)


def test_an_empty_archive_says_so(site: Visitor) -> None:
    page = site.read("/nyhetsbrev")
    assert texts(page, ".lead") == ["Inget nyhetsbrev är publicerat än. Kom gärna tillbaka snart."]


def test_the_archive_lists_what_is_published(hub: Hub, site: Visitor) -> None:
    fill(hub)
    page = site.read("/nyhetsbrev")
    assert texts(page, ".letters h2") == [
        "Nyhetsbrev nr 2 år 2026",
        "Newsletter no. 1, 2026: Councils",
    ]
    assert attributes(page, ".letters a", "href") == ["/nyhetsbrev/2026-2", "/nyhetsbrev/2026-1"]
    assert texts(page, ".letters .when") == ["4 mars 2026", "3 mars 2026"]
    assert texts(page, ".letters .line") == [
        "#97 - Kommunala råd · Råd",
        "Nothing new has been published since the last newsletter.",
    ]
    assert attributes(page, ".letters div", "lang") == ["sv", "en"]


def test_a_letter_is_read_as_it_was_sent(hub: Hub, site: Visitor) -> None:
    fill(hub)
    page = site.read("/nyhetsbrev/2026-2")
    assert texts(page, "h1") == ["Nyhetsbrev nr 2 år 2026"]
    assert texts(page, ".greeting li") == ["ett"]
    assert texts(page, "article h2") == ["#97 - Kommunala råd", "Råd"]
    facts = dict(zip(texts(page, "dt"), texts(page, "dd"), strict=True))
    assert facts["Samtalsledare"] == "Nils Munthe"
    assert facts["Sista anmälningsdag"] == "måndag 9 mars 2026"
    assert attributes(page, ".onward a", "href") == [
        "/demokratiresan/97-kommunala-rad",
        "/webbsandningar/medborgardialog",
    ]
    assert attributes(page, "link[@rel='canonical']", "href") == [
        "https://podd.example/nyhetsbrev/2026-2"
    ]


def test_a_letter_leads_to_those_beside_it(hub: Hub, site: Visitor) -> None:
    fill(hub)
    links = [
        attributes(site.read(f"/nyhetsbrev/2026-{number}"), ".near a", "href") for number in (1, 2)
    ]
    assert links == [["/nyhetsbrev/2026-2"], ["/nyhetsbrev/2026-1"]]


def test_a_letter_keeps_its_language_in_a_page_of_another(hub: Hub, site: Visitor) -> None:
    fill(hub)
    page = site.read("/nyhetsbrev/2026-1", lang="sv")
    assert page.get("lang") == "sv"
    assert texts(page, ".meta") == ["Publicerat 3 mars 2026"]
    assert attributes(page, "h1", "lang") == ["en"]
    assert texts(page, ".greeting") == ["Nothing new has been published since the last newsletter."]


def test_drafts_and_what_is_no_letter_are_not_found(hub: Hub, site: Visitor) -> None:
    fill(hub)
    for name in ("2026-3", "2026-4", "2026-0", "9999999999-1", "2026", "x.y"):
        response = site.get(f"/nyhetsbrev/{name}")
        assert (name, response.status_code) == (name, 404)
        assert texts(page_of(response), "main p")[1] == f"Det finns inget nyhetsbrev ”{name}”."


def test_the_feed_holds_the_letters_whole(hub: Hub, site: Visitor) -> None:
    fill(hub)
    response = site.get("/nyhetsbrev.xml")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert (feed.bozo, feed.version, feed.feed.title) == (
        False,
        "atom10",
        "Nyhetsbrev från Sveriges Kommuner och Regioner",
    )
    assert feed.feed.updated == "2026-03-04T12:00:00Z"
    assert [(entry.title, entry.link) for entry in feed.entries] == [
        ("Nyhetsbrev nr 2 år 2026", "https://podd.example/nyhetsbrev/2026-2"),
        ("Newsletter no. 1, 2026: Councils", "https://podd.example/nyhetsbrev/2026-1"),
    ]
    content = feed.entries[0].content[0]
    assert (content.type, content.language) == ("text/html", "sv")
    assert '<a href="https://podd.example/demokratiresan/97-kommunala-rad">' in content.value
    assert "<strong>Datum:</strong>" in content.value


def test_the_feed_is_asked_for_again_in_vain(hub: Hub, site: Visitor, clock: Clock) -> None:
    fill(hub)
    etag = site.get("/nyhetsbrev.xml").headers["etag"]
    clock.advance(DAY)
    assert site.get("/nyhetsbrev.xml", if_none_match=etag).status_code == 304


def test_a_feed_without_letters_is_a_feed(site: Visitor) -> None:
    feed = feedparser.parse(site.get("/nyhetsbrev.xml").content)
    assert (feed.bozo, feed.version, feed.entries) == (False, "atom10", [])


def test_pages_tell_of_the_feed(hub: Hub, site: Visitor) -> None:
    fill(hub)
    for path in ("/nyhetsbrev", "/nyhetsbrev/2026-1"):
        found = attributes(site.read(path), "link[@type='application/atom+xml']", "href")
        assert found == ["https://podd.example/nyhetsbrev.xml"]


def test_the_sitemap_names_the_archive_and_its_letters(hub: Hub, site: Visitor) -> None:
    fill(hub)
    sitemap = etree.fromstring(site.get("/sitemap.xml").content)
    found = sitemap.xpath("//*[local-name()='loc' and contains(., 'nyhetsbrev')]/text()")
    origin = "https://podd.example/nyhetsbrev"
    assert found == [origin, f"{origin}/2026-1", f"{origin}/2026-2"]


def test_a_site_without_letters_has_no_archive_in_its_sitemap(site: Visitor) -> None:
    assert "nyhetsbrev" not in site.get("/sitemap.xml").text


def test_a_correction_is_told_on_the_page_and_in_the_feed(
    hub: Hub, site: Visitor, clock: Clock
) -> None:
    fill(hub)
    before = feedparser.parse(site.get("/nyhetsbrev.xml").content)
    clock.advance(DAY)
    with hub.writing() as db:
        service.edit_letter(db, service.get_letter(db, "2026-1"), title="Rådens brev")
    assert texts(site.read("/nyhetsbrev/2026-1"), ".meta") == [
        "Publicerat 3 mars 2026 · Rättat 5 mars 2026"
    ]
    assert texts(site.read("/nyhetsbrev/2026-2"), ".meta") == ["Publicerat 4 mars 2026"]
    assert texts(site.read("/nyhetsbrev"), ".letters .when") == [
        "4 mars 2026",
        "3 mars 2026Rättat 5 mars 2026",
    ]
    response = site.get("/nyhetsbrev.xml")
    feed = feedparser.parse(response.content)
    assert response.headers["last-modified"] == "Thu, 05 Mar 2026 12:00:00 GMT"
    assert feed.feed.updated == "2026-03-05T12:00:00Z"
    moments = [(entry.published, entry.updated) for entry in feed.entries]
    assert moments == [
        ("2026-03-04T12:00:00Z", "2026-03-04T12:00:00Z"),
        ("2026-03-03T12:00:00Z", "2026-03-05T12:00:00Z"),
    ]
    assert [entry.id for entry in feed.entries] == [entry.id for entry in before.entries]
    assert "Corrected 5&nbsp;March&nbsp;2026" in feed.entries[1].content[0].value


def test_a_withdrawn_letter_is_gone_until_it_is_put_back(
    hub: Hub, site: Visitor, clock: Clock
) -> None:
    fill(hub)
    before = {path: site.get(path).text for path in ("/nyhetsbrev", "/nyhetsbrev.xml")}
    clock.advance(DAY)
    with hub.writing() as db:
        withdraw_letter(db, service.get_letter(db, "2026-1"), actor="test", now=hub.now())
    gone = site.get("/nyhetsbrev/2026-1")
    assert gone.status_code == 410
    assert texts(page_of(gone), "main p")[1] == "Nyhetsbrev 2026-1 har dragits tillbaka."
    assert "2026-1" not in site.get("/sitemap.xml").text
    assert attributes(site.read("/nyhetsbrev/2026-2"), ".near a", "href") == []
    assert attributes(site.read("/nyhetsbrev"), ".letters a", "href") == ["/nyhetsbrev/2026-2"]
    response = site.get("/nyhetsbrev.xml")
    assert len(feedparser.parse(response.content).entries) == 1
    assert response.headers["last-modified"] == "Thu, 05 Mar 2026 12:00:00 GMT"
    with hub.writing() as db:
        restore_letter(db, service.get_letter(db, "2026-1"), actor="test", now=hub.now())
    assert {path: site.get(path).text for path in before} == before
    assert site.get("/nyhetsbrev/2026-1").status_code == 200
