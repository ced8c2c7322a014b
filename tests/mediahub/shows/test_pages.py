"""The list of shows, a show's page, and the files that robots and browsers ask for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mediahub.hub import Hub
from mediahub.media.models import MediaRole
from mediahub.shows.models import Show
from tests.conftest import NOON, Clock
from tests.factories import make_episode, make_media_file, make_show
from tests.mediahub.visitor import Visitor, attributes, page_of, select, texts, visiting


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


def add_show(hub: Hub, episodes: int = 0, **fields: Any) -> None:
    """A show whose episodes came out on the days before."""
    with hub.writing() as db:
        show = make_show(db, **{"slug": "demokratiresan"} | fields)
        for number in range(1, episodes + 1):
            opens_at = NOON - timedelta(days=1000 - number)
            values = {"slug": f"{number}-samtal", "title": f"Samtal {number}", "number": number}
            make_episode(db, show, opens_at=opens_at, **values)


def add_icon(hub: Hub, show: str) -> str:
    """Give the show an icon that the public may have; its address."""
    with hub.writing() as db:
        icon = make_media_file(db, role=MediaRole.IMAGE, filename="ikon.png", opens_at=NOON)
        db.query(Show).filter_by(slug=show).one().icon = icon
        return f"/media/{icon.id}/ikon.png"


def test_only_show_is_the_start_page(hub: Hub, site: Visitor) -> None:
    add_show(hub, title="Demokratiresan")
    page = site.read("/")
    assert texts(page, "h1") == ["Demokratiresan"]
    assert select(page, "link[@rel='canonical']")[0].get("href") == (
        "https://podd.example/demokratiresan"
    )


def test_several_shows_are_listed_by_title(hub: Hub, site: Visitor) -> None:
    add_show(hub, slug="medskapande", title="Medskapande")
    add_show(hub, slug="demokratiresan", title="Demokratiresan")
    links = select(site.read("/"), ".shows a")
    assert [link.get("href") for link in links] == ["/demokratiresan", "/medskapande"]


def test_site_without_shows_says_so(hub: Hub, site: Visitor) -> None:
    assert texts(site.read("/"), "main p") == [
        "Här är inget publicerat än. Kom gärna tillbaka snart."
    ]


def test_show_tells_how_to_subscribe(hub: Hub, site: Visitor) -> None:
    links = [{"url": "https://podcasts.example/1", "name": "Poddappen"}]
    add_show(hub, platform_links=links)
    page = site.read("/demokratiresan")
    assert select(page, "#flode")[0].get("value") == (
        "https://podd.example/feeds/demokratiresan.xml"
    )
    assert attributes(page, ".subscribe a", "href") == ["https://podcasts.example/1"]
    assert attributes(page, "link[@rel='alternate']", "href") == [
        "https://podd.example/feeds/demokratiresan.xml",
        "https://podd.example/feeds/demokratiresan.json",
    ]


def test_latest_episode_stands_first_and_plays(hub: Hub, site: Visitor) -> None:
    add_show(hub, episodes=3)
    add_show(hub, slug="medskapande", episodes=4)
    page = site.read("/demokratiresan")
    assert texts(page, ".latest h2") == ["Samtal 3"]
    assert len(select(page, ".latest audio[@controls][@preload='none']")) == 1
    assert texts(page, ".episodes h3") == ["Samtal 2", "Samtal 1"]


def test_long_list_goes_on_over_pages(hub: Hub, site: Visitor) -> None:
    add_show(hub, episodes=101)
    first = site.read("/demokratiresan")
    assert len(select(first, ".episodes li")) == 99
    older = select(first, ".pages a[@rel='next']")[0].get("href")
    second = site.read(older)
    assert texts(second, ".episodes h2") == ["Samtal 1"]
    assert texts(second, ".latest") == []
    assert select(second, ".pages a[@rel='prev']")[0].get("href") == "/demokratiresan#avsnitt"


@pytest.mark.parametrize("page", ["0", "2", "-1", "två", "9" * 40])
def test_page_that_is_not_there(hub: Hub, site: Visitor, page: str) -> None:
    add_show(hub, episodes=1)
    assert site.get("/demokratiresan", params={"sida": page}).status_code == 404


def test_scheduled_episode_appears_at_its_second(hub: Hub, site: Visitor, clock: Clock) -> None:
    add_show(hub)
    with hub.writing() as db:
        show = db.query(Show).one()
        make_episode(db, show, title="Nytt", opens_at=NOON + timedelta(seconds=1))
    assert texts(site.read("/demokratiresan"), ".latest h2") == []
    clock.advance(timedelta(seconds=1))
    assert texts(site.read("/demokratiresan"), ".latest h2") == ["Nytt"]


@pytest.mark.parametrize("path", ["/studio/finns-inte", "/sok/finns-inte", "/media", "/api"])
def test_what_the_site_itself_uses_is_not_spoken_of_as_a_show(site: Visitor, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert texts(page_of(answer), ".lead") == ["Det finns ingen sådan sida."]
    other = site.get("/finns-inte/finns-inte")
    assert texts(page_of(other), ".lead") == ["Det finns ingen podd som heter ”finns-inte”."]


def test_unknown_show_is_a_page_with_a_way_on(hub: Hub, site: Visitor) -> None:
    response = site.get("/finns-inte")
    page = page_of(response)
    assert response.status_code == 404
    assert attributes(page, "main a", "href") == ["/"]


def test_language_is_chosen_and_kept_with_the_page(hub: Hub, site: Visitor) -> None:
    add_show(hub, episodes=101)
    page = site.read("/demokratiresan", sida="2")
    link = select(page, ".languages a")[0].get("href")
    assert link == "?sida=2&lang=en"
    english = site.read(f"/demokratiresan{link}")
    assert english.get("lang") == "en"
    assert texts(english, "#avsnitt") == ["Episodes, page 2 of 2"]
    assert texts(site.read("/demokratiresan"), "#prenumerera") == ["Subscribe"]


def test_content_keeps_its_own_language_for_screen_readers(hub: Hub, site: Visitor) -> None:
    add_show(hub, language="sv")
    page = site.read("/demokratiresan", lang="en")
    assert select(page, ".hero-words")[0].get("lang") == "sv"


def test_favicon_is_the_icon_of_the_show(hub: Hub, site: Visitor) -> None:
    add_show(hub)
    assert site.get("/favicon.ico").headers["location"].startswith("/static/icon.svg")
    address = add_icon(hub, "demokratiresan")
    assert site.get("/favicon.ico").headers["location"] == address


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("sakerhet@skr.example", "mailto:sakerhet@skr.example"),
        ("https://skr.example/sakerhet", "https://skr.example/sakerhet"),
    ],
)
def test_whoever_finds_a_hole_is_told_to_whom_to_say_it(
    hub: Hub, clock: Clock, contact: str, told: str
) -> None:
    settings = hub.settings.model_copy(update={"security_contact": contact})
    with visiting(replace(hub, settings=settings)) as visitor:
        answer = visitor.get("/.well-known/security.txt")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.text.splitlines() == [
            f"Contact: {told}",
            "Expires: 2026-08-31T00:00:00Z",
            "Preferred-Languages: sv, en",
            f"Canonical: {settings.origin}/.well-known/security.txt",
        ]
        clock.advance(timedelta(days=400))
        later = visitor.get("/.well-known/security.txt").text
        assert "Expires: 2027-10-05T00:00:00Z" in later


def test_nobody_is_told_what_the_operator_has_not_said(site: Visitor) -> None:
    assert site.get("/.well-known/security.txt").status_code == 404


def test_robots_are_shown_the_way(site: Visitor) -> None:
    lines = site.get("/robots.txt").text.splitlines()
    assert lines == [
        "User-agent: *",
        "Disallow: /filer/",
        "",
        "Sitemap: https://podd.example/sitemap.xml",
    ]


def test_page_of_a_hundred_episodes_is_light(hub: Hub, site: Visitor) -> None:
    add_show(hub, episodes=100)
    assert len(site.get("/demokratiresan", accept_encoding="identity").content) < 100_000


def test_page_is_zipped_for_those_who_can_read_it(hub: Hub, site: Visitor) -> None:
    add_show(hub)
    zipped = site.get("/", accept_encoding="gzip")
    plain = site.get("/", accept_encoding="identity")
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.text == plain.text
    assert plain.headers["vary"] == "Accept-Encoding, Cookie"
