"""Feeds from a running site: what is new is seen at once, what is not is not sent again."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import feedparser
import httpx
import pytest
from lxml import etree

from mediahub import worker
from mediahub.app import create
from mediahub.clock import parse_instant
from mediahub.episodes import service
from mediahub.episodes.models import Episode
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.people.service import parse_credit
from mediahub.shows.service import edit_show, get_show, season, set_hosts
from tests.conftest import NOON, Clock
from tests.factories import make_episode, make_show
from tests.servers import NO_TLS, listening, serving
from tests.studio_setup import SLUG, add_draft, add_show, publish, show_named, withdraw

FEED = f"/feeds/{SLUG}.xml"
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def show(hub: Hub) -> str:
    """A show with an episode that has been out for a day."""
    slug = add_show(hub)
    with hub.writing() as db:
        make_episode(db, get_show(db, slug), title="Första", opens_at=NOON - DAY)
    return slug


def titles(site: httpx.Client, path: str = FEED) -> list[str]:
    return [entry.title for entry in feedparser.parse(site.get(path).content).entries]


def validators(site: httpx.Client) -> tuple[str, str]:
    headers = site.get(FEED).headers
    return headers["etag"], headers["last-modified"]


def within_a_second(is_true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.02)
    return False


def test_head_is_get_without_the_body(site: httpx.Client, show: str) -> None:
    for path in (FEED, f"/feeds/{SLUG}.json"):
        head, got = site.head(path), site.get(path)
        head.headers.pop("date"), got.headers.pop("date")
        assert (head.status_code, head.content, head.headers) == (200, b"", got.headers)


def test_feed_says_what_it_is(site: httpx.Client, show: str) -> None:
    headers = site.get(FEED).headers
    assert headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["last-modified"] == "Wed, 04 Mar 2026 12:00:00 GMT"


def test_json_feed_is_beside_it(site: httpx.Client, show: str) -> None:
    got = site.get(f"/feeds/{SLUG}.json")
    assert got.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert got.json()["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in got.json()["items"]] == ["Första"]


def test_two_processes_and_a_restart_give_the_same_validators(
    site: httpx.Client, show: str, hub: Hub, clock: Clock
) -> None:
    first = validators(site)
    clock.advance(DAY)
    with closing(build(hub.settings, clock)) as other:
        connect(other, worker.JOBS)
        with (
            listening() as (on, origin),
            serving(create(other), on),
            httpx.Client(base_url=origin, verify=NO_TLS) as elsewhere,
        ):
            elsewhere.headers.clear()
            assert validators(elsewhere) == first


@pytest.mark.parametrize(
    ("name", "value"),
    [("If-None-Match", "{etag}"), ("If-None-Match", "W/{etag}"), ("If-Modified-Since", "{date}")],
)
def test_the_same_feed_is_not_sent_again(
    site: httpx.Client, show: str, name: str, value: str
) -> None:
    etag, date = validators(site)
    got = site.get(FEED, headers={name: value.format(etag=etag, date=date)})
    assert (got.status_code, got.content) == (304, b"")


def test_a_change_by_another_is_seen_within_a_second(
    site: httpx.Client, show: str, hub: Hub
) -> None:
    before = validators(site)
    with closing(build(hub.settings, hub.now)) as other:
        connect(other, worker.JOBS)
        with other.writing() as db:
            edit_show(get_show(db, show), title="Demokratiresan på väg")
    assert within_a_second(lambda: validators(site)[0] != before[0])


def test_an_episode_appears_at_its_second_and_leaves_at_its_end(
    site: httpx.Client, show: str, hub: Hub, clock: Clock
) -> None:
    with hub.writing() as db:
        make_episode(
            db,
            get_show(db, show),
            title="Andra",
            opens_at=NOON + 5 * SECOND,
            closes_at=NOON + 8 * SECOND,
        )
    seen = []
    for second in (4, 5, 6, 7, 8):
        clock.now = NOON + second * SECOND
        seen.append(titles(site))
    assert seen == [
        ["Första"],
        ["Andra", "Första"],
        ["Andra", "Första"],
        ["Andra", "Första"],
        ["Första"],
    ]


def test_appearing_and_leaving_are_changes(
    site: httpx.Client, show: str, hub: Hub, clock: Clock
) -> None:
    with hub.writing() as db:
        times = {"opens_at": NOON + 5 * SECOND, "closes_at": NOON + 8 * SECOND}
        make_episode(db, get_show(db, show), title="Andra", **times)
    changed = []
    for second in (4, 5, 8):
        clock.now = NOON + second * SECOND
        changed.append(validators(site)[1])
    assert changed == [
        "Wed, 04 Mar 2026 12:00:00 GMT",
        "Wed, 04 Mar 2026 12:00:05 GMT",
        "Wed, 04 Mar 2026 12:00:08 GMT",
    ]


def test_a_withdrawn_episode_leaves_and_that_is_a_change(
    site: httpx.Client, show: str, hub: Hub, mp3: Path, clock: Clock
) -> None:
    episode = add_draft(hub, mp3, title="Andra")
    publish(hub, episode)
    assert within_a_second(lambda: titles(site) == ["Andra", "Första"])
    clock.advance(DAY)
    withdraw(hub, episode)
    assert within_a_second(lambda: titles(site) == ["Första"])
    assert validators(site)[1] == "Thu, 05 Mar 2026 12:00:00 GMT"


def _draft(hub: Hub, mp3: Path) -> None:
    add_draft(hub, mp3)


def _season_of_a_draft(hub: Hub, mp3: Path) -> None:
    draft = add_draft(hub, mp3)
    with hub.writing() as db:
        found = db.get_one(Episode, draft.id)
        service.edit_episode(db, found, season=season(db, found.show, 2, "Andra säsongen"))


def _edit_of_a_draft(hub: Hub, mp3: Path) -> None:
    draft = add_draft(hub, mp3)
    with hub.writing() as db:
        found = db.get_one(Episode, draft.id)
        service.edit_episode(db, found, title="En annan titel")
        service.set_credits(db, found, [parse_credit("Nils Munthe, SKR", "host")])


def _schedule(hub: Hub, mp3: Path) -> None:
    publish(hub, add_draft(hub, mp3), hub.now() + DAY)


def _schedule_and_take_back(hub: Hub, mp3: Path) -> None:
    draft = add_draft(hub, mp3)
    publish(hub, draft, hub.now() + DAY)
    withdraw(hub, draft)


def _another_show(hub: Hub, mp3: Path) -> None:
    with hub.writing() as db:
        make_episode(db, make_show(db), opens_at=NOON)


@pytest.mark.parametrize(
    "work",
    [
        _draft,
        _season_of_a_draft,
        _edit_of_a_draft,
        _schedule,
        _schedule_and_take_back,
        _another_show,
    ],
)
def test_what_listeners_cannot_see_changes_nothing(
    site: httpx.Client,
    show: str,
    hub: Hub,
    mp3: Path,
    clock: Clock,
    work: Callable[[Hub, Path], None],
) -> None:
    with hub.writing() as db:
        set_hosts(db, get_show(db, show), [parse_credit("Nils Munthe, SKR", "host")])
    before = validators(site)
    clock.advance(timedelta(hours=1))
    work(hub, mp3)
    assert show_named(hub).changed_at == NOON
    time.sleep(0.3)  # longer than a feed is kept without a question
    assert validators(site) == before


def test_a_season_that_gets_a_name_is_a_change(
    site: httpx.Client, show: str, hub: Hub, clock: Clock
) -> None:
    with hub.writing() as db:
        found = get_show(db, show)
        make_episode(db, found, season=season(db, found, 1), opens_at=NOON)
    clock.advance(timedelta(hours=1))
    with hub.writing() as db:
        season(db, get_show(db, show), 1, "Första säsongen")
    assert validators(site)[1] == "Wed, 04 Mar 2026 13:00:00 GMT"


ATOM = "{http://www.w3.org/2005/Atom}link"


def links(site: httpx.Client, path: str) -> dict[str, str]:
    found = etree.fromstring(site.get(path).content).iterfind(f"channel/{ATOM}")
    return {link.get("rel", ""): link.get("href", "") for link in found}


def test_a_long_feed_has_pages(site: httpx.Client, hub: Hub) -> None:
    slug = add_show(hub, feed_limit=2)
    with hub.writing() as db:
        for number in range(1, 6):
            made = {"number": number, "title": f"Avsnitt {number}"}
            make_episode(db, get_show(db, slug), opens_at=NOON - (9 - number) * DAY, **made)
    base = "https://podd.example" + FEED
    assert [titles(site, f"{FEED}?page={page}") for page in (1, 2, 3)] == [
        ["Avsnitt 5", "Avsnitt 4"],
        ["Avsnitt 3", "Avsnitt 2"],
        ["Avsnitt 1"],
    ]
    found = links(site, f"{FEED}?page=2")
    assert [found[name] for name in ("first", "previous", "next", "last")] == [
        base,
        base,
        f"{base}?page=3",
        f"{base}?page=3",
    ]
    assert found["self"] == f"{base}?page=2"
    assert site.get(FEED).content == site.get(f"{FEED}?page=1").content


def test_the_pages_of_the_json_feed_have_addresses_of_their_own(
    site: httpx.Client, hub: Hub
) -> None:
    slug = add_show(hub, feed_limit=1)
    with hub.writing() as db:
        for number in (1, 2):
            make_episode(db, get_show(db, slug), number=number, opens_at=NOON - DAY)
    address = f"https://podd.example/feeds/{SLUG}.json"
    first, second = (site.get(f"/feeds/{SLUG}.json?page={page}").json() for page in (1, 2))
    assert (first["feed_url"], first["next_url"]) == (address, f"{address}?page=2")
    assert (second["feed_url"], "next_url" in second) == (f"{address}?page=2", False)


@pytest.mark.parametrize("page", ["0", "-1", "abc", "2", "999", "9999999999", "", "1.0"])
def test_a_page_that_is_not_there(site: httpx.Client, show: str, page: str) -> None:
    assert site.get(FEED, params={"page": page}).status_code == 404


@pytest.mark.parametrize("path", ["/feeds/annan.xml", "/feeds/annan.json", "/feeds/demokratiresan"])
def test_a_show_that_is_not_there(site: httpx.Client, show: str, path: str) -> None:
    got = site.get(path)
    assert (got.status_code, got.headers["cache-control"]) == (404, "no-store")


def test_only_reading_is_allowed(site: httpx.Client, show: str) -> None:
    assert site.post(FEED).status_code == 405


def test_a_scheduled_time_is_stockholms(
    site: httpx.Client, show: str, hub: Hub, clock: Clock
) -> None:
    with hub.writing() as db:
        opens_at = parse_instant("2026-03-29T03:00")
        make_episode(db, get_show(db, show), title="Sommartid", opens_at=opens_at)
    clock.now = parse_instant("2026-03-29T01:59:59")
    assert titles(site) == ["Första"]
    clock.advance(SECOND)
    assert titles(site) == ["Sommartid", "Första"]
