"""What an event coordinator does with a list, and what the people on it meet, in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from mediahub.accounts.models import Role
from mediahub.clock import utc_now
from mediahub.episodes.service import set_credits
from mediahub.hub import Hub
from mediahub.media.models import Upload, UploadState
from mediahub.media.uploads.jobs import check_upload
from mediahub.participants.links import personal_link
from mediahub.participants.models import Registration
from mediahub.people.service import CreditLine
from mediahub.shows.models import Show
from tests.accessibility import broken
from tests.browsing import REFUSED, served, signed_in, visiting
from tests.factories import make_episode, make_registration, make_show, make_user, make_webcast

LIVE = "https://live.example/hemlig"
WEBCAST = "/studio/webbsandningar/dialog"
PEOPLE = f"{WEBCAST}/deltagare"


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with a webcast that costs something and begins in a quarter of an hour."""
    with served(sqlite_template, tmp_path_factory.mktemp("participants")) as hub:
        with hub.writing() as db:
            webcast = make_webcast(
                db,
                slug="dialog",
                starts_at=utc_now() + timedelta(minutes=15),
                live_url=LIVE,
                price_amount=1200,
            )
            make_registration(db, webcast)
            make_show(db)
        yield hub


@contextmanager
def at_desk(browser: Browser, hub: Hub, role: Role = Role.PRODUCER) -> Iterator[Page]:
    with hub.writing() as db:
        user = make_user(db, role)
    with signed_in(browser, hub, user, language="en", allowing=REFUSED) as page:
        yield page


@pytest.fixture
def desk(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A producer's."""
    with at_desk(browser, hub) as page:
        yield page


def link_of(hub: Hub) -> str:
    with hub.reading() as db:
        held = db.scalars(select(Registration).order_by(Registration.queue_position)).first()
        assert held is not None
        return personal_link(hub.settings, held)


def test_one_wrong_row_stops_no_import(desk: Page, hub: Hub, tmp_path: Path) -> None:
    people = tmp_path / "lista.csv"
    people.write_text("Namn;E-post\nÅsa Öberg;asa@boras.se\nBo;bo\n", "utf-8")
    desk.goto(f"{PEOPLE}/importera")
    desk.get_by_label("The list").set_input_files(people)
    expect(desk.locator("[data-uploads] li")).to_contain_text("It is being checked")
    with hub.reading() as db:
        sent = db.scalars(select(Upload.id).where(Upload.state == UploadState.SENT)).one()
    check_upload(hub, sent)
    expect(desk.locator("[data-uploads] li")).to_contain_text("Ready")
    desk.get_by_role("button", name="Look at the list").press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("1 line cannot be read")
    assert broken(desk) == []
    desk.get_by_role("button", name="Import the 1 row that can be read").press("Enter")
    expect(desk.get_by_role("link", name="Åsa Öberg")).to_be_visible()
    with desk.expect_download() as taken:
        desk.get_by_role("link", name="Download them with the reason").click()
    lines = taken.value.path().read_text("utf-8-sig").splitlines()
    assert lines == [
        "Namn;E-post;Why the row was not taken",
        "Bo;bo;“bo” is not an e-mail address. Write it as namn@kommun.se.",
    ]


def test_details_are_corrected_and_the_link_works_as_before(
    desk: Page, browser: Browser, hub: Hub
) -> None:
    link = link_of(hub)
    desk.goto(PEOPLE)
    desk.locator("tbody th a").last.press("Enter")
    desk.get_by_role("link", name="Correct name and address").press("Enter")
    assert broken(desk) == []
    desk.get_by_label("Name").fill("Anna Åkesson")
    desk.get_by_label("E-mail address").fill("anna.akesson@boras.se")
    desk.get_by_role("button", name="Save").press("Enter")
    expect(desk.get_by_role("status").first).to_contain_text("Corrected.")
    expect(desk.get_by_text("anna.akesson@boras.se").first).to_be_visible()
    assert link_of(hub) == link
    with visiting(browser, hub, language="en") as phone:
        phone.goto(link)
        expect(phone).to_have_url(f"{hub.settings.origin}/webbsandningar/dialog/inspelning")


def test_live_link_of_what_people_pay_for_is_on_pages_of_their_own(
    browser: Browser, hub: Hub
) -> None:
    with visiting(browser, hub, language="en") as stranger:
        stranger.goto("/webbsandningar/dialog")
        expect(stranger.get_by_text("Those registered find the link")).to_be_visible()
        assert LIVE not in stranger.content()
    with visiting(browser, hub, language="en") as phone:
        phone.goto(link_of(hub))
        watch = phone.get_by_role("link", name="Watch the webcast")
        expect(watch).to_have_attribute("href", LIVE)
        phone.goto("/mina-inspelningar")
        expect(phone.get_by_role("link", name="Watch the webcast")).to_have_attribute("href", LIVE)


def test_what_was_filled_in_for_somebody_is_replaced_when_they_type(desk: Page, hub: Hub) -> None:
    with hub.writing() as db:
        show = db.scalars(select(Show)).one()
        before = make_episode(db, show, title="Förra")
        set_credits(db, before, [CreditLine("Nils Munthe", "ämnesråd", "SKR")])
        draft = make_episode(db, show, title="Nästa", opens_at=None)
    desk.goto(f"/studio/avsnitt/{draft.id}")
    desk.get_by_role("button", name="Add somebody").press("Enter")
    row = desk.locator("#credits [data-row]").last
    row.get_by_label("Name").press_sequentially("Nils Munthe")
    organisation = row.get_by_label("Organisation")
    desk.wait_for_function("() => document.querySelector('#personer option')")
    row.get_by_label("Name").press("End")
    row.get_by_label("Name").blur()
    expect(organisation).to_have_value("SKR")
    organisation.click()
    desk.keyboard.type("SKR")
    expect(organisation).to_have_value("SKR")


def test_invitation_is_given_by_hand_where_no_mail_server_is_set_up(
    browser: Browser, hub: Hub
) -> None:
    with at_desk(browser, hub, Role.ADMINISTRATOR) as desk:
        desk.goto("/studio/anvandare/ny")
        expect(desk.get_by_text("No mail server is set up")).to_be_visible()
        desk.get_by_label("Name").fill("Bo Alm")
        desk.get_by_label("E-mail address").fill("bo@skr.example")
        desk.get_by_role("button", name="Send the invitation").press("Enter")
        desk.get_by_role("button", name="Show the link").press("Enter")
        link = desk.locator(".secret code").text_content() or ""
        assert broken(desk) == []
    with visiting(browser, hub, language="en") as invited:
        invited.goto(link)
        expect(invited.get_by_role("heading", level=1)).to_contain_text("password")
