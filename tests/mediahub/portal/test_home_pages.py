"""A person's own page: what stands on it, whose it is, and that the computer can forget them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.portal.feed_tokens import feed_token
from mediahub.webcasts.models import Webcast
from tests.conftest import NOON, Clock
from tests.factories import (
    make_member,
    make_network,
    make_participant,
    make_recording,
    make_registration,
    make_series,
    make_webcast,
)
from tests.mediahub.visitor import Visitor, attributes, page_of, texts, visiting

PATH = "/mina-inspelningar"
DAY = timedelta(days=1)


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


def cookie(hub: Hub, holder: Registration | NetworkMember) -> str:
    return f"inspelning={token(hub.settings.secret_keys, holder)}"


def broadcast(db: Session, title: str, day: int, **fields: Any) -> Webcast:
    """So many days from now."""
    return make_webcast(db, title=title, starts_at=NOON + day * DAY, **fields)


def watchable(db: Session, title: str, opens: int, closes: int, **fields: Any) -> Webcast:
    """A webcast whose recording opens and closes so many days from now."""
    webcast = broadcast(db, title, opens - 1)
    window = {"opens_at": NOON + opens * DAY, "closes_at": NOON + closes * DAY}
    make_recording(db, webcast, **window | fields)
    return webcast


def mine(hub: Hub, site: Visitor, holder: Registration | NetworkMember, **query: str) -> Any:
    response = site.get(PATH, params=query, cookie=cookie(hub, holder))
    assert response.status_code == 200
    return page_of(response)


def test_everything_stands_behind_one_link_where_it_belongs(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        person = make_participant(db, name="Anna Ek")
        webcasts = [
            watchable(db, "Stänger sen", -1, 9),
            watchable(db, "Stänger snart", -5, 2),
            watchable(db, "Stängd", -20, -6),
            watchable(db, "Stängd för länge sedan", -120, -106),
            broadcast(db, "Väntar på inspelning", -1),
            broadcast(db, "Kommer", 7),
            broadcast(db, "Inställd", 8, cancelled_at=NOON),
            broadcast(db, "Var inställd", -2, cancelled_at=NOON - 9 * DAY),
        ]
        held = [make_registration(db, webcast, participant=person) for webcast in webcasts]
        make_registration(db, watchable(db, "Någon annans", -1, 9))
        slugs = [webcast.slug for webcast in webcasts]
    page = mine(hub, site, held[0])
    sections = {
        name: texts(page, f"section[@aria-labelledby='{name}'] h3")
        for name in ("oppna", "kommande", "stangda")
    }
    assert sections == {
        "oppna": ["Stänger snart", "Stänger sen"],
        "kommande": ["Väntar på inspelning", "Kommer", "Inställd"],
        "stangda": ["Stängd"],
    }
    assert attributes(page, "section[@aria-labelledby='oppna'] h3 a", "href") == [
        f"/webbsandningar/{slugs[1]}/inspelning",
        f"/webbsandningar/{slugs[0]}/inspelning",
    ]
    assert attributes(page, "section[@aria-labelledby='kommande'] h3 a", "href") == [
        f"/webbsandningar/{slugs[4]}/inspelning",
        f"/webbsandningar/{slugs[5]}",
        f"/webbsandningar/{slugs[6]}",
    ]
    assert "Anna Ek" in texts(page, "main .meta")[0]


def test_open_ones_say_until_when_and_closed_ones_since_when(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, watchable(db, "Öppen", -1, 3))
        closed = watchable(db, "Stängd", -20, -6)
        make_registration(db, closed, participant=held.participant)
    page = mine(hub, site, held)
    assert texts(page, ".webcasts .line") == [
        "Tillgänglig t.o.m. lördag 7 mars 2026 kl. 13.00 (3 dagar kvar)",
        "Stängde torsdag 26 februari 2026 kl. 13.00",
    ]
    english = mine(hub, site, held, lang="en")
    assert texts(english, ".webcasts .line")[1] == "Closed Thursday 26 February 2026 at 13:00"
    assert texts(english, "h1") == ["My recordings"]


def test_paused_one_says_so(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, watchable(db, "Öppen", -1, 3, paused_at=NOON))
    assert texts(mine(hub, site, held, lang="en"), ".badge") == ["Paused"]


def test_deleted_recording_is_still_told_of(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        gone = watchable(db, "Borta", -20, -6, deleted_at=NOON - 5 * DAY)
        held = make_registration(db, gone)
    assert texts(mine(hub, site, held), "section[@aria-labelledby='stangda'] h3") == ["Borta"]


def test_recording_that_replaced_another_is_the_one_that_counts(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        webcast = watchable(db, "Öppen", -1, 3)
        make_recording(db, webcast, opens_at=NOON - 2 * DAY, deleted_at=NOON - DAY)
        again = broadcast(db, "Väntar", -1)
        make_recording(db, again, deleted_at=NOON)  # which was never opened
        held = make_registration(db, webcast)
        make_registration(db, again, participant=held.participant)
    page = mine(hub, site, held)
    assert texts(page, "section[@aria-labelledby='oppna'] h3") == ["Öppen"]
    assert texts(page, "section[@aria-labelledby='kommande'] h3") == ["Väntar"]


def test_webcast_that_is_not_listed_has_no_page_to_lead_to(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, broadcast(db, "För inbjudna", 7, opens_at=None))
    page = mine(hub, site, held)
    assert texts(page, "h3") == ["För inbjudna"]
    assert attributes(page, ".webcasts a", "href") == []


def test_a_course_and_this_years_network_are_mine(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        series, network = make_series(db), make_network(db, slug="dialog", title="Dialog")
        broadcast(db, "Del 1", 7, series=series)
        broadcast(db, "Träff", 9, network=network)
        held = make_registration(db, series)
        member = make_member(db, network, participant=held.participant)
        make_member(db, make_network(db), participant=held.participant, year=2025)
        make_member(db, make_network(db), participant=held.participant, ended_at=NOON)
        make_member(db, make_network(db))
    page = mine(hub, site, held)
    assert texts(page, "section[@aria-labelledby='kommande'] h3") == ["Del 1", "Träff"]
    rooms = "section[@aria-labelledby='natverk'] a"
    assert attributes(page, rooms, "href") == ["/natverk/dialog"]
    assert attributes(mine(hub, site, member), rooms, "href") == ["/natverk/dialog"]


def test_address_of_the_feed_is_the_holders(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, watchable(db, "Öppen", -1, 3))
    text = feed_token(hub.settings.secret_keys, held)
    page = mine(hub, site, held)
    assert attributes(page, "#flode", "value") == [f"https://podd.example{PATH}/{text}.xml"]
    assert attributes(page, "button[@data-copy]", "data-copy") == ["flode", "kalendern"]


def test_seats_that_can_be_given_away_lead_to_their_forms(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, watchable(db, "Öppen", -1, 3))
        person = held.participant
        for webcast in (watchable(db, "Stängd", -20, -6), broadcast(db, "X", 7, cancelled_at=NOON)):
            make_registration(db, webcast, participant=person)
        gone = RegistrationState.CANCELLED
        make_registration(db, broadcast(db, "Kommer", 7), participant=person, state=gone)
    page = mine(hub, site, held)
    assert attributes(page, ".seats a", "href") == [f"{PATH}/overlat/{held.id}"]


def test_answers_are_for_one_person_alone(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, watchable(db, "Öppen", -1, 3))
    for answer in (site.get(PATH, cookie=cookie(hub, held)), site.get(PATH)):
        headers = answer.headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex"
        assert "set-cookie" not in headers


def dead(hub: Hub) -> list[str]:
    """Cookies that tell of nobody: of every end that a link can come to, and of none."""
    with hub.writing() as db:
        webcast = watchable(db, "Hemligt", -1, 3)
        ends = [
            make_registration(db, webcast, state=state) for state in list(RegistrationState)[1:]
        ]
        revoked = make_registration(db, webcast)
        left = make_member(db, make_network(db))
        cookies = [*(cookie(hub, one) for one in (*ends, revoked)), cookie(hub, left)]
        revoked.version += 1
        left.ended_at = NOON
        feed = feed_token(hub.settings.secret_keys, make_registration(db, webcast))
    return [*cookies, f"inspelning={feed}", "inspelning=../../etc/passwd", "inspelning=", "x=y"]


def test_dead_cookies_are_no_cookies(hub: Hub, site: Visitor) -> None:
    unknown = site.get(PATH)
    assert unknown.status_code == 403
    assert texts(page_of(unknown), "h1") == ["Öppna länken i ditt mejl"]
    for text in dead(hub):
        answer = site.get(PATH, cookie=text)
        assert (answer.status_code, answer.content) == (403, unknown.content)


def test_computer_forgets(hub: Hub, site: Visitor, clock: Clock) -> None:
    with hub.writing() as db:
        held = make_registration(db, watchable(db, "Öppen", -1, 3))
    known = cookie(hub, held)
    answer = site.post(f"{PATH}/glom", {}, cookie=known)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?glomd=1")
    assert answer.headers["set-cookie"].startswith('inspelning=""; ')
    assert "Max-Age=0" in answer.headers["set-cookie"]
    page = page_of(site.get(f"{PATH}?glomd=1&lang=en"))
    assert texts(page, ".notice") == ["This computer has forgotten you."]


def test_nobody_else_makes_it_forget(hub: Hub, site: Visitor) -> None:
    address = f"{PATH}/glom"
    led = site.get(address)
    forged = site.post(address, {}, sec_fetch_site="cross-site")
    assert (led.status_code, forged.status_code) == (404, 403)
    assert [answer for answer in (led, forged) if "set-cookie" in answer.headers] == []


def test_reading_counts_and_changes_nothing(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, watchable(db, "Öppen", -1, 3))
    with hub.engine.connect() as connection:
        before = connection.exec_driver_sql("PRAGMA data_version").scalar()
        for _ in range(5):
            assert site.get(PATH, cookie=cookie(hub, held)).status_code == 200
        assert connection.exec_driver_sql("PRAGMA data_version").scalar() == before
