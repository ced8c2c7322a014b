"""`/sok` as visitors meet it, and what is like an episode."""

from collections.abc import Iterator
from time import perf_counter

import pytest

from mediahub.hub import Hub
from mediahub.shows.service import get_show
from mediahub.text_limits import LONGEST_QUERY
from tests.factories import make_episode
from tests.mediahub.search.archive import add_episode, bring_up_index, fill
from tests.mediahub.visitor import Visitor, attributes, page_of, select, texts, visiting


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    fill(hub)
    bring_up_index(hub)
    with visiting(hub) as client:
        yield client


def test_without_a_query_there_is_a_field_and_help(site: Visitor) -> None:
    page = site.read("/sok")
    assert attributes(page, "#q", "value") == [""]
    assert attributes(page, ".help", "open") == [""]
    assert select(page, ".results") == []
    assert "x-robots-tag" not in site.get("/sok").headers


def test_what_was_said_with_its_second(site: Visitor) -> None:
    response = site.get("/sok", params={"q": "cykelbanor"})
    assert response.headers["x-robots-tag"] == "noindex"
    page = page_of(response)
    assert sorted(texts(page, ".result h2")) == ["Publicerat", "Repris"]
    assert texts(page, ".passage mark") == ["cykelbana", "cykelbana"]
    assert sorted(map(str, attributes(page, ".passage .meta a", "href"))) == [
        "/resan/publicerat#t=60",
        "/webbsandningar/repris/inspelning#t=60",
    ]
    assert texts(page, ".by") == ["Anna Ek"]


def test_an_episode_plays_here_and_a_replay_on_its_page(site: Visitor) -> None:
    page = site.read("/sok", q="cykelbana")
    (listen,) = select(page, ".listen")
    assert (listen.get("href"), listen.get("data-start")) == ("/resan/publicerat?t=60#t=60", "60")
    assert listen.get("data-src").startswith("/media/")


def test_facets_narrow_and_give_up(site: Visitor) -> None:
    page = site.read("/sok", q="cykelbana")
    paths = [str(path) for path in attributes(page, ".facet a", "href")]
    assert "/sok?q=cykelbana+typ%3Aepisode" in paths
    page = site.read("/sok", q="cykelbana typ:episode")
    assert texts(page, ".result h2") == ["Publicerat"]
    assert attributes(page, ".facet a[@aria-current]", "href") == [
        "/sok?q=cykelbana+typ%3Aepisode",
        "/sok?q=cykelbana",
    ]


def test_the_newest_first(site: Visitor) -> None:
    page = site.read("/sok", q="cykelbana", sortering="datum")
    assert texts(page, ".result h2") == ["Repris", "Publicerat"]
    assert attributes(page, ".search-form input[@name='sortering']", "value") == ["datum"]


def test_did_you_mean(site: Visitor) -> None:
    page = site.read("/sok", q="cykelbanna", lang="en")
    assert texts(page, ".found") == ["Nothing was found."]
    assert attributes(page, ".suggestion a", "href") == ["/sok?q=cykelbana"]


def test_pages(site: Visitor, hub: Hub) -> None:
    with hub.writing() as db:
        show = get_show(db, "resan")
        for number in range(12):
            make_episode(db, show, title=f"Parkbänk {number}", opens_at=hub.now())
    bring_up_index(hub)
    page = site.read("/sok", q="parkbänk")
    assert len(select(page, ".result")) == 10
    assert attributes(page, ".pages a", "href") == ["/sok?q=parkb%C3%A4nk&sida=2"]
    assert len(select(site.read("/sok", q="parkbänk", sida="2"), ".result")) == 2
    assert site.get("/sok", params={"q": "parkbänk", "sida": "3"}).status_code == 404


def test_while_there_is_no_index(hub: Hub) -> None:
    with visiting(hub) as client:
        page = client.read("/sok", q="ord", lang="en")
        assert texts(page, ".search-notice") == [
            "The search index is being rebuilt. Try again in a minute."
        ]


@pytest.mark.parametrize(
    "query",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "och",
        "(a+)+$ .*",
        "\u202e\u0007💥",
        "typ: år:x person:",
        " OR ".join(f"ord{number}" for number in range(4000)),
        "-cykelbana",
        "-a -b -och",
        "NOT NOT",
        " -".join(f"ord{number}" for number in range(400)),
    ],
    ids=range(11),
)
def test_no_query_is_an_error_or_slow(site: Visitor, query: str) -> None:
    site.read("/sok", q="cykelbana")  # opens the dictionary
    began = perf_counter()
    page = site.read("/sok", q=query)
    assert perf_counter() - began < 2
    assert select(page, "main script") == select(page, "main img") == []
    assert attributes(page, "#q", "value")[0] in (None, query[:LONGEST_QUERY])


def test_similar_episodes(site: Visitor, hub: Hub) -> None:
    with hub.writing() as db:
        show = get_show(db, "resan")
        add_episode(
            db, show, "Cykelbana igen.", slug="ett-till", title="Ett till", opens_at=hub.now()
        )
    bring_up_index(hub)
    page = site.read("/resan/publicerat")
    assert attributes(page, ".similar a", "href") == ["/resan/ett-till"]
