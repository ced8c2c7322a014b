"""A person's own calendar: all of their webcasts, for as long as they are theirs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from mediahub.accounts.audit import COMMAND
from mediahub.hub import Hub
from mediahub.participants import registration_actions
from mediahub.participants.links import token
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.portal.feed_tokens import calendar_token, feed_token
from tests.conftest import NOON
from tests.factories import (
    make_member,
    make_network,
    make_registration,
    make_series,
    make_webcast,
)
from tests.mediahub.visitor import Visitor, attributes, page_of, visiting

PATH = "/mina-inspelningar"


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


def path(hub: Hub, holder: Registration | NetworkMember) -> str:
    return f"{PATH}/{calendar_token(hub.settings.secret_keys, holder)}.ics"


def events(hub: Hub, site: Visitor, holder: Registration | NetworkMember) -> dict[str, Any]:
    answer = site.get(path(hub, holder))
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    return {str(one["SUMMARY"]): one for one in calendar.walk("VEVENT")}


def test_all_of_a_persons_webcasts_stand_in_it_with_the_uids_that_were_mailed(
    hub: Hub, site: Visitor
) -> None:
    with hub.writing() as db:
        series, network = make_series(db), make_network(db)
        alone, part = make_webcast(db, title="Ensam"), make_webcast(db, title="Del", series=series)
        meeting = make_webcast(db, title="Träff", network=network)
        held = make_registration(db, alone)
        course = make_registration(db, series, participant=held.participant)
        make_member(db, network, participant=held.participant)
        make_registration(db, make_webcast(db, title="Någon annans"))
        make_registration(
            db, make_webcast(db, title="Väntar"), participant=held.participant,
            state=RegistrationState.WAITING,
        )  # fmt: skip
    found = events(hub, site, held)
    assert {title: str(event["UID"]) for title, event in found.items()} == {
        "Ensam": f"{held.id}-{alone.id}@podd.example",
        "Del": f"{course.id}-{part.id}@podd.example",
        "Träff": f"{meeting.id}@podd.example",
    }
    alarms = [alarm["TRIGGER"].dt for alarm in found["Ensam"].walk("VALARM")]
    assert alarms == [-timedelta(days=1), -timedelta(hours=1)]


def test_cancelled_webcast_stays_and_rings_no_more(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, make_webcast(db, title="Inställd", cancelled_at=NOON))
    event = events(hub, site, held)["Inställd"]
    assert (str(event["STATUS"]), event.walk("VALARM")) == ("CANCELLED", [])


def test_it_is_kept_by_one_program_alone(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, make_webcast(db))
    answer = site.get(path(hub, held))
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "access-control-allow-origin" not in answer.headers
    again = site.get(path(hub, held), if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("end", [registration_actions.revoke, registration_actions.cancel])
def test_it_dies_with_the_link(hub: Hub, site: Visitor, end: Any) -> None:
    with hub.writing() as db:
        held = make_registration(db, make_webcast(db))
    address = path(hub, held)
    with hub.writing() as db:
        end(db, db.get_one(Registration, held.id), actor=COMMAND, now=NOON)
    assert site.get(address).status_code == 404


def test_no_other_token_opens_it_and_it_opens_nothing_else(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, make_webcast(db))
    secrets = hub.settings.secret_keys
    text = calendar_token(secrets, held)
    paths = (f"{PATH}/{feed_token(secrets, held)}.ics", f"{PATH}/{token(secrets, held)}.ics",
             f"{PATH}/{text}.xml", f"/inspelning/{text}", f"{PATH}/{text[:-1]}.ics")  # fmt: skip
    assert [site.get(path).status_code for path in paths] == [404] * 5


def test_page_leads_to_it(hub: Hub, site: Visitor) -> None:
    with hub.writing() as db:
        held = make_registration(db, make_webcast(db))
    cookie = f"inspelning={token(hub.settings.secret_keys, held)}"
    page = page_of(site.get(PATH, cookie=cookie))
    assert attributes(page, "#kalendern", "value") == [f"https://podd.example{path(hub, held)}"]
    assert attributes(page, "button[@data-copy]", "data-copy") == ["flode", "kalendern"]
