"""What people do in the studio, each from end to end, in a real browser on one running site.

From a file to the feed, and an upload that breaks off, are walked in `episodes/test_studio_browser`
and `media/test_upload_browser`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

import mediahub.demo
from mediahub import worker
from mediahub.clock import utc_now
from mediahub.hub import Hub
from mediahub.mail.delivery import deliver_due
from mediahub.media.models import MediaRole, Upload
from mediahub.media.service import receive_bytes
from mediahub.media.uploads.jobs import check_upload
from mediahub.participants.links import personal_link
from mediahub.participants.models import Registration
from mediahub.search.index.provider import opened
from mediahub.search.index.sync import sync
from tests.browsing import REFUSED, served, signed_in, visiting
from tests.factories import make_episode, make_recording, make_user, make_webcast
from tests.mediahub.transcripts.editing import edited

VIDEO = "webbsandning-2024-09-11-systematiskt-arbetssatt.mp4"
WEBCAST = "/studio/webbsandningar/dialog"


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with an episode, its transcript, and the recording of a webcast of yesterday."""
    with served(sqlite_template, tmp_path_factory.mktemp("journeys")) as hub:
        with hub.writing() as db:
            add_recording(hub, db)
        yield hub


def add_recording(hub: Hub, db: Session) -> None:
    webcast = make_webcast(db, slug="dialog", starts_at=utc_now() - timedelta(days=1))
    data = (Path(mediahub.demo.__file__).parent / VIDEO).read_bytes()
    video = receive_bytes(hub.store, MediaRole.RECORDING, data, VIDEO, "video/mp4", utc_now())
    video.duration_seconds = 84.8
    db.add(video)
    make_recording(db, webcast, hub.store, media=video, playable=video)


@contextmanager
def at_desk(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A page of a producer who has just signed in."""
    with hub.writing() as db:
        user = make_user(db)
    with signed_in(browser, hub, user, language="en", allowing=REFUSED) as page:
        yield page


@pytest.fixture
def desk(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A producer's."""
    with at_desk(browser, hub) as page:
        yield page


@pytest.fixture
def other_desk(browser: Browser, hub: Hub) -> Iterator[Page]:
    """Another producer's."""
    with at_desk(browser, hub) as page:
        yield page


@pytest.fixture
def phone(browser: Browser, hub: Hub) -> Iterator[Page]:
    """Of somebody who reads English."""
    with visiting(browser, hub, language="en") as page:
        yield page


def test_a_list_is_imported_and_whoever_is_on_it_gets_the_recording(
    desk: Page, phone: Page, hub: Hub, tmp_path: Path
) -> None:
    """Without a confirmation at the import: the mail comes some day after."""
    import_list(desk, hub, tmp_path)
    desk.goto(f"{WEBCAST}/utskick")
    mail = desk.locator("section", has_text="The recording can be watched")
    expect(mail).to_contain_text("1 person")
    desk.goto(f"{WEBCAST}/inspelning")
    desk.get_by_role("link", name="Open the recording").press("Enter")
    desk.get_by_role("button", name="Open the recording").press("Enter")
    expect(desk.get_by_role("status").first).to_contain_text("The recording is open.")
    send_to_the_rest(desk, hub)

    with hub.reading() as db:
        link = personal_link(hub.settings, db.scalars(select(Registration)).one())
    phone.goto(link)
    expect(phone).to_have_url(f"{hub.settings.origin}/webbsandningar/dialog/inspelning")
    phone.get_by_role("button", name="Play", exact=True).press("Enter")
    phone.wait_for_function("at => document.querySelector('video').currentTime > at", arg=0.5)


def import_list(desk: Page, hub: Hub, folder: Path) -> None:
    deltagare = folder / "deltagare.csv"
    deltagare.write_text("Namn;E-post;Kommun\nÅsa Öberg;asa@boras.se;Borås stad\n", "utf-8")
    desk.goto(f"{WEBCAST}/deltagare/importera")
    desk.get_by_label("The list").set_input_files(deltagare)
    expect(desk.locator("[data-uploads] li")).to_contain_text("It is being checked")
    with hub.reading() as db:
        (upload,) = db.scalars(select(Upload.id))
    check_upload(hub, upload)
    expect(desk.locator("[data-uploads] li")).to_contain_text("Ready")
    desk.get_by_role("button", name="Look at the list").press("Enter")
    expect(desk.get_by_role("row", name="Åsa Öberg asa@boras.se")).to_be_visible()
    desk.get_by_role("button", name="Import the list").press("Enter")
    expect(desk.get_by_role("link", name="Åsa Öberg")).to_be_visible()


def send_to_the_rest(desk: Page, hub: Hub) -> None:
    desk.goto(f"{WEBCAST}/utskick/saknas")
    expect(desk.get_by_role("row", name="Åsa Öberg")).to_contain_text("It has not been sent yet.")
    desk.get_by_role("button", name="Send it to 1 now").press("Enter")
    expect(desk.get_by_role("row", name="Åsa Öberg")).to_contain_text("It is on its way.")
    while deliver_due(hub, worker.TEMPLATES):
        pass
    desk.reload()
    expect(desk.get_by_text("Everyone who may watch by a link of their own")).to_be_visible()


def test_a_corrected_cue_is_found(desk: Page, hub: Hub) -> None:
    held = edited(hub)
    desk.goto(held.path)
    desk.get_by_label("Cue 2, 0:02").fill("Tack så mycket, medborgarbudgeten.")
    desk.keyboard.press("Control+s")
    expect(desk.get_by_role("status")).to_have_text("Saved.")
    with opened(hub) as index:
        sync(hub, index)
    desk.get_by_role("searchbox").first.fill("budget")
    desk.keyboard.press("Enter")
    found = desk.locator("main mark")
    expect(found).to_have_text("medborgarbudgeten")
    expect(desk.locator("main a[href$='#t=2']").first).to_be_visible()


def test_the_second_of_two_editors_is_told(desk: Page, other_desk: Page, hub: Hub) -> None:
    with hub.writing() as db:
        draft = make_episode(db, edited(hub).show, title="Råd", opens_at=None)
    desks = (desk, other_desk)
    for one in desks:
        one.goto(f"/studio/avsnitt/{draft.id}")
        one.evaluate("delete document.getElementById('avsnitt').dataset.autosave")
    for one, title in zip(desks, ("Kommunala råd", "Råd i kommunen"), strict=True):
        one.get_by_label("Title", exact=True).first.fill(title)
        one.get_by_role("button", name="Save", exact=True).last.press("Enter")
    expect(desk.get_by_role("status").first).to_contain_text("Saved")
    told = other_desk.get_by_role("alert")
    expect(told).to_contain_text("Somebody else has saved this while you were editing")
    expect(told.get_by_role("row", name="Title")).to_contain_text("Kommunala råd")
    expect(other_desk.get_by_label("Title", exact=True).first).to_have_value("Råd i kommunen")
    other_desk.get_by_role("button", name="Save", exact=True).last.press("Enter")
    expect(other_desk.get_by_role("heading", level=1)).to_have_text("Råd i kommunen")
