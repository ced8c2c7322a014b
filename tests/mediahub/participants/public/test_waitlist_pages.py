"""The page of a place in line: an offer is taken there, by a button and by nothing else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mediahub.hub import Hub
from mediahub.participants import registration_actions, seats
from mediahub.participants.links import personal_link, token, waitlist_link
from mediahub.participants.models import Registration, RegistrationState
from tests.conftest import NOON, Clock
from tests.factories import make_registration, make_webcast
from tests.mediahub.mailbox import send_all
from tests.mediahub.visitor import Visitor, attributes, page_of, texts, visiting

WAITING = RegistrationState.WAITING


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as client:
        yield client


def line(hub: Hub, waiting: int = 2, *, is_offered: bool = True) -> list[Registration]:
    with hub.writing() as db:
        webcast = make_webcast(db, title="Om råd", capacity=1)
        held = [make_registration(db, webcast, state=WAITING) for _ in range(waiting)]
        if is_offered:
            seats.reallocate(db, webcast, NOON)
        return held


def path(hub: Hub, held: Registration) -> str:
    return waitlist_link(hub.settings, held).removeprefix(hub.settings.origin)


def state(hub: Hub, held: Registration) -> tuple[str, bool]:
    with hub.reading() as db:
        row = db.get_one(Registration, held.id)
        return row.state.value, row.offered_until is not None


def test_looking_at_it_changes_nothing(hub: Hub, site: Visitor) -> None:
    held = line(hub)
    for _ in range(3):
        page = site.read(path(hub, held[0]))
    assert texts(page, "h1") == ["En plats är ledig för dig"]
    assert texts(page, ".lead")[0].startswith(
        "Den hålls åt dig till torsdag 5 mars 2026 kl. 01.00."
    )
    assert state(hub, held[0]) == ("waiting", True)


def test_button_takes_the_seat(hub: Hub, site: Visitor) -> None:
    held = line(hub)
    answer = site.post(path(hub, held[0]), {"steg": "ta"}, origin="null")
    assert (answer.status_code, answer.headers["location"]) == (303, path(hub, held[0]))
    assert state(hub, held[0]) == ("active", False)
    page = site.read(path(hub, held[0]))
    assert texts(page, "h1") == ["Du har en plats"]
    assert attributes(page, ".actions a", "href") == [personal_link(hub.settings, held[0])]


def test_one_whose_turn_has_not_come_sees_their_number(hub: Hub, site: Visitor) -> None:
    held = line(hub, 3)
    page = site.read(path(hub, held[2]))
    assert texts(page, ".lead")[0].startswith("Du är nummer 2 i kön.")
    assert texts(page, "button") == ["Lämna väntelistan"]
    assert site.post(path(hub, held[2]), {"steg": "ta"}).status_code == 409


def test_saying_no_is_asked_about_and_lets_the_next_one_have_it(hub: Hub, site: Visitor) -> None:
    held = line(hub)
    asked = page_of(site.post(path(hub, held[0]), {"steg": "lamna"}))
    assert texts(asked, "h1") == ["Vill du lämna väntelistan?"]
    assert state(hub, held[0]) == ("waiting", True)
    answer = site.post(path(hub, held[0]), {"steg": "ja"})
    assert texts(site.read(answer.headers["location"]), "h1") == ["Du har lämnat väntelistan"]
    assert (state(hub, held[0])[0], state(hub, held[1])) == ("cancelled", ("waiting", True))


def test_one_who_comes_too_late_is_told_so(hub: Hub, site: Visitor, clock: Clock) -> None:
    held = line(hub)
    send_all(hub)
    clock.advance(timedelta(hours=12))
    page = site.read(path(hub, held[0]))
    assert texts(page, "h1") == ["Platsen togs inte i tid"]
    answer = site.post(path(hub, held[0]), {"steg": "ta"})
    assert answer.status_code == 410
    assert texts(page_of(answer), "*[@role='alert']") == [
        "Platsen togs inte i tid och har gått vidare till någon annan."
    ]
    assert state(hub, held[1]) == ("waiting", True)


def test_it_is_no_way_to_give_up_a_seat(hub: Hub, site: Visitor) -> None:
    held = line(hub)
    site.post(path(hub, held[0]), {"steg": "ta"})
    site.post(path(hub, held[0]), {"steg": "ja"})
    assert state(hub, held[0]) == ("active", False)


def test_no_other_token_opens_it_and_it_opens_nothing_else(hub: Hub, site: Visitor) -> None:
    (held,) = line(hub, 1)
    address, own = path(hub, held), token(hub.settings.secret_keys, held)
    site.post(address, {"steg": "ta"})
    text = address.rpartition("/")[2]
    paths = (f"/webbsandningar/plats/{own}", f"/inspelning/{text}", f"{address}x",
             address.replace(text[:4], "ffff"))  # fmt: skip
    assert [site.get(path).status_code for path in paths] == [404] * 4


def test_it_dies_with_the_link(hub: Hub, site: Visitor) -> None:
    (held,) = line(hub, 1, is_offered=False)
    address = path(hub, held)
    with hub.writing() as db:
        registration_actions.revoke(db, db.get_one(Registration, held.id), actor="x", now=NOON)
    assert site.get(address).status_code == 404


def test_it_is_kept_by_nobody(hub: Hub, site: Visitor) -> None:
    (held,) = line(hub, 1)
    headers = site.get(path(hub, held)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
