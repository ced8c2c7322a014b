"""Giving one's seat away: looked through first, one's own alone, and only while there is a use."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from mediahub.accounts.models import AuditEntry
from mediahub.hub import Hub
from mediahub.participants.details import Details
from mediahub.participants.links import token
from mediahub.participants.models import (
    NetworkMember,
    Participant,
    Registration,
    RegistrationState,
    TransferRequest,
)
from mediahub.participants.rate_limit import NETWORK
from mediahub.recordings.transfers.requests import ask
from mediahub.webcasts.models import Access
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

DAY = timedelta(days=1)
TO = {"name": "Bo Alm", "email": "bo.alm@boras.se", "organisation": ""}
DO = {**TO, "steg": "overlat"}


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


@pytest.fixture
def held(hub: Hub) -> Registration:
    """A seat at a webcast whose recording closes in three days."""
    with hub.writing() as db:
        webcast = make_webcast(db, title="Om råd", starts_at=NOON - 2 * DAY)
        make_recording(db, webcast, opens_at=NOON - DAY, closes_at=NOON + 3 * DAY)
        return make_registration(db, webcast, participant=make_participant(db, name="Anna Ek"))


def cookie(hub: Hub, holder: Registration | NetworkMember) -> str:
    return f"inspelning={token(hub.settings.secret_keys, holder)}"


def address(registration: UUID) -> str:
    return f"/mina-inspelningar/overlat/{registration}"


def send(
    hub: Hub,
    site: Visitor,
    held: Registration,
    form: dict[str, str],
    by: Registration | NetworkMember | None = None,
) -> httpx.Response:
    return site.post(address(held.id), form, cookie=cookie(hub, by or held))


def alive(hub: Hub) -> list[str]:
    """Who has a seat."""
    with hub.reading() as db:
        query = select(Participant.name).join(Registration)
        active = query.where(Registration.state == RegistrationState.ACTIVE)
        return list(db.scalars(active.order_by(Participant.name)))


def test_form_tells_what_and_until_when(hub: Hub, site: Visitor, held: Registration) -> None:
    page = page_of(site.get(address(held.id), cookie=cookie(hub, held)))
    assert texts(page, "h1") == ["Överlåt din plats till en kollega"]
    assert texts(page, ".lead") == ["Om råd"]
    assert texts(page, "p[@class='lead']/following-sibling::p[1]") == [
        "Platsen kan överlåtas till annan person i samma organisation. "
        "Du kan överlåta den t.o.m. lördag 7 mars 2026 kl. 13.00."
    ]
    english = page_of(site.get(f"{address(held.id)}?lang=en", cookie=cookie(hub, held)))
    assert texts(english, "h1") == ["Give your seat to a colleague"]


def test_first_it_is_shown_and_nothing_is_done(hub: Hub, site: Visitor, held: Registration) -> None:
    answer = send(hub, site, held, {**TO, "email": "Bo.Alm@Boras.se"})
    page = page_of(answer)
    assert (answer.status_code, alive(hub)) == (200, ["Anna Ek"])
    assert texts(page, ".facts dd") == ["Bo Alm", "bo.alm@boras.se"]
    assert attributes(page, "input[@type='hidden']", "value") == ["Bo Alm", "bo.alm@boras.se", ""]
    assert attributes(page, "main button", "value") == ["overlat", "andra"]
    assert attributes(page, "script", "src") == []


def test_it_can_be_changed_once_more(hub: Hub, site: Visitor, held: Registration) -> None:
    page = page_of(send(hub, site, held, {**TO, "steg": "andra"}))
    assert attributes(page, "#email", "value") == ["bo.alm@boras.se"]
    assert alive(hub) == ["Anna Ek"]


def test_then_it_is_done_and_the_old_link_is_dead(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    answer = send(hub, site, held, DO)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/mina-inspelningar/overlaten",
    )
    assert answer.headers["set-cookie"].startswith('inspelning=""; ')
    assert alive(hub) == ["Bo Alm"]
    assert site.get("/mina-inspelningar", cookie=cookie(hub, held)).status_code == 403
    page = page_of(site.get("/mina-inspelningar/overlaten"))
    assert "Din kollega får ett mejl med en egen länk" in texts(page, ".lead")[0]
    assert attributes(page, ".actions a", "href") == ["/webbsandningar"]


def test_it_is_written_down_as_the_participants_doing(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    send(hub, site, held, DO)
    with hub.reading() as db:
        entries = db.scalars(select(AuditEntry)).all()
        assert {(entry.action, entry.actor) for entry in entries} == {
            ("registration.transfer", "participant"),
            ("registration.take_over", "participant"),
        }


@pytest.mark.parametrize("kind", ["registration", "member"])
def test_another_of_ones_own_seats_leaves_the_cookie(
    hub: Hub, site: Visitor, held: Registration, kind: str
) -> None:
    with hub.writing() as db:
        person = db.get_one(Participant, held.participant_id)
        by: Registration | NetworkMember
        if kind == "member":
            by = make_member(db, make_network(db), participant=person)
        else:
            by = make_registration(db, make_webcast(db), participant=person)
    answer = send(hub, site, held, DO, by)
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
    assert site.get("/mina-inspelningar", cookie=cookie(hub, by)).status_code == 200


ELSEWHERE = {"name": "Bo Alm", "email": "bo@goteborg.se", "organisation": "Borås stad"}


def questions(hub: Hub) -> list[str]:
    with hub.reading() as db:
        return list(db.scalars(select(TransferRequest.email)))


def test_of_another_organisation_staff_are_asked(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    page = page_of(send(hub, site, held, ELSEWHERE))
    assert texts(page, ".lead") == ["Du frågar om din plats på ”Om råd” får överlåtas till:"]
    assert texts(page, ".notice")[0].startswith("Av anmälningarna och era e-postadresser")
    assert (attributes(page, "main button", "value"), questions(hub)) == (["overlat", "andra"], [])

    for _ in range(2):
        answer = send(hub, site, held, {**ELSEWHERE, "steg": "overlat"})
        assert answer.headers["location"] == "/mina-inspelningar/overlaten?fraga=1"
        assert "set-cookie" not in answer.headers
    assert (alive(hub), questions(hub)) == (["Anna Ek"], ["bo@goteborg.se"])
    told = page_of(site.get(answer.headers["location"], cookie=cookie(hub, held)))
    assert texts(told, "h1") == ["Vi svarar dig"]
    page = page_of(site.get(address(held.id), cookie=cookie(hub, held)))
    assert texts(page, ".notice") == [
        "Du har frågat om Bo Alm får platsen, och ingen har svarat ännu. "
        "Du kan fråga om någon annan i stället."
    ]


def test_what_the_giver_writes_of_the_organisation_is_not_asked(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    with hub.writing() as db:
        make_participant(db, email=TO["email"], organisation="Göteborgs Stad")
    assert send(hub, site, held, {**DO, "organisation": "Borås stad"}).status_code == 303
    assert (alive(hub), questions(hub)) == (["Anna Ek"], [TO["email"]])


def test_giving_it_to_a_colleague_meanwhile_ends_the_question(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    send(hub, site, held, {**ELSEWHERE, "steg": "overlat"})
    send(hub, site, held, DO)
    assert (alive(hub), questions(hub)) == (["Bo Alm"], [])


def test_errors_stand_above_and_beside(hub: Hub, site: Visitor, held: Registration) -> None:
    answer = send(hub, site, held, {**DO, "name": "", "email": "bo"})
    page = page_of(answer)
    assert (answer.status_code, alive(hub)) == (422, ["Anna Ek"])
    assert attributes(page, ".wrong a", "href") == ["#name", "#email"]
    assert attributes(page, "#email", "aria-invalid") == ["true"]


def test_one_who_has_a_seat_gets_no_second(hub: Hub, site: Visitor, held: Registration) -> None:
    with hub.writing() as db:
        colleague = make_participant(db, name="Bo Alm", email=TO["email"])
        webcast = db.get_one(Registration, held.id).webcast
        assert webcast is not None
        make_registration(db, webcast, participant=colleague)
    for form in (TO, DO):
        answer = send(hub, site, held, form)
        (told,) = texts(page_of(answer), ".wrong p")
        assert (answer.status_code, "redan anmäld" in told) == (409, True)
    assert alive(hub) == ["Anna Ek", "Bo Alm"]


def test_ones_own_address_is_told_to_be_that(hub: Hub, site: Visitor, held: Registration) -> None:
    with hub.reading() as db:
        own = db.get_one(Participant, held.participant_id).email
    for form in (TO, DO):
        answer = send(hub, site, held, {**form, "email": own.upper()})
        assert (answer.status_code, texts(page_of(answer), ".wrong a")) == (
            422,
            ["Det är din egen adress, och platsen är redan din. Skriv din kollegas."],
        )
    assert (alive(hub), questions(hub)) == (["Anna Ek"], [])


def test_a_question_is_shown_and_can_be_taken_back(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    with hub.writing() as db:
        other = make_registration(db, make_webcast(db, starts_at=NOON))
        for row in (db.get_one(Registration, held.id), other):
            ask(db, row, Details("Bo Alm", f"{row.id}@x.se", None), NOON)
    known = cookie(hub, held)
    page = page_of(site.get("/mina-inspelningar", cookie=known))
    asked = "Du har frågat om Bo Alm får platsen, och ingen har svarat ännu."
    assert [asked in one for one in texts(page, ".seats p")] == [True]
    (path,) = attributes(page, ".seats form", "action")
    assert (
        attributes(page_of(site.get(address(held.id), cookie=known)), "main form", "action")[0]
        == path
    )
    assert site.post(str(path), {}, cookie=cookie(hub, other)).status_code == 404
    assert site.post(str(path), {}).status_code == 403
    assert len(questions(hub)) == 2
    answer = site.post(str(path), {}, cookie=known)
    page = page_of(site.get(answer.headers["location"], cookie=known))
    assert texts(page, ".notice")[0].startswith("Frågan är återtagen.")
    assert attributes(page, ".seats form", "action") == []
    assert questions(hub) == [f"{other.id}@x.se"]


def test_nobody_elses_seat_can_be_seen_or_given_away(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    with hub.writing() as db:
        webcast = db.get_one(Registration, held.id).webcast
        assert webcast is not None
        other = make_registration(db, webcast)
        name = other.participant.name
    strange = cookie(hub, other)
    unknown = site.get(address(uuid4()), cookie=strange)
    assert unknown.status_code == 404
    seen = site.get(address(held.id), cookie=strange)
    assert (seen.status_code, seen.content) == (404, unknown.content)
    assert send(hub, site, held, DO, other).status_code == 404
    assert alive(hub) == ["Anna Ek", name]


def test_without_a_cookie_nothing_happens(hub: Hub, site: Visitor, held: Registration) -> None:
    for answer in (site.get(address(held.id)), site.post(address(held.id), DO)):
        assert answer.status_code == 403
    assert alive(hub) == ["Anna Ek"]


def test_another_site_cannot_send_it(hub: Hub, site: Visitor, held: Registration) -> None:
    known = cookie(hub, held)
    answer = site.post(address(held.id), DO, cookie=known, sec_fetch_site="cross-site")
    assert (answer.status_code, alive(hub)) == (403, ["Anna Ek"])


def test_nothing_is_done_by_following_a_link(hub: Hub, site: Visitor, held: Registration) -> None:
    query = "&".join(f"{name}={value}" for name, value in DO.items())
    assert site.get(f"{address(held.id)}?{query}", cookie=cookie(hub, held)).status_code == 200
    assert alive(hub) == ["Anna Ek"]


def test_it_is_possible_until_the_window_closes(
    hub: Hub, site: Visitor, clock: Clock, held: Registration
) -> None:
    clock.advance(3 * DAY - timedelta(seconds=1))
    assert send(hub, site, held, TO).status_code == 200
    clock.advance(timedelta(seconds=1))
    for answer in (
        site.get(address(held.id), cookie=cookie(hub, held)),
        send(hub, site, held, DO),
    ):
        sentence = "Platsen kunde överlåtas t.o.m. lördag 7 mars 2026 kl. 13.00."
        assert (answer.status_code, texts(page_of(answer), ".lead")) == (410, [sentence])
    assert alive(hub) == ["Anna Ek"]


def test_before_it_has_opened_the_rule_says_until_when(
    hub: Hub, site: Visitor, clock: Clock
) -> None:
    with hub.writing() as db:
        webcast = make_webcast(db, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
        make_recording(db, webcast)
        held = make_registration(db, webcast)
    clock.advance(14 * DAY + timedelta(minutes=59))
    assert send(hub, site, held, TO).status_code == 200
    clock.advance(timedelta(minutes=1))
    assert send(hub, site, held, TO).status_code == 410


def test_seat_at_a_course_until_its_last_window_has_closed(
    hub: Hub, site: Visitor, clock: Clock
) -> None:
    with hub.writing() as db:
        series = make_series(db)
        for day in (-20, 0):
            webcast = make_webcast(db, series=series, starts_at=NOON + day * DAY)
            opens_at = NOON + (day + 1) * DAY
            make_recording(db, webcast, opens_at=opens_at, closes_at=opens_at + 13 * DAY)
        held = make_registration(db, series)
    clock.advance(14 * DAY - timedelta(seconds=1))
    assert send(hub, site, held, TO).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert send(hub, site, held, TO).status_code == 410


def test_seat_at_a_replay_without_end_has_no_last_day(
    hub: Hub, site: Visitor, clock: Clock
) -> None:
    with hub.writing() as db:
        webcast = make_webcast(db, starts_at=NOON - DAY, access=Access.PUBLIC)
        make_recording(db, webcast, opens_at=NOON)
        held = make_registration(db, webcast)
    clock.advance(300 * DAY)
    assert send(hub, site, held, TO).status_code == 200


def test_too_many_from_one_network_have_to_wait(
    hub: Hub, site: Visitor, held: Registration
) -> None:
    with hub.writing() as db:
        webcast = db.get_one(Registration, held.id).webcast
        assert webcast is not None
        for number in range(NETWORK.most):
            known = make_participant(db, email=f"{number}@boras.se")
            make_registration(db, webcast, participant=known)
    for number in range(NETWORK.most):
        form = DO if number % 2 else TO  # each tells of an address whether it is registered
        assert send(hub, site, held, {**form, "email": f"{number}@boras.se"}).status_code == 409
    answer = send(hub, site, held, {**DO, "email": "ny@boras.se"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "600")
