"""The registration form: what it tells, what it refuses, and what it gives nothing away of."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.participants.details import Details
from mediahub.participants.models import (
    FormAttempt,
    Participant,
    Registration,
    RegistrationState,
    Source,
)
from mediahub.participants.rate_limit import EMAIL, NETWORK
from mediahub.participants.registration import register
from mediahub.webcasts.models import Series, Webcast
from tests.conftest import NOON, Clock
from tests.factories import make_participant, make_registration, make_series, make_webcast
from tests.mediahub.visitor import Visitor, attributes, page_of, texts, visiting
from tests.mediahub.visitor import select as find
from tests.statements import statements

ADDRESS = "/webbsandningar/om-rad/anmalan"
ANNA = {"name": "Anna Ek", "email": "Anna.Ek@boras.se", "organisation": "Borås stad"}
KNOWN = Details("Bo Alm", "bo.alm@boras.se", None)


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


@pytest.fixture
def webcast(hub: Hub) -> Webcast:
    return add(hub)


def add(hub: Hub, **fields: Any) -> Webcast:
    values = {"slug": "om-rad", "title": "Om råd", "is_form_open": True}
    with hub.writing() as db:
        return make_webcast(db, **values | fields)


def opened(site: Visitor) -> dict[str, str]:
    """The hidden fields of a form that has just been given out."""
    page = site.read(ADDRESS)
    return {field.get("name"): field.get("value") for field in find(page, "input[@type='hidden']")}


def send(
    site: Visitor, clock: Clock, fields: Mapping[str, str] = ANNA, **headers: str
) -> httpx.Response:
    hidden = opened(site)
    clock.advance(timedelta(seconds=20))
    return site.post(ADDRESS, {**hidden, "website": "", **fields}, **headers)


def registered(hub: Hub) -> list[tuple[str, str, str]]:
    with hub.reading() as db:
        found = db.scalars(select(Registration).order_by(Registration.queue_position)).all()
        return [(one.participant.name, one.participant.email, one.state.value) for one in found]


def test_form_registers_and_goes_on_to_a_confirmation(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast
) -> None:
    answer = send(site, clock)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ADDRESS}/tack")
    assert registered(hub) == [("Anna Ek", "anna.ek@boras.se", "active")]
    page = site.read(f"{ADDRESS}/tack")
    assert texts(page, "h1") == ["Tack för din anmälan"]
    assert attributes(page, ".actions a", "href") == [
        "/webbsandningar/om-rad",
        "/webbsandningar/om-rad.ics",
    ]


def test_answer_is_the_same_whoever_was_known(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast
) -> None:
    with hub.writing() as db:
        register(db, db.get_one(Webcast, webcast.id), KNOWN, Source.COMMAND, NOON)
    answers = [
        send(site, clock, {"name": "X", "email": email}) for email in (KNOWN.email, "ny@boras.se")
    ]
    assert answers[0].headers == answers[1].headers
    assert (answers[0].status_code, answers[0].content) == (303, answers[1].content)
    assert registered(hub)[0] == ("Bo Alm", "bo.alm@boras.se", "active")


def test_answer_is_the_same_whoever_was_known_when_all_seats_are_taken(
    hub: Hub, site: Visitor, clock: Clock
) -> None:
    webcast = add(hub, capacity=1)
    with hub.writing() as db:
        register(db, db.get_one(Webcast, webcast.id), KNOWN, Source.COMMAND, NOON)
    answers = [
        send(site, clock, {"name": "X", "email": email})
        for email in (KNOWN.email, "ny@boras.se", "ny@boras.se")
    ]
    assert {answer.headers["location"] for answer in answers} == {f"{ADDRESS}/tack?full=1"}
    assert [state for *_, state in registered(hub)] == ["active", "waiting"]
    assert texts(site.read(f"{ADDRESS}/tack", full="1"), ".lead")[0].startswith(
        "Alla platser var tagna"
    )


@pytest.mark.parametrize("capacity", [None, 1])
def test_the_work_is_the_same_whoever_is_known(
    hub: Hub, site: Visitor, clock: Clock, capacity: int | None
) -> None:
    webcast = add(hub, capacity=capacity)
    with hub.writing() as db:
        elsewhere, gone = make_webcast(db), make_participant(db, email="gone@boras.se")
        here = db.get_one(Webcast, webcast.id)
        make_registration(db, here, participant=make_participant(db, email=KNOWN.email))
        make_registration(db, elsewhere, participant=make_participant(db, email="x@boras.se"))
        ended = RegistrationState.CANCELLED
        make_registration(db, here, participant=gone, state=ended)
    done: dict[str, list[str]] = {}
    jobs = len(hub.queue.pending())
    for email in (KNOWN.email, "ny@boras.se", "x@boras.se", "gone@boras.se", "ny@boras.se"):
        hidden = opened(site)
        clock.advance(timedelta(seconds=20))
        with statements(hub.engine) as seen:
            assert site.post(ADDRESS, {**hidden, "name": "X", "email": email}).status_code == 303
        assert done.setdefault("", seen) == seen
        jobs += 1
        assert len(hub.queue.pending()) == jobs
    assert len(done[""]) > 10
    with hub.reading() as db:
        known = sorted(db.scalars(select(Participant.email)))
        mailed = sorted(db.scalars(select(Mail.email)))
    assert known == sorted([KNOWN.email, "gone@boras.se", "ny@boras.se", "x@boras.se"])
    assert mailed == ["gone@boras.se", "ny@boras.se", "x@boras.se"]
    assert len(registered(hub)) == 6


def test_full_webcast_says_so_before(hub: Hub, site: Visitor, clock: Clock) -> None:
    add(hub, capacity=1)
    assert texts(site.read(ADDRESS), ".notice") == []
    send(site, clock)
    page = site.read(ADDRESS)
    assert len(texts(page, ".notice")) == 1
    assert texts(page, "button") == ["Ställ mig på väntelistan"]


def test_errors_stand_above_and_beside_and_what_was_typed_stays(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast
) -> None:
    answer = send(site, clock, {"name": "", "email": "<anna>", "organisation": "Borås & Co"})
    page = page_of(answer)
    assert (answer.status_code, registered(hub)) == (422, [])
    wrong = "”<anna>” är ingen e-postadress. Skriv den som namn@kommun.se."
    assert texts(page, ".wrong a") == ["Ett namn saknas.", wrong]
    assert attributes(page, ".wrong a", "href") == ["#name", "#email"]
    assert texts(page, "#email-error") == [f"Fel: {wrong}"]
    assert attributes(page, "#email", "value") == ["<anna>"]
    assert attributes(page, "#email", "aria-invalid") == ["true"]
    assert attributes(page, "#email", "aria-describedby") == ["email-hint email-error"]
    assert attributes(page, "#organisation", "value") == ["Borås & Co"]
    assert texts(page, "title")[0].startswith("Fel: Anmälan")


def test_a_quick_correction_is_taken(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast
) -> None:
    page = page_of(send(site, clock, {"name": "", "email": "anna.ek@boras.se"}))
    hidden = {one.get("name"): one.get("value") for one in find(page, "input[@type='hidden']")}
    clock.advance(timedelta(seconds=1))
    answer = site.post(ADDRESS, {**hidden, "website": "", **ANNA})
    assert (answer.status_code, registered(hub)) == (
        303,
        [("Anna Ek", "anna.ek@boras.se", "active")],
    )


def test_program_that_fills_in_everything_is_thanked_and_left_out(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast
) -> None:
    answer = send(site, clock, {**ANNA, "website": "https://x.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ADDRESS}/tack")
    assert registered(hub) == []


def test_too_long_a_name_is_counted_and_kept_whole(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast
) -> None:
    name = "Ek " * 333 + "E"
    page = page_of(send(site, clock, {**ANNA, "name": name}))
    assert "Namnet är 1000 tecken långt" in texts(page, ".wrong a")[0]
    assert attributes(page, "#name", "value") == [name]


@pytest.mark.parametrize(
    ("waited", "status"),
    [
        (timedelta(seconds=2), 422),
        (timedelta(seconds=3), 303),
        (timedelta(hours=24), 303),
        (timedelta(hours=24, seconds=1), 422),
    ],
)
def test_form_takes_a_person_some_time(
    hub: Hub, site: Visitor, clock: Clock, waited: timedelta, status: int
) -> None:
    add(hub, starts_at=NOON + timedelta(days=7))
    hidden = opened(site)
    clock.advance(waited)
    answer = site.post(ADDRESS, {**hidden, **ANNA})
    assert answer.status_code == status
    if status == 422:
        assert attributes(page_of(answer), "#name", "value") == ["Anna Ek"]


@pytest.mark.parametrize("stamp", ["", "0.", "x.y", "1772625600." + "A" * 43, "٣.x"])
def test_form_that_we_did_not_give_out_is_refused(
    hub: Hub, site: Visitor, webcast: Webcast, stamp: str
) -> None:
    answer = site.post(ADDRESS, {**ANNA, "opened": stamp})
    assert (answer.status_code, registered(hub)) == (422, [])


def test_form_of_another_webcast_is_refused(hub: Hub, site: Visitor, clock: Clock) -> None:
    add(hub)
    add(hub, slug="annan")
    hidden = opened(site)
    clock.advance(timedelta(minutes=1))
    answer = site.post("/webbsandningar/annan/anmalan", {**hidden, **ANNA})
    assert (answer.status_code, registered(hub)) == (422, [])


def test_too_many_from_one_network_have_to_wait(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast
) -> None:
    hidden = opened(site)
    clock.advance(timedelta(minutes=1))
    for number in range(NETWORK.most):
        fields = {**hidden, "name": "X", "email": f"{number}@boras.se"}
        assert site.post(ADDRESS, fields).status_code == 303
    answer = site.post(ADDRESS, {**hidden, **ANNA})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "600")
    assert attributes(page_of(answer), "#name", "value") == ["Anna Ek"]
    assert len(registered(hub)) == NETWORK.most


def test_one_address_is_not_mailed_by_strangers_without_end(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast
) -> None:
    hidden = opened(site)
    clock.advance(timedelta(minutes=1))
    for _ in range(EMAIL.most):
        assert site.post(ADDRESS, {**hidden, **ANNA}).status_code == 303
    answer = site.post(ADDRESS, {**hidden, **ANNA})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "86400")
    other = site.post(ADDRESS, {**hidden, **ANNA, "email": "bo.alm@boras.se"})
    assert (other.status_code, len(registered(hub))) == (303, 2)


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("Vinn en iPhone på example.idag", ""),
        ("https://example", ""),
        ("Anna anna@boras.se", ""),
        ("…", ""),
        ("Anna Ek", "www.boras.se"),
    ],
)
def test_names_that_lead_somewhere_are_refused(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast, name: str, organisation: str
) -> None:
    answer = send(site, clock, {**ANNA, "name": name, "organisation": organisation})
    field = "#organisation" if organisation else "#name"
    assert (answer.status_code, registered(hub)) == (422, [])
    assert attributes(page_of(answer), ".wrong a", "href") == [field]


def test_a_name_is_told_how_to_be_written(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast
) -> None:
    answer = send(site, clock, {**ANNA, "name": "Bo.Ek"})
    assert texts(page_of(answer), ".wrong a") == [
        "”Bo.Ek” ser ut som en adress på webben eller för e-post. Skriv bara namnet, med"
        " mellanslag efter varje punkt."
    ]
    send(site, clock, {**ANNA, "name": "Bo\u202e A.\u200bEk\r\n", "organisation": "Inera.se"})
    assert [name for name, *_ in registered(hub)] == ["Bo A.Ek"]


@pytest.mark.parametrize("site_of_sender", ["cross-site", "same-site"])
def test_form_from_another_site_is_refused(
    hub: Hub, site: Visitor, clock: Clock, webcast: Webcast, site_of_sender: str
) -> None:
    assert send(site, clock, sec_fetch_site=site_of_sender).status_code == 403
    assert registered(hub) == []


def test_reading_the_form_writes_nothing(hub: Hub, site: Visitor, webcast: Webcast) -> None:
    for _ in range(3):
        assert site.get(ADDRESS).headers["cache-control"] == "no-store"
    with hub.reading() as db:
        assert db.scalars(select(FormAttempt)).all() == []


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        (
            {"register_by": date(2026, 3, 3)},
            410,
            "Sista dagen att anmäla sig var 3 mars 2026.",
        ),
        ({"starts_at": NOON - timedelta(days=1)}, 410, "”Om råd” är över."),
        ({"cancelled_at": NOON}, 409, "”Om råd” är inställd."),
    ],
)
def test_closed_form_says_why(
    hub: Hub, site: Visitor, fields: dict[str, Any], status: int, sentence: str
) -> None:
    add(hub, contact_email="kontakt@skr.example", **fields)
    for answer in (site.get(ADDRESS), site.post(ADDRESS, ANNA)):
        page = page_of(answer)
        assert (answer.status_code, texts(page, ".lead")) == (status, [sentence])
        assert attributes(page, "main a[starts-with(@href,'mailto:')]", "href") == [
            "mailto:kontakt@skr.example"
        ]


@pytest.mark.parametrize("fields", [{"is_form_open": False}, {"opens_at": None}])
def test_without_a_form_there_is_no_page(hub: Hub, site: Visitor, fields: dict[str, Any]) -> None:
    add(hub, **fields)
    assert site.get(ADDRESS).status_code == 404
    assert site.post(ADDRESS, ANNA).status_code == 404


def test_form_of_a_course_registers_for_all_of_it(hub: Hub, site: Visitor, clock: Clock) -> None:
    with hub.writing() as db:
        series = make_series(db, title="Från grunden", is_form_open=True)
        for slug, day in (("om-rad", 11), ("om-budget", 18)):
            starts_at = parse_instant(f"2026-03-{day}T09:00")
            make_webcast(db, slug=slug, title=slug, series=series, starts_at=starts_at)
    assert len(texts(site.read(ADDRESS), ".parts li")) == 2
    assert send(site, clock).status_code == 303
    with hub.reading() as db:
        held = db.scalars(select(Registration)).one()
        assert (held.series, held.webcast) == (db.scalars(select(Series)).one(), None)


def test_form_can_be_read_in_english(site: Visitor, webcast: Webcast) -> None:
    page = site.read(ADDRESS, lang="en")
    assert texts(page, "h1") == ["Registration"]
    assert re.search(r"6 months after the recording has closed", page.text_content())


def test_title_is_text_wherever_it_stands(hub: Hub, site: Visitor) -> None:
    add(hub, title="<b>Om råd</b>")
    for path in (ADDRESS, f"{ADDRESS}/tack"):
        page = site.read(path)
        assert find(page, "b") == []
        assert "<b>Om råd</b>" in page.text_content()
