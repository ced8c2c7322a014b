"""An episode's page, its chapters, its preview, and the sitemap."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from lxml import etree
from sqlalchemy import event

from mediahub.episodes.models import Episode
from mediahub.episodes.preview import preview_link
from mediahub.episodes.service import set_credits
from mediahub.hub import Hub
from mediahub.media.models import MediaRole
from mediahub.media.service import receive_bytes
from mediahub.people.service import CreditLine
from mediahub.shows.models import ShowCredit
from mediahub.shows.service import set_hosts
from tests import studio_setup
from tests.conftest import NOON, Clock
from tests.factories import make_episode, make_show
from tests.mediahub.visitor import Visitor, attributes, page_of, select, texts, visiting

YESTERDAY = NOON - timedelta(days=1)
PATH = "/demokratiresan/97-kommunala-rad"
VTT = """WEBVTT

00:00:00.600 --> 00:00:04.000
<v Nils>Välkommen till

00:00:04.000 --> 00:00:06.000
<v Nils>samtalet. <b>Nu</b> börjar vi & lyssnar.

00:00:07.500 --> 00:00:09.000
<v Anders>Tack.
"""


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


def add_episode(hub: Hub, **fields: Any) -> Episode:
    values = {"number": 97, "slug": "97-kommunala-rad", "opens_at": YESTERDAY}
    with hub.writing() as db:
        show = make_show(db, slug="demokratiresan")
        episode = make_episode(db, show, **values | fields)
        db.expunge_all()
    return episode


def add_transcript(hub: Hub, episode: Episode) -> None:
    studio_setup.add_transcript(hub, episode, VTT.encode())


def schema(page: Any) -> Any:
    return json.loads(select(page, "script[@type='application/ld+json']")[0].text)


def test_number_leads_to_the_address_with_the_title(hub: Hub, site: Visitor) -> None:
    add_episode(hub)
    response = site.get("/demokratiresan/97?t=12")
    assert (response.status_code, response.headers["location"]) == (302, f"{PATH}?t=12")


def test_title_date_and_length(hub: Hub, site: Visitor) -> None:
    add_episode(hub, title="Kommunala råd")
    page = site.read(PATH)
    assert texts(page, "h1") == ["Kommunala råd"]
    assert texts(page, "header .meta") == ["3 mars 2026 · 10 min"]


def test_plays_without_script(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    audio = select(site.read(PATH), "audio")[0]
    assert audio.get("src") == f"/media/{episode.enclosure_id}/avsnitt.mp3"
    assert audio.get("preload") == "none"
    assert "controls" in audio.attrib


@pytest.mark.parametrize(
    ("asked", "fragment"),
    [("754", "#t=754"), ("12:34", "#t=754"), ("1:00:00", "#t=3600"), ("0", ""), ("nu", ""),
     ("-5", ""), ("9" * 30, "")],
)  # fmt: skip
def test_begins_where_the_address_says_without_script(
    hub: Hub, site: Visitor, asked: str, fragment: str
) -> None:
    episode = add_episode(hub)
    audio = select(site.read(PATH, t=asked), "audio")[0]
    assert audio.get("src") == f"/media/{episode.enclosure_id}/avsnitt.mp3{fragment}"


def test_credits_by_role_guests_first(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    lines = [
        CreditLine("Nils Munthe", None, "SKR"),
        CreditLine("Eva Ek", role="audio engineer", group="audio production"),
        CreditLine("Katarina Sundberg", "ämnesråd", "Miljödepartementet", role="guest"),
    ]
    with hub.writing() as db:
        set_credits(db, db.get_one(Episode, episode.id), lines)
    page = site.read(PATH)
    assert texts(page, ".credits div") == [
        "Medverkande Katarina Sundberg, ämnesråd, Miljödepartementet",
        "Samtalsledare Nils Munthe, SKR",
        "Tekniker Eva Ek",
    ]
    assert texts(site.read(PATH, lang="en"), ".credits dt") == [
        "Guest",
        "Host",
        "Audio Engineer",
    ]


def test_host_of_the_show_is_restated(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    with hub.writing() as db:
        set_hosts(db, db.get_one(Episode, episode.id).show, [CreditLine("Nils Munthe")])
        assert db.query(ShowCredit).count() == 1
    assert texts(site.read(PATH), ".credits div") == ["Samtalsledare Nils Munthe"]


def test_chapters_jump(hub: Hub, site: Visitor) -> None:
    chapters = [{"start": 0.0, "title": "Början"}, {"start": 18.98, "toc": False},
                {"start": 754.5, "title": "Slutet"}]  # fmt: skip
    add_episode(hub, chapters=chapters)
    page = site.read(PATH)
    assert texts(page, ".chapters li") == ["0:00 Början", "12:34 Slutet"]
    assert attributes(page, ".chapters a", "href") == [
        "?t=0#t=0",
        "?t=754#t=754",
    ]


def test_transcript_reads_as_an_article(hub: Hub, site: Visitor) -> None:
    add_transcript(hub, add_episode(hub))
    page = site.read(PATH)
    assert texts(page, ".said") == [
        "Nils 0:00 Välkommen till samtalet. Nu börjar vi & lyssnar.",
        "Anders 0:07 Tack.",
    ]
    assert attributes(page, "*[@data-at]", "data-at") == ["0.6", "7.5"]


def test_page_stands_with_a_transcript_that_is_not_read_yet(hub: Hub, site: Visitor) -> None:
    studio_setup.add_old_transcript(hub, add_episode(hub))
    assert select(site.read(PATH), "#transkript") == []


def test_text_without_times_reads_without_them(hub: Hub, site: Visitor) -> None:
    studio_setup.add_transcript(hub, add_episode(hub), b"Nils Munthe: Hej.\n\nJo.", "97.txt")
    page = site.read(PATH)
    assert texts(page, ".said") == ["Nils Munthe Hej. Jo."]
    assert attributes(page, "*[@data-at]", "data-at") == []


def test_description_is_clean_html(hub: Hub, site: Visitor) -> None:
    add_episode(hub, description="Om *råd*.\n\n<script>alert(1)</script>", title="<b>Råd</b>")
    response = site.get(PATH)
    page = page_of(response)
    assert texts(page, ".prose em") == ["råd"]
    assert "alert" not in response.text
    assert texts(page, "h1") == ["<b>Råd</b>"]


def test_structured_data_names_persons_and_holds_the_transcript(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub, title="Råd </script><b>")
    add_transcript(hub, episode)
    with hub.writing() as db:
        guest = CreditLine("Anders Lidström", "professor", "Umeå universitet", role="guest")
        set_credits(db, db.get_one(Episode, episode.id), [guest])
    facts = schema(site.read(PATH))
    assert facts["@type"] == "PodcastEpisode"
    assert facts["name"] == "Råd </script><b>"
    assert facts["episodeNumber"] == 97
    assert facts["partOfSeries"]["webFeed"] == "https://podd.example/feeds/demokratiresan.xml"
    assert facts["contributor"] == [
        {
            "@type": "Person",
            "name": "Anders Lidström",
            "jobTitle": "professor",
            "affiliation": {"@type": "Organization", "name": "Umeå universitet"},
        }
    ]
    assert facts["associatedMedia"]["transcript"] == (
        "Välkommen till samtalet. Nu börjar vi & lyssnar.\nTack."
    )


def test_other_sites_are_told_whole_addresses(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    page = site.read(PATH, t="12")
    assert select(page, "link[@rel='canonical']")[0].get("href") == f"https://podd.example{PATH}"
    assert select(page, "meta[@property='og:audio']")[0].get("content") == (
        f"https://podd.example/media/{episode.enclosure_id}/avsnitt.mp3"
    )


def test_neighbours_in_time(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    with hub.writing() as db:
        show = db.get_one(Episode, episode.id).show
        make_episode(db, show, slug="fore", opens_at=YESTERDAY - timedelta(hours=1))
        make_episode(db, show, slug="efter", opens_at=YESTERDAY + timedelta(hours=1))
        make_episode(db, show, slug="kommande", opens_at=NOON + timedelta(hours=1))
    page = site.read(PATH)
    assert attributes(page, ".near a", "href") == [
        "/demokratiresan/fore",
        "/demokratiresan/efter",
        "/demokratiresan#avsnitt",
    ]


@pytest.mark.parametrize("opens_at", [None, NOON + timedelta(seconds=1)])
@pytest.mark.parametrize("name", ["97", "97-kommunala-rad", "97-kommunala-rad/chapters.json"])
def test_what_is_not_public_is_not_there(hub: Hub, site: Visitor, opens_at: Any, name: str) -> None:
    add_episode(hub, opens_at=opens_at, chapters=[{"start": 0.0, "title": "Början"}])
    assert site.get(f"/demokratiresan/{name}").status_code == 404


@pytest.mark.parametrize("opens_at", [None, NOON + timedelta(seconds=1)], ids=["draft", "later"])
def test_what_is_not_public_looks_like_what_nobody_has_written(
    hub: Hub, site: Visitor, opens_at: Any
) -> None:
    with hub.writing() as db:
        show = make_show(db, slug="demokratiresan")
    unknown = [answer_at(site, path) for path in GUESSES]
    with hub.writing() as db:
        given = {"number": 97, "slug": "97-kommunala-rad", "title": "Hemligt"}
        make_episode(db, db.merge(show), opens_at=opens_at, **given)
    assert [answer_at(site, path) for path in GUESSES] == unknown
    assert {status for status, _ in unknown} == {404}


GUESSES = [
    f"/demokratiresan/{name}{rest}"
    for name in ("97", "97-kommunala-rad")
    for rest in ("", "/chapters.json", "?signature=x", "?expires=9", "?signature=x&expires=9",
                 "?signature=x&expires=99999999999", "/chapters.json?signature=x")
]  # fmt: skip


def answer_at(site: Visitor, path: str) -> tuple[int, bytes]:
    response = site.get(path)
    return response.status_code, response.content


@pytest.mark.parametrize("rest", ["", "?signature=x", "/chapters.json"])
def test_withdrawn_episode_is_gone(hub: Hub, site: Visitor, rest: str) -> None:
    add_episode(hub, title="Råd", closes_at=NOON)
    response = site.get(PATH + rest)
    assert response.status_code == 410
    assert texts(page_of(response), "main .lead") == ["”Råd” har dragits tillbaka av redaktionen."]


@pytest.mark.parametrize(
    "window",
    [{"opens_at": None}, {"opens_at": NOON + timedelta(days=1)}, {"closes_at": NOON}],
    ids=["draft", "scheduled", "withdrawn"],
)
def test_preview_shows_what_is_not_public(hub: Hub, site: Visitor, window: dict[str, Any]) -> None:
    address = preview_of(hub, add_episode(hub, **window))
    response = site.get(address)
    page = page_of(response)
    assert texts(page, ".notice") == [
        "Det här är en förhandsvisning. Avsnittet är inte publicerat. Adressen fungerar till "
        "onsdag 4 mars 2026 kl. 14.00, för alla som har den."
    ]
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert select(page, "meta[@name='robots']")[0].get("content") == "noindex"
    assert select(page, "link[@rel='canonical']") == []


def test_preview_plays_through_a_signed_link(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub, opens_at=None)
    with hub.writing() as db:
        sound = receive_bytes(
            hub.store, MediaRole.ORIGINAL, b"ljud", "utkast.mp3", "audio/mpeg", NOON
        )
        db.add(sound)
        db.get_one(Episode, episode.id).audio = sound
    audio = select(site.read(preview_of(hub, episode)), "audio")[0]
    link = httpx.URL(audio.get("src"))
    assert site.get(link.raw_path.decode()).content == b"ljud"


def test_preview_keeps_its_signature_in_links_and_languages(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub, opens_at=None, chapters=[{"start": 5.0, "title": "Början"}])
    address = preview_of(hub, episode)
    page = site.read(address)
    for link in select(page, ".chapters a") + select(page, ".languages a"):
        assert site.get(PATH + link.get("href")).status_code == 200


def test_preview_ends_at_its_second(hub: Hub, site: Visitor, clock: Clock) -> None:
    address = preview_of(hub, add_episode(hub, opens_at=None, title="Råd"))
    clock.advance(timedelta(seconds=3599))
    assert site.get(address).status_code == 200
    clock.advance(timedelta(seconds=1))
    response = site.get(address)
    assert response.status_code == 410
    assert texts(page_of(response), "main .lead") == [
        "Förhandsvisningen av ”Råd” är slut. Be om en ny adress."
    ]


def test_preview_that_was_tampered_with_is_not_there(hub: Hub, site: Visitor) -> None:
    address = preview_of(hub, add_episode(hub, opens_at=None))
    expires = int(NOON.timestamp()) + 3600
    for wrong in (
        address.replace(str(expires), str(expires + 1)),
        address[:-1],
        address.replace("signature", "sign"),
        f"{PATH}?signature=x&expires=9",
        f"{PATH}?signature=x&expires=²",
    ):
        assert site.get(wrong).status_code == 404


def test_preview_of_one_episode_opens_no_other(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub, opens_at=None)
    with hub.writing() as db:
        make_episode(db, db.get_one(Episode, episode.id).show, slug="annat")
    address = preview_of(hub, episode)
    assert site.get(address.replace("97-kommunala-rad", "annat")).status_code == 404


def preview_of(hub: Hub, episode: Episode) -> str:
    """The path and query of a preview that lasts an hour."""
    with hub.reading() as db:
        found = db.get_one(Episode, episode.id)
        link = preview_link(hub.settings, found, NOON, timedelta(hours=1))
    return link.removeprefix("https://podd.example")


def test_chapters_file(hub: Hub, site: Visitor) -> None:
    add_episode(hub, title="Råd", chapters=[{"start": 1.5, "title": "Början"}])
    response = site.get(f"{PATH}/chapters.json")
    assert response.headers["content-type"] == "application/json+chapters"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.json() == {
        "version": "1.2.0",
        "title": "Råd",
        "chapters": [{"startTime": 1.5, "title": "Början"}],
    }
    etag = response.headers["etag"]
    assert site.get(f"{PATH}/chapters.json", if_none_match=etag).status_code == 304


def test_episode_without_chapters_has_no_file(hub: Hub, site: Visitor) -> None:
    add_episode(hub)
    assert site.get(f"{PATH}/chapters.json").status_code == 404


def test_sitemap_lists_what_is_public(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    with hub.writing() as db:
        make_episode(db, db.get_one(Episode, episode.id).show)
    response = site.get("/sitemap.xml")
    root = etree.fromstring(response.content)
    assert [str(found.text) for found in root.iter("{*}loc")] == [
        "https://podd.example/",
        "https://podd.example/demokratiresan",
        f"https://podd.example{PATH}",
    ]
    assert [str(found.text) for found in root.iter("{*}lastmod")] == ["2026-03-04T12:00:00Z"] * 3


def test_sitemap_says_that_a_list_is_new_when_an_episode_comes(
    hub: Hub, site: Visitor, clock: Clock
) -> None:
    add_episode(hub, opens_at=NOON + timedelta(hours=1))
    clock.advance(timedelta(hours=1))
    root = etree.fromstring(site.get("/sitemap.xml").content)
    assert [str(found.text) for found in root.iter("{*}lastmod")] == ["2026-03-04T13:00:00Z"] * 3


def test_sitemap_of_a_site_without_shows_has_its_start(site: Visitor) -> None:
    root = etree.fromstring(site.get("/sitemap.xml").content)
    assert [str(found.text) for found in root.iter("{*}loc")] == ["https://podd.example/"]


def statements(hub: Hub, site: Visitor, path: str) -> int:
    """How many SQL statements a page takes."""
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(hub.engine, "before_cursor_execute", see)
    assert site.get(path).status_code == 200
    event.remove(hub.engine, "before_cursor_execute", see)
    return len(seen)


@pytest.mark.parametrize("path", ["/", "/demokratiresan", PATH, "/sitemap.xml"])
def test_number_of_queries_does_not_grow_with_the_episodes(
    hub: Hub, site: Visitor, path: str
) -> None:
    episode = add_episode(hub)
    grow(hub, episode, 9)
    few = statements(hub, site, path)
    grow(hub, episode, 30)
    assert statements(hub, site, path) == few


def grow(hub: Hub, episode: Episode, count: int) -> None:
    """So many more public episodes, each with a guest of its own."""
    with hub.writing() as db:
        show = db.get_one(Episode, episode.id).show
        for number in range(count):
            new = make_episode(db, show, opens_at=YESTERDAY - timedelta(days=1 + number))
            set_credits(db, new, [CreditLine(f"Gäst {new.number}", role="guest")])
