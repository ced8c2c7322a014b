"""The page to watch on, and what stands there before, between and afterwards."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select as query
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.recordings.models import Recording, Viewing
from mediahub.recordings.watching.viewers import COOKIE
from mediahub.recordings.watching.views import Counts
from mediahub.webcasts.models import Access, Webcast
from mediahub.webcasts.programme import parse_programme, set_programme
from tests.conftest import Clock
from tests.factories import (
    CAPTIONS,
    PDF_BYTES,
    VIDEO_BYTES,
    make_media_file,
    make_registration,
    make_webcast,
)
from tests.mediahub.recordings.gate import (
    CLOSES,
    ENDS,
    JSON,
    SECOND,
    SIGNED,
    Given,
    beat,
    changed,
    enter,
    now_counted,
    open_gate,
    play,
)
from tests.mediahub.visitor import Visitor, attributes, page_of, select, texts, visiting

HOUR = timedelta(hours=1)


@pytest.fixture
def given(hub: Hub, clock: Clock) -> Given:
    return open_gate(hub, clock)


@pytest.fixture
def visitor(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as visitor:
        yield visitor


def test_page_tells_what_is_needed_first(visitor: Visitor, given: Given) -> None:
    page = page_of(visitor.get(given.path, cookie=enter(visitor, given)))
    assert texts(page, ".window p")[0] == (
        "Tillgänglig t.o.m. onsdag 25 mars 2026 kl. 12.00 (13 dagar kvar)"
    )
    assert texts(page, ".links li") == ["Dokumentation PDF, 1 kB"]
    assert attributes(page, "track", "srclang") == ["sv"]
    assert attributes(page, "track", "label") == ["Svenska"]
    assert attributes(page, "track", "default") == [""]
    assert attributes(page, "video", "poster") == [f"{given.path}/bild"]
    assert attributes(page, "video", "src") == [None]


def test_how_long_is_left(visitor: Visitor, clock: Clock, given: Given) -> None:
    expected = {36 * HOUR: "36 timmar kvar", HOUR: "1 timme kvar", SECOND: "1 minut kvar"}
    for before, text in expected.items():
        clock.now = CLOSES - before
        page = page_of(visitor.get(given.path, cookie=f"{COOKIE}={given.token}"))
        assert texts(page, ".window p")[0].endswith(f"({text})")


def test_sound_alone_is_played_too(hub: Hub, visitor: Visitor, given: Given) -> None:
    with hub.writing() as db:
        recording = db.scalars(query(Recording)).one()
        recording.playable = make_media_file(db)
        recording.poster = None
    page = page_of(visitor.get(given.path, cookie=f"{COOKIE}={given.token}"))
    assert [len(select(page, name)) for name in ("audio", "video", "audio track")] == [1, 0, 1]


def test_captions_poster_and_document(visitor: Visitor, given: Given) -> None:
    browser = enter(visitor, given)
    page = page_of(visitor.get(given.path, cookie=browser))
    (track,), (document,) = attributes(page, "track", "src"), attributes(page, ".links a", "href")
    spoken = visitor.get(str(track), cookie=browser)
    assert (spoken.text, spoken.headers["content-type"]) == (CAPTIONS, "text/vtt; charset=utf-8")
    assert visitor.get(f"{given.path}/bild", cookie=browser).headers["content-type"] == "image/jpeg"
    way = visitor.get(str(document), cookie=browser)
    assert way.status_code == 302
    file = visitor.get(way.headers["location"])
    assert file.content == PDF_BYTES
    assert file.headers["content-disposition"] == 'attachment; filename="handouts.pdf"'


def test_closing_time_to_the_second(hub: Hub, visitor: Visitor, clock: Clock, given: Given) -> None:
    clock.now = CLOSES - SECOND
    link = play(visitor, given).json()
    assert link["expires_at"] == link["closes_at"]
    assert visitor.get(link["url"]).status_code == 200
    browser = enter(visitor, given)
    clock.now = CLOSES
    assert visitor.get(link["url"]).status_code == 410
    gone = [
        visitor.get(given.link),
        visitor.post(given.link, {}),
        visitor.get(given.path, cookie=browser),
        play(visitor, given),
        visitor.post(f"{given.path}/spela", {}, cookie=browser),
    ]
    for answer in gone:
        assert (answer.status_code, "set-cookie" in answer.headers) == (410, False)
        assert not SIGNED.search(answer.text)
        page = page_of(answer)
        assert texts(page, ".lead") == [
            "Inspelningen är stängd. Den gick att se t.o.m. onsdag 25 mars 2026 kl. 12.00."
        ]
        assert attributes(page, "main p a", "href")[0] == "mailto:fraga@skr.example"
    assert beat(visitor, given, link["viewing"], 15) == 410
    assert visitor.get(f"{given.path}/bild", cookie=browser).status_code == 410
    assert now_counted(hub) == Counts(1, 0)


def test_closed_it_invites_nobody(hub: Hub, visitor: Visitor, given: Given) -> None:
    webcast = given.path.removesuffix("/inspelning")
    assert visitor.get(given.path).status_code == 403
    assert attributes(visitor.read(webcast), "main .primary", "href") == [given.path]
    changed(hub, closes_at=ENDS + SECOND)
    assert visitor.get(given.path).status_code == 410
    page = visitor.read(webcast)
    assert attributes(page, "main .primary", "href") == []
    assert texts(page, "article .hint") == ["Inspelningen är stängd."]


def test_open_longer_than_by_the_rule_it_is_led_to(
    hub: Hub, visitor: Visitor, clock: Clock, given: Given
) -> None:
    changed(hub, closes_at=CLOSES + timedelta(days=2))
    clock.now = CLOSES + timedelta(days=1)
    page = visitor.read(given.path.removesuffix("/inspelning"))
    assert attributes(page, "main .primary", "href") == [given.path]


def test_midnight_is_the_end_of_the_day_before(hub: Hub, visitor: Visitor, given: Given) -> None:
    changed(hub, closes_at=parse_instant("2026-03-26T00:00"))
    page = visitor.read(given.link)
    assert texts(page, ".lead") == ["Tillgänglig t.o.m. onsdag 25 mars 2026 kl. 24.00"]


def test_opening_time_to_the_second(hub: Hub, visitor: Visitor, clock: Clock, given: Given) -> None:
    opens_at = clock.now + timedelta(days=1)
    changed(hub, opens_at=opens_at)
    clock.now = opens_at - SECOND
    browser = enter(visitor, given)
    early = visitor.get(given.path, cookie=browser)
    assert (early.status_code, SIGNED.search(early.text)) == (200, None)
    assert texts(page_of(early), ".lead") == ["Inspelningen öppnar fredag 13 mars 2026 kl. 12.00."]
    assert [play(visitor, given).status_code, now_counted(hub)] == [409, Counts(0, 0)]
    clock.now = opens_at
    assert play(visitor, given).status_code == 200


def test_pause_stops_at_once_and_tells_so(
    hub: Hub, visitor: Visitor, clock: Clock, given: Given
) -> None:
    changed(hub, paused_at=clock.now)
    page = visitor.get(given.path, cookie=enter(visitor, given))
    assert (page.status_code, SIGNED.search(page.text)) == (200, None)
    assert texts(page_of(page), ".lead") == [
        "Inspelningen är stängd en stund. Den öppnar igen så snart det går."
    ]
    assert play(visitor, given).status_code == 409


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (
            "2026-03-10T09:00",
            "Inspelningen kommer efter sändningen. Den brukar gå att se dagen efter, torsdag "
            "12 mars 2026.",
        ),
        (
            "2026-03-11T13:00",
            "Inspelningen görs i ordning. Den brukar gå att se dagen efter sändningen, torsdag "
            "12 mars 2026.",
        ),
        (
            "2026-03-12T12:00",
            "Inspelningen görs i ordning, och det har tagit längre tid än vanligt. Den öppnar här "
            "så snart den är klar.",
        ),
    ],
)
def test_what_is_known_before_there_is_a_recording(
    hub: Hub, visitor: Visitor, clock: Clock, at: str, text: str
) -> None:
    clock.now = parse_instant(at)
    with hub.writing() as db:
        held = make_registration(db, make_webcast(db, slug="dialog"))
        browser = f"{COOKIE}={token(hub.settings.secret_keys, held)}"
    page = visitor.get("/webbsandningar/dialog/inspelning", cookie=browser)
    assert (page.status_code, texts(page_of(page), ".lead")) == (200, [text])


def test_live_link_is_shown_in_its_time(hub: Hub, visitor: Visitor, clock: Clock) -> None:
    clock.now = parse_instant("2026-03-11T08:30")
    with hub.writing() as db:
        webcast = make_webcast(db, slug="dialog", live_url="https://live.example/x")
        held = make_registration(db, webcast)
        browser = f"{COOKIE}={token(hub.settings.secret_keys, held)}"
    path = "/webbsandningar/dialog/inspelning"
    watch = attributes(page_of(visitor.get(path, cookie=browser)), ".watch", "href")
    assert watch == ["https://live.example/x"]
    assert "live.example" not in visitor.get(path).text


def test_replay_is_everyones_through_the_same_gate(
    hub: Hub, visitor: Visitor, given: Given
) -> None:
    changed(hub, closes_at=None)
    with hub.writing() as db:
        db.scalars(query(Webcast)).one().access = Access.PUBLIC
    page = visitor.read(given.path)
    assert texts(page, ".window p")[0] == "Tillgänglig tills vidare"
    got = visitor.post(f"{given.path}/spela", {}, **JSON).json()
    assert (got["closes_at"], visitor.get(got["url"]).content) == (None, VIDEO_BYTES)
    with hub.reading() as db:
        assert db.scalars(query(Viewing)).all() == []


def test_webcast_that_nobody_may_know_of_is_a_404(hub: Hub, visitor: Visitor, given: Given) -> None:
    with hub.writing() as db:
        db.scalars(query(Webcast)).one().opens_at = None
    browser = f"{COOKIE}={given.token}"
    assert visitor.get(given.path).status_code == 404
    assert visitor.get(given.path, cookie=browser).status_code == 200


def test_programme_jumps_where_the_recording_has_got_that_far(
    hub: Hub, visitor: Visitor, given: Given
) -> None:
    with hub.writing() as db:
        add_programme(db, "09.00", "09.10", "12.00")
    page = page_of(visitor.get(given.path, cookie=f"{COOKIE}={given.token}"))
    assert texts(page, ".points h3") == ["Punkt 1", "Punkt 2", "Punkt 3"]
    assert attributes(page, ".jump", "data-seek") == ["0", "600"]
    assert texts(page, ".jump") == ["Spela från 0:00: Punkt 1", "Spela från 10:00: Punkt 2"]


def add_programme(db: Session, *times: str) -> None:
    text = "".join(f"{at} Punkt {number}\n" for number, at in enumerate(times, 1))
    set_programme(db, db.scalars(query(Webcast)).one(), parse_programme(text))
