"""The private feed: what an app finds in it, until when, and that no other token opens it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import feedparser
import pytest
from lxml import etree
from sqlalchemy import select
from sqlalchemy.orm import Session

from feeds.rules import check
from mediahub.clock import local as stockholm
from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.portal.feed import channel_of
from mediahub.portal.feed_tokens import feed_token
from mediahub.portal.library import library_of
from mediahub.portal.urls import FeedAddress
from mediahub.recordings.models import Recording, Viewing
from mediahub.recordings.watching.viewers import Viewer, admitted_webcasts
from mediahub.storage import MediaStore
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.programme import parse_programme, set_programme
from tests.conftest import NOON, Clock
from tests.factories import (
    CAPTIONS,
    VIDEO_BYTES,
    make_member,
    make_network,
    make_participant,
    make_recording,
    make_registration,
    make_webcast,
)
from tests.feeds.reading import NAMESPACES, attributes
from tests.feeds.reading import texts as told
from tests.mediahub.visitor import Visitor, page_of, texts, visiting

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
ORIGIN = "https://podd.example"


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


@pytest.fixture
def held(hub: Hub, store: MediaStore) -> Registration:
    """A seat at a webcast whose recording closes in three days."""
    with hub.writing() as db:
        return make_registration(db, watchable(db, "Om råd", store=store))


def watchable(db: Session, title: str, opens: int = -1, closes: int = 3, **fields: Any) -> Webcast:
    webcast = make_webcast(db, title=title, starts_at=NOON + (opens - 1) * DAY)
    window = {"opens_at": NOON + opens * DAY, "closes_at": NOON + closes * DAY}
    make_recording(db, webcast, **window | fields)
    return webcast


def path(hub: Hub, holder: Registration | NetworkMember) -> str:
    return f"/mina-inspelningar/{feed_token(hub.settings.secret_keys, holder)}.xml"


def entries(hub: Hub, site: Visitor, holder: Registration | NetworkMember) -> list[Any]:
    parsed = feedparser.parse(site.get(path(hub, holder)).content)
    assert not parsed.bozo
    return list(parsed.entries)


def titles(hub: Hub, site: Visitor, holder: Registration | NetworkMember) -> list[str]:
    return [entry.title for entry in entries(hub, site, holder)]


def local(address: str) -> str:
    return address.removeprefix(ORIGIN)


def enclosure(hub: Hub, site: Visitor, holder: Registration | NetworkMember) -> str:
    """The path to the media of the first item."""
    return local(entries(hub, site, holder)[0].enclosures[0].href)


def test_item_tells_an_app_all_it_needs(hub: Hub, site: Visitor, held: Registration) -> None:
    (entry,) = entries(hub, site, held)
    with hub.reading() as db:
        recording = db.scalars(select(Recording)).one()
        slug, captions = recording.webcast.slug, recording.captions[0].id
    below = f"{ORIGIN}{path(hub, held).removesuffix('.xml')}/{recording.id}"
    assert (entry.title, entry.id, entry.itunes_duration) == ("Om råd", str(recording.id), "10800")
    assert entry.published == "Tue, 03 Mar 2026 12:00:00 +0000"
    assert entry.link == f"{ORIGIN}/webbsandningar/{slug}/inspelning"
    media = entry.enclosures[0]
    assert (media.href, media.length, media.type) == (
        f"{below}/sandning.mp4",
        str(len(VIDEO_BYTES)),
        "video/mp4",
    )
    assert "Hur två städer arbetar." in entry.description
    assert "Tillgänglig t.o.m. lördag" in entry.description
    root = etree.fromstring(site.get(path(hub, held)).content)
    assert attributes(root, "channel/item/podcast:transcript") == [
        {
            "url": f"{below}/textning/{captions}.vtt",
            "type": "text/vtt",
            "language": "sv",
            "rel": "captions",
        }
    ]


def test_channel_is_kept_out_of_every_index(hub: Hub, site: Visitor, held: Registration) -> None:
    answer = site.get(path(hub, held))
    channel = etree.fromstring(answer.content).find("channel")
    assert told(channel, "itunes:block") == told(channel, "item/itunes:block") == ["Yes"]
    assert told(channel, "podcast:block") == ["yes"]
    assert told(channel, "podcast:locked") == ["yes"]
    assert told(channel, "title") == ["Mina inspelningar"]
    link = channel.find("atom:link[@rel='self']", NAMESPACES)
    assert link.get("href") == f"{ORIGIN}{path(hub, held)}"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"


def test_feed_with_chapters_from_the_programme_breaks_no_rule(hub: Hub, held: Registration) -> None:
    with hub.writing() as db:
        webcast = db.get_one(Registration, held.id).webcast
        assert webcast is not None
        begins = f"{stockholm(webcast.starts_at):%H.%M}"
        programme = f"{begins} Välkomna\n{begins} Inledning\n14.30 Samtal\n"
        set_programme(db, webcast, parse_programme(programme))
    with hub.reading() as db:
        viewer = Viewer(held.participant, held)
        shelf = library_of(db, admitted_webcasts(db, viewer), ORIGIN, NOON)
        channel = channel_of(viewer, shelf, FeedAddress(ORIGIN, "x"), "sv")
        chapters = [(chapter.start, chapter.title) for chapter in channel.items[0].chapters]
    assert chapters == [(0.0, "Välkomna"), (5400.0, "Samtal")]
    assert [finding.rule.id for finding in check(channel, NOON)] == []


def test_app_that_has_it_is_told_so(
    hub: Hub, site: Visitor, clock: Clock, held: Registration
) -> None:
    first = site.get(path(hub, held))
    clock.advance(DAY)
    again = site.get(path(hub, held), if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    clock.advance(2 * DAY)
    closed = site.get(path(hub, held), if_none_match=first.headers["etag"])
    assert closed.status_code == 200


def test_guid_is_the_same_for_everyone_and_the_show_a_persons_own(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    with hub.writing() as db:
        webcast = db.get_one(Registration, held.id).webcast
        assert webcast is not None
        other = make_registration(db, webcast)
        more = make_registration(db, watchable(db, "B", 2, 9), participant=held.participant)
    guids = [entries(hub, site, one)[0].id for one in (held, other, more)]
    assert len(set(guids)) == 1
    shows = [
        told(etree.fromstring(site.get(path(hub, one)).content), "channel/podcast:guid")
        for one in (held, other, more)
    ]
    assert shows[0] == shows[2] != shows[1]


def test_only_what_is_open_to_this_person_now_is_there(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, watchable(db, "Öppen", -2))
        network = make_network(db)
        for webcast in (
            watchable(db, "Öppnar sen", 2, 9),
            watchable(db, "Pausad", paused_at=NOON),
            make_webcast(db, title="Utan inspelning"),
        ):
            make_registration(db, webcast, participant=held.participant)
        watchable(db, "Någon annans")
        meeting = watchable(db, "Träff")
        meeting.network = network
        member = make_member(db, network, participant=held.participant)
    assert titles(hub, site, held) == titles(hub, site, member) == ["Träff", "Öppen"]


def test_item_goes_when_the_window_closes_and_one_says_so(
    hub: Hub, site: Visitor, clock: Clock, held: Registration
) -> None:
    with hub.writing() as db:
        make_registration(db, watchable(db, "B", -1, 9), participant=held.participant)
    clock.advance(3 * DAY - SECOND)
    assert sorted(titles(hub, site, held)) == ["B", "Om råd"]
    clock.advance(SECOND)
    over, *rest = entries(hub, site, held)
    assert (over.title, over.enclosures, len(rest)) == ("Perioden är över: Om råd", [], 1)
    assert "”Om råd” stängde lördag" in over.description
    assert over.published == "Sat, 07 Mar 2026 12:00:00 +0000"
    clock.advance(6 * DAY)
    (last,) = entries(hub, site, held)
    assert last.title == "Perioden är över: B"
    assert last.id != over.id
    assert "”Om råd” stängde lördag" in last.description


def test_feed_speaks_english_too(hub: Hub, site: Visitor, clock: Clock, held: Registration) -> None:
    clock.advance(3 * DAY)
    parsed = feedparser.parse(site.get(f"{path(hub, held)}?lang=en").content)
    assert (parsed.feed.title, parsed.entries[0].title) == (
        "My recordings",
        "The period is over: Om råd",
    )


def test_media_is_a_redirect_that_counts_nothing(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    address = enclosure(hub, site, held)
    answer = site.get(address, range="bytes=10-19")
    assert answer.status_code == 302
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    part = site.get(local(answer.headers["location"]), range="bytes=10-19")
    assert (part.status_code, part.content) == (206, VIDEO_BYTES[10:20])
    with hub.reading() as db:
        assert db.scalars(select(Viewing)).all() == []


def test_end_stands_from_the_first_link_on(
    hub: Hub, site: Visitor, clock: Clock, held: Registration
) -> None:
    address = enclosure(hub, site, held)
    for _ in range(2):
        site.get(address)
        clock.advance(SECOND)
    with hub.reading() as db:
        assert db.scalars(select(Webcast.end_fixed_at)).all() == [NOON]


def test_head_of_the_media_is_the_same_redirect(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    address = enclosure(hub, site, held)
    answer = site.portal.call(site.client.head, address)
    assert answer.status_code == 302


def test_last_second_plays_and_then_it_is_gone(
    hub: Hub, site: Visitor, clock: Clock, held: Registration
) -> None:
    address = enclosure(hub, site, held)
    clock.advance(3 * DAY - SECOND)
    link = local(site.get(address).headers["location"])
    assert site.get(link).status_code == 200
    clock.advance(SECOND)
    assert site.get(link).status_code == 410
    answer = site.get(address)
    assert answer.status_code == 410
    assert texts(page_of(answer), ".lead") == ["Inspelningen stängde lördag 7 mars 2026 kl. 13.00."]
    assert "/filer/" not in answer.text


def test_captions_come_from_here_while_it_is_open(
    hub: Hub, site: Visitor, clock: Clock, held: Registration
) -> None:
    root = etree.fromstring(site.get(path(hub, held)).content)
    (transcript,) = attributes(root, "channel/item/podcast:transcript")
    address = local(transcript["url"])
    answer = site.get(address)
    assert (answer.status_code, answer.text) == (200, CAPTIONS)
    assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
    assert site.get(address.replace(".vtt", "x.vtt")).status_code == 404
    clock.advance(3 * DAY)
    assert site.get(address).status_code == 410


def cancelled(held: Registration) -> None:
    held.state = RegistrationState.CANCELLED


def transferred(held: Registration) -> None:
    held.state = RegistrationState.TRANSFERRED


def waiting(held: Registration) -> None:
    held.state = RegistrationState.WAITING


def revoked(held: Registration) -> None:
    held.version += 1


@pytest.mark.parametrize("end", [cancelled, transferred, waiting, revoked])
def test_feed_ends_with_the_link(
    hub: Hub, site: Visitor, held: Registration, end: Callable[[Registration], None]
) -> None:
    feed, media = path(hub, held), enclosure(hub, site, held)
    unknown = site.get(f"/mina-inspelningar/p{'0' * 32}{'A' * 43}.xml")
    with hub.writing() as db:
        end(db.get_one(Registration, held.id))
    for address in (feed, media):
        answer = site.get(address)
        assert (answer.status_code, answer.content) == (404, unknown.content)


def test_feed_of_a_member_ends_when_they_leave(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        member = make_member(db, make_network(db), participant=make_participant(db))
    assert site.get(path(hub, member)).status_code == 200
    with hub.writing() as db:
        db.get_one(NetworkMember, member.id).ended_at = NOON
    assert site.get(path(hub, member)).status_code == 404


def test_no_other_token_opens_a_feed(hub: Hub, site: Visitor, held: Registration) -> None:
    keys = hub.settings.secret_keys
    mine, link = feed_token(keys, held), token(keys, held)
    tampered = [
        mine[:at] + ("1" if letter == "0" else "0") + mine[at + 1 :]
        for at, letter in enumerate(mine)
    ]
    strangers = [feed_token(["x" * 32], held), "m" + mine[1:], mine.upper(), mine[:-1], mine + "A"]
    pages = [link, "p" + link, "..%2f..%2fetc%2fpasswd", "%252e%252e"]
    for text in (*tampered[::5], *strangers, *pages):
        answer = site.get(f"/mina-inspelningar/{text}.xml")
        assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)


def test_token_of_a_feed_opens_no_page(hub: Hub, site: Visitor, held: Registration) -> None:
    text = feed_token(hub.settings.secret_keys, held)
    for one in (text, text[1:]):
        assert site.get(f"/inspelning/{one}").status_code == 404
        assert site.get("/mina-inspelningar", cookie=f"inspelning={one}").status_code == 403


def test_feed_of_one_leads_to_no_media_of_another(
    hub: Hub, site: Visitor, store: MediaStore, held: Registration
) -> None:
    with hub.writing() as db:
        other = make_registration(db, watchable(db, "Någon annans", store=store))
    mine, theirs = enclosure(hub, site, held), enclosure(hub, site, other)
    crossed = "/".join([*mine.split("/")[:3], *theirs.split("/")[3:]])
    renamed = mine.replace("sandning.mp4", "annat.mp4")
    unknown = mine.replace(mine.split("/")[3], str(uuid4()))
    for address in (crossed, renamed, unknown):
        answer = site.get(address)
        assert answer.status_code == 404
        assert "location" not in answer.headers
