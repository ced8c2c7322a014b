"""Links sent again: to whom they belong, in one mail, and nothing is told to anybody else."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.participants.links import personal_link, waitlist_link
from mediahub.participants.models import RegistrationState
from mediahub.participants.rate_limit import NETWORK
from tests.conftest import NOON, Clock
from tests.factories import (
    make_member,
    make_network,
    make_participant,
    make_recording,
    make_registration,
    make_webcast,
)
from tests.mediahub.mailbox import letters, only_letter
from tests.mediahub.visitor import Visitor, attributes, page_of, texts, visiting
from tests.statements import statements

PATH, ASK = "/mina-inspelningar", "/mina-inspelningar/lank"
ANNA = "anna.ek@boras.se"
DAY = timedelta(days=1)


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


def ask(site: Visitor, email: str) -> httpx.Response:
    return site.post(ASK, {"email": email}, origin="null")


def test_one_mail_holds_every_link_that_is_alive(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        anna = make_participant(db, email=ANNA, name="Anna Ek")
        coming, full = make_webcast(db, title="Kommer"), make_webcast(db, title="Full")
        over = make_webcast(db, title="Stängd", starts_at=NOON - 30 * DAY)
        make_recording(db, over, opens_at=NOON - 29 * DAY, closes_at=NOON - 15 * DAY)
        held = make_registration(db, coming, participant=anna)
        waiting = make_registration(
            db, full, participant=anna, state=RegistrationState.WAITING, is_notified=False
        )
        make_registration(db, over, participant=anna)
        make_registration(db, make_webcast(db), participant=anna, state=RegistrationState.CANCELLED)
        member = make_member(db, make_network(db, title="Nätverket"), participant=anna)
        make_member(db, make_network(db), participant=anna, year=2025)
        make_member(db, make_network(db), participant=anna, ended_at=NOON)
        make_member(db, member.network)
        make_registration(db, coming)
    ask(site, " Anna.Ek@Boras.se ")
    letter = only_letter(hub)
    lines = [line.strip() for line in letter.text.splitlines() if "podd.example/" in line]
    assert letter.subject == "Dina länkar"
    assert set(lines) == {
        personal_link(hub.settings, held),
        waitlist_link(hub.settings, waiting),
        personal_link(hub.settings, member),
    }
    assert "- Kommer, t.o.m. onsdag 25\xa0mars 2026 kl.\xa012.00:\n" in letter.text


def test_answer_is_the_same_for_an_address_that_nobody_has(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        make_registration(db, make_webcast(db), participant=make_participant(db, email=ANNA))
    answers = [ask(site, email) for email in (ANNA, "nobody@boras.se")]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers == answers[1].headers
    page = page_of(site.get(answers[0].headers["location"]))
    assert texts(page, "*[@role='status']")[0].startswith("Är adressen anmäld här är ett mejl")
    assert [one.mail.email for one in letters(hub)] == [ANNA]


def test_the_same_is_done_for_an_address_that_nobody_has(hub: Hub, site: Visitor) -> None:
    """A job is asked for each time, which is most of what the answer takes."""
    with hub.writing() as db:
        make_participant(db, email=ANNA)
    jobs = []
    for email in (ANNA, "nobody@boras.se"):
        before = len(hub.queue.pending())
        ask(site, email)
        jobs.append(len(hub.queue.pending()) - before)
    assert jobs == [1, 1]


def test_there_is_one_mail_in_ten_minutes(hub: Hub, site: Visitor, clock: Clock) -> None:
    with hub.writing() as db:
        make_participant(db, email=ANNA)
    sent = []
    for minutes in (0, 9, 1):
        clock.advance(timedelta(minutes=minutes))
        ask(site, ANNA)
        with hub.reading() as db:
            sent.append(len(db.scalars(select(Mail)).all()))
    assert sent == [1, 1, 2]


def test_who_has_nothing_that_works_gets_nothing(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        make_participant(db, email=ANNA)
    ask(site, ANNA)
    assert only_letter(hub).withheld == "Ingen med den här adressen har en länk som fungerar."


def test_network_that_asks_too_often_has_to_wait(hub: Hub, site: Visitor) -> None:
    for number in range(NETWORK.most):
        ask(site, f"{number}@boras.se")
    answer = ask(site, ANNA)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "600")


def test_what_is_no_address_is_said_beside_the_field(hub: Hub, site: Visitor) -> None:
    answer = ask(site, "anna")
    page = page_of(answer)
    assert answer.status_code == 422
    assert attributes(page, "#email", "aria-invalid") == ["true"]
    assert attributes(page, "#email", "value") == ["anna"]


def test_form_stands_where_a_link_is_missing(hub: Hub, site: Visitor) -> None:
    page = page_of(site.get(PATH, params={"lang": "en"}))
    assert attributes(page, "main form", "action") == [ASK]
    assert texts(page, "main form button") == ["Send my links"]


def test_mail_is_in_the_language_of_the_page(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        make_registration(db, make_webcast(db), participant=make_participant(db, email=ANNA))
    site.post(ASK, {"email": ANNA}, cookie="lang=en")
    assert only_letter(hub).subject == "Your links"


def test_it_takes_the_same_work_whoever_is_known(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        make_participant(db, email=ANNA)
    done: list[list[str]] = []
    jobs = len(hub.queue.pending())
    for email in (ANNA, "nobody@boras.se", ANNA, "nobody@boras.se"):
        with statements(hub.engine) as seen:
            ask(site, email)
        done.append(seen)
        jobs += 1
        assert len(hub.queue.pending()) == jobs
    assert (len(done[0]) > 3, done) == (True, [done[0]] * len(done))
    assert len(letters(hub)) == 1
