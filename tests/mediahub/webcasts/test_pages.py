"""The list of webcasts, a webcast's page at every hour, its calendar entry, and the sitemap."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from lxml import etree
from sqlalchemy import event

from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.people.service import CreditLine
from mediahub.webcasts.models import Access, WebcastKind
from mediahub.webcasts.programme import parse_programme, set_programme
from mediahub.webcasts.service import set_credits
from tests.conftest import NOON, Clock
from tests.factories import make_network, make_series, make_webcast
from tests.mediahub.visitor import Visitor, attributes, page_of, select, texts, visiting

PATH = "/webbsandningar/rad"
START, END = parse_instant("2026-03-11T09:00"), parse_instant("2026-03-11T12:00")
LIVE = "https://live.example/1"
ELSEWHERE = "https://anmalan.example/1"


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


def add(hub: Hub, **fields: Any) -> None:
    with hub.writing() as db:
        make_webcast(db, **{"slug": "rad", "title": "Kommunala råd"} | fields)


def facts(page: Any) -> dict[str, str]:
    return dict(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True))


def test_a_site_without_webcasts_says_so(site: Visitor) -> None:
    assert texts(site.read("/webbsandningar"), "main p") == [
        "Ingen webbsändning är utlyst än. Kom gärna tillbaka snart."
    ]


def test_coming_stand_first_by_date_and_then_the_latest_past(hub: Hub, site: Visitor) -> None:
    week = timedelta(days=7)
    for title, starts_at in (("B", START + week), ("A", START), ("D", START - 2 * week),
                             ("C", START - week)):  # fmt: skip
        add(hub, slug=title.lower(), title=title, starts_at=starts_at)
    add(hub, slug="utkast", title="Utkast", opens_at=None)
    page = site.read("/webbsandningar")
    assert texts(page, "h2") == ["Kommande", "Tidigare", "I din kalender"]
    assert texts(page, ".webcasts h3") == ["A", "B", "C", "D"]
    assert attributes(page, ".webcasts a", "href") == [
        f"/webbsandningar/{slug}" for slug in ("a", "b", "c", "d")
    ]


def test_a_row_says_when_what_for_whom_and_until_when(hub: Hub, site: Visitor) -> None:
    add(hub, target_group="Förtroendevalda", register_by=date(2026, 3, 4))
    page = site.read("/webbsandningar")
    assert texts(page, ".webcasts .when") == ["onsdag 11 mars 2026 09.00–12.00"]
    assert texts(page, ".webcasts .meta") == ["Webbsändning"]
    assert texts(page, ".webcasts .line") == [
        "För: Förtroendevalda",
        "Sista anmälningsdag: onsdag 4 mars 2026",
    ]


def test_rows_say_what_is_on_air_cancelled_or_closed(hub: Hub, site: Visitor, clock: Clock) -> None:
    add(hub, slug="a", title="A", starts_at=NOON - timedelta(hours=1))
    add(hub, slug="b", title="B", cancelled_at=NOON, register_by=date(2026, 3, 3))
    add(hub, slug="c", title="C", register_by=date(2026, 3, 3), starts_at=START + timedelta(days=1))
    page = site.read("/webbsandningar")
    assert texts(page, ".webcasts .badge") == ["Pågår nu", "Inställd"]
    assert texts(page, ".webcasts .line") == ["Anmälan stängde tisdag 3 mars 2026"]


def test_only_past_ones_leave_a_word_on_what_is_coming(hub: Hub, site: Visitor) -> None:
    add(hub, starts_at=NOON - timedelta(days=1))
    page = site.read("/webbsandningar")
    assert texts(page, "main section")[:1] == [
        "Kommande Just nu är inget planerat. Nästa webbsändning utlyses här."
    ]


def test_a_long_past_goes_on_over_pages(hub: Hub, site: Visitor) -> None:
    for day in range(1, 52):
        add(hub, slug=f"nr-{day}", title=f"Nr {day}", starts_at=NOON - timedelta(days=day))
    add(hub, slug="kommande", title="Kommande")
    first = site.read("/webbsandningar")
    assert len(select(first, ".webcasts li")) == 51
    assert attributes(first, ".pages a", "href") == ["/webbsandningar?sida=2#tidigare"]
    second = site.read("/webbsandningar", sida="2")
    assert texts(second, ".webcasts h2") == ["Nr 51"]
    assert attributes(second, ".pages a", "href") == ["/webbsandningar#tidigare"]
    assert attributes(second, ".languages a", "href") == ["?sida=2&lang=en"]
    assert site.get("/webbsandningar", params={"sida": "3"}).status_code == 404


def test_a_webcast_tells_its_facts(hub: Hub, site: Visitor) -> None:
    add(
        hub,
        kind=WebcastKind.WEBINAR,
        price_text="250 kr per länk",
        target_group="Förtroendevalda",
        register_by=date(2026, 3, 4),
        contact_name="Anna Ek",
        contact_email="anna@skr.example",
        topics=["råd", "dialog"],
    )
    page = site.read(PATH)
    assert texts(page, "h1") == ["Kommunala råd"]
    assert texts(page, "header .overline") == ["Webbsändningar · Webbinarium"]
    assert texts(page, ".when-it-is") == ["onsdag 11 mars 2026, 09.00–12.00"]
    assert facts(page) == {
        "Plats": "Webbsänt",
        "Kostnad": "250 kr per länk",
        "Målgrupp": "Förtroendevalda",
        "Sista anmälningsdag": "onsdag 4 mars 2026",
        "Kontakt": "Anna Ek, anna@skr.example",
    }
    assert texts(page, ".prose") == ["Hur två städer arbetar."]
    assert texts(page, ".topics") == ["Ämnen: råd, dialog"]


@pytest.mark.parametrize(
    ("fields", "price"),
    [
        ({"price_amount": 0}, "Kostnadsfritt"),
        ({"price_amount": 1200}, "1 200 kr"),
        ({"price_amount": 250, "price_text": "250 kr per länk"}, "250 kr per länk"),
        ({}, None),
    ],
)
def test_a_price_is_words_or_kronor(
    hub: Hub, site: Visitor, fields: dict[str, Any], price: str | None
) -> None:
    add(hub, **fields)
    assert facts(site.read(PATH)).get("Kostnad") == price


def test_people_stand_with_title_and_organisation(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        webcast = make_webcast(db, slug="rad")
        guest = CreditLine("Eva Ek", "rektor", "Borås stad", role="guest")
        set_credits(db, webcast, [CreditLine("Nils Munthe", None, "SKR"), guest])
    assert texts(site.read(PATH), ".facts div")[1:] == [
        "Medverkande Eva Ek, rektor, Borås stad",
        "Samtalsledare Nils Munthe, SKR",
    ]


def test_the_programme_stands_by_the_clock(hub: Hub, site: Visitor) -> None:
    text = "10.00 Råd | Eva Ek, rektor, Borås stad; Nils Munthe\n  Om *råd*.\n09.00 Välkomna"
    with hub.writing() as db:
        webcast = make_webcast(db, slug="rad")
        set_programme(db, webcast, parse_programme(text))
    page = site.read(PATH)
    assert texts(page, ".programme .at") == ["09.00", "10.00"]
    assert texts(page, ".programme h3") == ["Välkomna", "Råd"]
    assert texts(page, ".programme ul li") == ["Eva Ek, rektor, Borås stad", "Nils Munthe"]
    assert texts(page, ".programme em") == ["råd"]


def test_a_webcast_past_midnight_says_the_day_it_ends(hub: Hub, site: Visitor) -> None:
    add(hub, starts_at=parse_instant("2026-03-11T23:00"), ends_at=parse_instant("2026-03-12T01:00"))
    assert texts(site.read(PATH), ".when-it-is") == [
        "onsdag 11 mars 2026, 23.00–01.00 (torsdag 12 mars 2026)"
    ]


SECOND = timedelta(seconds=1)
OPENS = START - timedelta(minutes=30)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - SECOND, []),
        (OPENS, ["Sändningen börjar snart. Den börjar kl. 09.00. Se webbsändningen"]),
        (START, ["Sändningen pågår. Den slutar kl. 12.00. Se webbsändningen"]),
        (END - SECOND, ["Sändningen pågår. Den slutar kl. 12.00. Se webbsändningen"]),
        (END, []),
    ],
)
def test_the_live_link_is_there_when_it_is_due(
    hub: Hub, site: Visitor, clock: Clock, now: datetime, expected: list[str]
) -> None:
    add(hub, live_url=LIVE)
    clock.now = now
    response = site.get(PATH)
    assert texts(page_of(response), ".on-air") == expected
    assert (LIVE in response.text) is bool(expected)


def test_before_that_the_page_says_from_when(hub: Hub, site: Visitor) -> None:
    add(hub, live_url=LIVE)
    assert texts(site.read(PATH), ".hint") == [
        "Länken till sändningen visas på den här sidan från kl. 08.30 samma dag."
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"registration_url": ELSEWHERE}, [ELSEWHERE]),
        ({"is_form_open": True}, [f"{PATH}/anmalan"]),
        ({"is_form_open": True, "registration_url": ELSEWHERE}, [f"{PATH}/anmalan"]),
    ],
)
def test_one_registers_here_or_elsewhere(
    hub: Hub, site: Visitor, fields: dict[str, Any], expected: list[str]
) -> None:
    add(hub, **fields)
    assert attributes(site.read(PATH), "main .primary", "href") == expected


@pytest.mark.parametrize("fields", [{"registration_url": ELSEWHERE}, {"is_form_open": True}])
def test_registration_closes_after_the_last_day(
    hub: Hub, site: Visitor, clock: Clock, fields: dict[str, Any]
) -> None:
    add(hub, register_by=date(2026, 3, 4), **fields)
    clock.now = parse_instant("2026-03-05T00:00")
    page = site.read(PATH)
    assert texts(page, "main .primary") == []
    assert texts(page, ".hint") == ["Anmälan är stängd."]


def test_a_past_webcast_says_what_it_was(hub: Hub, site: Visitor, clock: Clock) -> None:
    add(hub, registration_url=ELSEWHERE, ended_at=END + timedelta(minutes=10))
    clock.now = END + timedelta(days=1)
    page = site.read(PATH)
    assert texts(page, ".notice") == [
        "Den här webbsändningen har sänts. Den slutade onsdag 11 mars 2026 kl. 12.10. "
        "Se kommande webbsändningar"
    ]
    assert texts(page, ".when-it-is") == ["onsdag 11 mars 2026, 09.00–12.10"]


@pytest.mark.parametrize(
    ("fields", "since_end", "expected"),
    [
        ({}, timedelta(0), [f"{PATH}/inspelning"]),
        ({}, timedelta(days=14) - timedelta(seconds=1), [f"{PATH}/inspelning"]),
        ({}, timedelta(days=14), []),
        ({"access": Access.PUBLIC}, timedelta(days=400), [f"{PATH}/inspelning"]),
        ({"cancelled_at": NOON}, timedelta(0), []),
    ],
)
def test_a_past_webcast_leads_to_its_recording(
    hub: Hub,
    site: Visitor,
    clock: Clock,
    fields: dict[str, Any],
    since_end: timedelta,
    expected: list[str],
) -> None:
    add(hub, **fields)
    clock.now = END + since_end
    assert attributes(site.read(PATH), "main .primary", "href") == expected


def test_a_cancelled_webcast_says_so_and_offers_nothing(hub: Hub, site: Visitor) -> None:
    fields = {"registration_url": ELSEWHERE, "live_url": LIVE, "contact_email": "a@skr.example"}
    add(hub, cancelled_at=NOON, register_by=date(2026, 3, 10), **fields)
    page = site.read(PATH)
    assert texts(page, ".notice") == [
        "Den här webbsändningen är inställd. Har du frågor, vänd dig till kontaktpersonen nedan. "
        "Se kommande webbsändningar"
    ]
    assert (texts(page, ".actions"), texts(page, ".hint")) == ([], [])
    assert "Sista anmälningsdag" not in facts(page)


def test_parts_of_a_course_name_each_other(hub: Hub, site: Visitor) -> None:
    week = timedelta(days=7)
    with hub.writing() as db:
        series = make_series(db, title="Från grunden", price_text="2 500 kr för hela kursen")
        make_webcast(db, slug="rad", title="Planera", series=series)
        make_webcast(db, slug="två", title="Följa upp", series=series, starts_at=START + week)
        make_webcast(db, slug="utkast", title="Utkast", series=series, opens_at=None)
    page = site.read(PATH)
    assert texts(page, "#kurs") == ["En del av webbkursen Från grunden"]
    assert texts(page, ".parts li") == [
        "onsdag 11 mars 2026, 09.00–12.00 Planera",
        "onsdag 18 mars 2026, 09.00–12.00 Följa upp",
    ]
    assert attributes(page, ".parts a", "href") == ["/webbsandningar/två"]
    assert facts(page)["Kostnad"] == "2 500 kr för hela kursen"


def test_meetings_of_a_network_name_each_other(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        network = make_network(db, title="Nätverket")
        make_webcast(db, slug="rad", title="Budget", network=network)
        earlier = START - timedelta(days=30)
        make_webcast(
            db, slug="fore", title="Före", network=network, starts_at=earlier, cancelled_at=NOON
        )
    page = site.read(PATH)
    assert texts(page, "#natverk") == ["En träff i Nätverket"]
    assert texts(page, ".parts a") == ["måndag 9 februari 2026, 09.00–12.00 Före (inställd)"]


@pytest.mark.parametrize("opens_at", [None, NOON + SECOND])
@pytest.mark.parametrize("path", [PATH, f"{PATH}.ics"])
def test_what_is_not_listed_is_not_there(
    hub: Hub, site: Visitor, opens_at: datetime | None, path: str
) -> None:
    add(hub, opens_at=opens_at)
    response = site.get(path)
    assert response.status_code == 404
    assert texts(page_of(response), "main .lead") == [
        "Det finns ingen webbsändning som heter ”rad”."
    ]


def test_other_sites_are_told_whole_addresses(hub: Hub, site: Visitor) -> None:
    add(hub)
    page = site.read(PATH)
    url = f"https://podd.example{PATH}"
    assert attributes(page, "link[@rel='canonical']", "href") == [url]
    assert attributes(page, "meta[@property='og:url']", "content") == [url]
    assert attributes(page, "meta[@property='og:title']", "content") == ["Kommunala råd"]


def test_structured_data_is_an_event_on_the_web(hub: Hub, site: Visitor) -> None:
    add(hub, title="Råd </script><b>", price_amount=250, is_form_open=True, cancelled_at=None)
    told = json.loads(select(site.read(PATH), "script[@type='application/ld+json']")[0].text)
    assert {name: told[name] for name in ("@type", "name", "startDate", "endDate")} == {
        "@type": "Event",
        "name": "Råd </script><b>",
        "startDate": "2026-03-11T09:00:00+01:00",
        "endDate": "2026-03-11T12:00:00+01:00",
    }
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert told["offers"]["price"] == 250
    assert told["offers"]["url"] == f"https://podd.example{PATH}/anmalan"


def test_structured_data_tells_of_cancelling_and_people(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        webcast = make_webcast(db, slug="rad", cancelled_at=NOON, series=make_series(db))
        set_credits(db, webcast, [CreditLine("Nils Munthe", None, "SKR")])
    told = json.loads(select(site.read(PATH), "script[@type='application/ld+json']")[0].text)
    assert told["eventStatus"] == "https://schema.org/EventCancelled"
    assert [person["name"] for person in told["performer"]] == ["Nils Munthe"]
    assert told["superEvent"]["name"] == "Medborgardialog från grunden"


def test_calendar_entry_is_a_document(hub: Hub, site: Visitor) -> None:
    add(hub, sequence=2)
    path = attributes(site.read(PATH), ".actions a", "href")[-1]
    response = site.get(f"{path}")
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    (entry,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert (entry["SEQUENCE"], str(entry["SUMMARY"])) == (2, "Kommunala råd")
    assert site.get(f"{path}", if_none_match=response.headers["etag"]).status_code == 304


def test_sitemap_holds_the_list_and_what_is_listed(hub: Hub, site: Visitor) -> None:
    add(hub)
    add(hub, slug="utkast", opens_at=None)
    root = etree.fromstring(site.get("/sitemap.xml").content)
    assert [str(found.text) for found in root.iter("{*}loc")] == [
        "https://podd.example/",
        "https://podd.example/webbsandningar",
        f"https://podd.example{PATH}",
    ]
    assert [str(found.text) for found in root.iter("{*}lastmod")] == ["2026-03-04T12:00:00Z"] * 3


def test_english_visitors_read_english_around_swedish_content(hub: Hub, site: Visitor) -> None:
    add(hub)
    page = site.read(PATH, lang="en")
    assert texts(page, ".when-it-is") == ["Wednesday 11 March 2026, 09:00–12:00"]
    assert attributes(page, "h1", "lang") == ["sv"]
    assert texts(page, ".bar-nav a") == ["Episodes", "Webcasts", "Search"]


def statements(hub: Hub, site: Visitor, path: str) -> int:
    """How many SQL statements a page takes."""
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(hub.engine, "before_cursor_execute", see)
    assert site.get(path).status_code == 200
    event.remove(hub.engine, "before_cursor_execute", see)
    return len(seen)


def grow(hub: Hub, count: int) -> None:
    """So many more coming and past webcasts, each in a series and a network of its own."""
    with hub.writing() as db:
        for day in range(count):
            groups = {"series": make_series(db), "network": make_network(db)}
            make_webcast(db, starts_at=START + timedelta(days=day), **groups)
            make_webcast(db, starts_at=NOON - timedelta(days=1 + day), **groups)


@pytest.mark.parametrize("path", ["/webbsandningar", "/sitemap.xml"])
def test_number_of_queries_does_not_grow_with_the_webcasts(
    hub: Hub, site: Visitor, path: str
) -> None:
    grow(hub, 2)
    few = statements(hub, site, path)
    grow(hub, 20)
    assert statements(hub, site, path) == few
