"""The personal link: a page, a button, a cookie; and every text that opens nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from urllib.parse import quote

import pytest
from sqlalchemy import select as query

from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.participants.models import NetworkMember, RegistrationState
from mediahub.recordings.models import Recording
from mediahub.recordings.watching.viewers import COOKIE
from tests.conftest import Clock
from tests.factories import (
    CREATED_AT,
    make_network,
    make_participant,
    make_registration,
    make_series,
    make_webcast,
)
from tests.mediahub.recordings.gate import (
    CLOSES,
    SECOND,
    SIGNED,
    Given,
    cookie_of,
    enter,
    open_gate,
)
from tests.mediahub.visitor import Visitor, attributes, page_of, texts, visiting


@pytest.fixture
def given(hub: Hub, clock: Clock) -> Given:
    return open_gate(hub, clock)


@pytest.fixture
def visitor(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as visitor:
        yield visitor


def test_link_is_a_page_with_a_button_and_nothing_more(visitor: Visitor, given: Given) -> None:
    got = visitor.get(given.link)
    assert (got.status_code, "set-cookie" in got.headers) == (200, False)
    page = page_of(got)
    assert texts(page, "h1") == ["Medborgardialog som ett systematiskt arbetssätt"]
    assert texts(page, ".lead") == ["Tillgänglig t.o.m. onsdag 25 mars 2026 kl. 12.00"]
    assert attributes(page, "form", "method") == ["post"]
    assert attributes(page, "form", "action") == [None]
    assert not SIGNED.search(got.text)


def test_button_moves_the_link_into_a_cookie(visitor: Visitor, given: Given) -> None:
    got = visitor.post(given.link, {})
    assert (got.status_code, got.headers["location"]) == (303, given.path)
    assert cookie_of(got) == (
        f"{COOKIE}={given.token}; HttpOnly; Max-Age=28800; Path=/; SameSite=lax; Secure"
    )


def test_button_works_while_somebody_writes(hub: Hub, visitor: Visitor, given: Given) -> None:
    with closing(sqlite3.connect(str(hub.engine.url.database))) as other:
        other.execute("BEGIN IMMEDIATE")
        got = visitor.post(given.link, {})
        other.rollback()
    assert (got.status_code, got.headers["location"]) == (303, given.path)


def test_cookie_does_not_outlive_the_window(visitor: Visitor, clock: Clock, given: Given) -> None:
    for before, seconds in ((8 * 3600, 28_800), (8 * 3600 - 1, 28_799), (1, 1)):
        clock.now = CLOSES - before * SECOND
        assert f"Max-Age={seconds};" in cookie_of(visitor.post(given.link, {}))


def test_no_answer_is_kept_found_or_told_of(visitor: Visitor, given: Given) -> None:
    browser = enter(visitor, given)
    answers = [
        visitor.get(given.link),
        visitor.get("/inspelning/x"),
        visitor.post(given.link, {}),
        visitor.get(given.path),
        visitor.get(given.path, cookie=browser),
        visitor.get(f"{given.path}/bild", cookie=browser),
        visitor.post(f"{given.path}/spela", {}, cookie=browser),
        visitor.post(f"{given.path}/spela", {}),
    ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex"


def test_looking_again_and_again_changes_and_counts_nothing(
    hub: Hub, visitor: Visitor, given: Given
) -> None:
    browser = enter(visitor, given)
    with hub.reading() as db:
        before = list(db.connection().connection.iterdump())
    for _ in range(20):
        visitor.get(given.link)
        visitor.portal.call(visitor.client.head, given.link)
        visitor.get(given.path, cookie=browser)
        visitor.post(given.link, {})
    with hub.reading() as db:
        assert list(db.connection().connection.iterdump()) == before


def tampered(text: str) -> Iterator[str]:
    """The token with one sign changed, at every place of the id and of the signature."""
    for place in (0, 15, 31, 32, 40, 60, 74):
        yield text[:place] + ("b" if text[place] != "b" else "c") + text[place + 1 :]
    yield from (text[:-1], text + "A", text.upper(), f"{text}=", f" {text}", f"{text}/")
    yield from ("", "x", "../" * 3 + "etc/passwd", "%2e%2e%2fetc", "%252e%252e%252fx", "åäö", "'--")


def refusals(visitor: Visitor, text: str) -> list[tuple[int, bytes]]:
    address = f"/inspelning/{quote(text, safe='%')}"
    answers = [visitor.get(address), visitor.post(address, {})]
    head = visitor.portal.call(visitor.client.head, address)
    assert (head.status_code, "set-cookie" in head.headers) == (404, False)
    assert not any("set-cookie" in answer.headers for answer in answers)
    return [(answer.status_code, answer.content) for answer in answers]


def test_every_text_that_is_no_link_is_the_same_404(visitor: Visitor, given: Given) -> None:
    unknown = "0" * 32 + "A" * 43
    (expected,) = set(refusals(visitor, unknown))
    assert expected[0] == 404
    for text in tampered(given.token):
        assert set(refusals(visitor, text)) == {expected}


def test_text_that_is_no_link_leads_to_where_one_gets_it_again(visitor: Visitor) -> None:
    page = page_of(visitor.get("/inspelning/abc"))
    assert attributes(page, "main .actions a", "href") == ["/mina-inspelningar", "/"]
    assert (texts(page, ".overline"), texts(page, ".lead")) == (
        ["Fel 404"],
        ["Länken leder ingenstans. Den kan vara ofullständig eller inte gälla längre."],
    )


@pytest.mark.parametrize("change", ["version", *list(RegistrationState)[1:]])
def test_dead_link_is_the_404_of_an_unknown_one(
    hub: Hub, visitor: Visitor, given: Given, change: str
) -> None:
    (expected,) = set(refusals(visitor, "0" * 32 + "A" * 43))
    browser = enter(visitor, given)
    with hub.writing() as db:
        held = make_registration(db, make_webcast(db))
        text = token(hub.settings.secret_keys, held)
        if change == "version":
            held.version += 1
        else:
            held.state = RegistrationState(change)
    assert set(refusals(visitor, text)) == {expected}
    # A browser that holds it is at once nobody's.
    browser = f"{COOKIE}={text}"
    assert visitor.post(f"{given.path}/spela", {}, cookie=browser).status_code == 403


def test_link_of_another_webcast_opens_only_its_own(
    hub: Hub, visitor: Visitor, given: Given
) -> None:
    with hub.writing() as db:
        other = make_registration(db, make_webcast(db))
        browser = f"{COOKIE}={token(hub.settings.secret_keys, other)}"
    with hub.reading() as db:
        recording = db.scalars(query(Recording)).one()
        files = [
            f"{given.path}/dokument/{recording.documents[0].id}",
            f"{given.path}/textning/{recording.captions[0].id}.vtt",
            f"{given.path}/bild",
        ]
    for cookie in ("", browser):
        answers = [visitor.get(path, cookie=cookie) for path in (given.path, *files)]
        answers += [
            visitor.post(f"{given.path}/{below}", {}, cookie=cookie) for below in ("spela", "puls")
        ]
        assert [answer.status_code for answer in answers] == [403] * 6
        assert not any(SIGNED.search(answer.text) for answer in answers)
        assert not any({"set-cookie", "location"} & answer.headers.keys() for answer in answers)


def test_series_and_membership_lead_to_what_they_are_for(hub: Hub, visitor: Visitor) -> None:
    with hub.writing() as db:
        person, network = make_participant(db), make_network(db, slug="dialog")
        member = NetworkMember(
            network=network, participant=person, year=2026, version=1, created_at=CREATED_AT
        )
        db.add(member)
        db.flush()
        holders = (make_registration(db, make_series(db)), member)
        links = [f"/inspelning/{token(hub.settings.secret_keys, held)}" for held in holders]
    assert [visitor.get(link).status_code for link in links] == [200, 200]
    ways = [visitor.post(link, {}).headers["location"] for link in links]
    assert ways == ["/mina-inspelningar", "/natverk/dialog"]


FROM_HERE = (
    {"sec-fetch-site": "same-origin"},
    {"origin": "null"},
    {"origin": "http://site.example"},
)
FROM_ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "cross-site", "origin": "null"},
    {"origin": "http://ond.example"},
)


def test_forms_come_from_a_page_of_this_site_that_tells_no_referrer(
    visitor: Visitor, given: Given
) -> None:
    for headers, status in ((FROM_HERE, 303), (FROM_ELSEWHERE, 403)):
        for path in (given.link, f"{given.path}/spela"):
            for named in headers:
                sent = {"cookie": f"{COOKIE}={given.token}", **named}
                post = partial(visitor.client.post, path, headers=sent)
                assert visitor.portal.call(post).status_code == status


def test_the_page_and_its_button_are_kept_by_nobody_and_named_to_nobody(
    visitor: Visitor, given: Given
) -> None:
    for answer in (visitor.get(given.link), visitor.post(given.link, {})):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_link_to_what_has_closed_says_so_and_gives_no_cookie(
    visitor: Visitor, clock: Clock, given: Given
) -> None:
    clock.now = CLOSES
    for got in (visitor.get(given.link), visitor.post(given.link, {})):
        assert (got.status_code, "set-cookie" in got.headers) == (410, False)
