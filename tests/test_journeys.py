"""What people do in the studio, each from end to end, in a real browser on one running site.

From a file to the feed, and an upload that breaks off, are walked in `episodes/test_studio_browser`
and `media/test_upload_browser`.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

import mediahub.demo
from mediahub import worker
from mediahub.accounts import sessions
from mediahub.app import create
from mediahub.clock import utc_now
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.media.models import MediaRole, Upload
from mediahub.media.service import receive_bytes
from mediahub.media.upload_jobs import check_upload
from mediahub.participants.links import personal_link
from mediahub.participants.models import Registration
from mediahub.search.open import opened
from mediahub.search.upkeep import bring_up
from mediahub.settings import Settings
from tests.factories import make_episode, make_recording, make_user, make_webcast
from tests.mediahub.studio import CHEAP
from tests.mediahub.transcripts.editing import edited
from tests.servers import listening, serving

PATIENCE_MS = 20_000
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
VIDEO = "webbsandning-2024-09-11-systematiskt-arbetssatt.mp4"
WEBCAST = "/studio/webbsandningar/dialog"


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with an episode, its transcript, and the recording of a webcast of yesterday."""
    folder = tmp_path_factory.mktemp("journeys")
    shutil.copy(sqlite_template, folder / "mediahub.sqlite3")
    with listening() as (socket, origin):
        keys = ("a key that is only good for tests",)
        hub = build(Settings(_env_file=None, data_dir=folder, base_url=origin, secret_keys=keys))
        connect(hub, worker.JOBS)
        with hub.writing() as db:
            add_recording(hub, db)
        with closing(hub), closing(hub.queue.storage), serving(create(hub, CHEAP), socket):
            yield hub


def add_recording(hub: Hub, db: Session) -> None:
    webcast = make_webcast(db, slug="dialog", starts_at=utc_now() - timedelta(days=1))
    data = (Path(mediahub.demo.__file__).parent / VIDEO).read_bytes()
    video = receive_bytes(hub.store, MediaRole.RECORDING, data, VIDEO, "video/mp4", utc_now())
    video.duration_seconds = 84.8
    db.add(video)
    make_recording(db, webcast, hub.store, media=video, playable=video)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        yield launched
        launched.close()


def stranger(browser: Browser, hub: Hub) -> BrowserContext:
    """The browser of somebody who reads English."""
    context = browser.new_context(base_url=hub.settings.origin)
    context.add_cookies([{"name": "lang", "value": "en", "url": hub.settings.origin}])
    return context


def producer(browser: Browser, hub: Hub) -> Page:
    """A page of a producer who has just signed in."""
    context = stranger(browser, hub)
    with hub.writing() as db:
        token = sessions.begin(db, db.merge(make_user(db), load=True), utc_now())
    context.add_cookies([{"name": "studio", "value": token, "url": hub.settings.origin}])
    return context.new_page()


def test_a_list_is_imported_and_somebody_on_it_watches(
    browser: Browser, hub: Hub, tmp_path: Path
) -> None:
    deltagare = tmp_path / "deltagare.csv"
    deltagare.write_text("Namn;E-post;Kommun\nÅsa Öberg;asa@boras.se;Borås stad\n", "utf-8")
    desk = producer(browser, hub)
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

    desk.goto(f"{WEBCAST}/inspelning")
    desk.get_by_role("link", name="Open the recording").press("Enter")
    desk.get_by_role("button", name="Open the recording").press("Enter")
    expect(desk.get_by_role("status").first).to_contain_text("Saved.")

    with hub.reading() as db:
        link = personal_link(hub.settings, db.scalars(select(Registration)).one())
    phone = stranger(browser, hub).new_page()
    phone.goto(link)
    expect(phone).to_have_url(f"{hub.settings.origin}/webbsandningar/dialog/inspelning")
    phone.get_by_role("button", name="Play", exact=True).press("Enter")
    phone.wait_for_function("at => document.querySelector('video').currentTime > at", arg=0.5)
    desk.context.close()
    phone.context.close()


def test_a_corrected_cue_is_found(browser: Browser, hub: Hub) -> None:
    held = edited(hub)
    desk = producer(browser, hub)
    desk.goto(held.path)
    desk.get_by_label("Cue 2, 0:02").fill("Tack så mycket, medborgarbudgeten.")
    desk.keyboard.press("Control+s")
    expect(desk.get_by_role("status")).to_have_text("Saved.")
    with opened(hub) as index:
        bring_up(hub, index)
    desk.get_by_role("searchbox").first.fill("budget")
    desk.keyboard.press("Enter")
    found = desk.locator("main mark")
    expect(found).to_have_text("medborgarbudgeten")
    expect(desk.locator("main a[href$='#t=2']").first).to_be_visible()
    desk.context.close()


def test_the_second_of_two_editors_is_told(browser: Browser, hub: Hub) -> None:
    with hub.writing() as db:
        draft = make_episode(db, edited(hub).show, title="Råd", opens_at=None)
    desks = [producer(browser, hub), producer(browser, hub)]
    for desk in desks:
        desk.goto(f"/studio/avsnitt/{draft.id}")
        desk.evaluate("delete document.getElementById('avsnitt').dataset.autosave")
    for desk, title in zip(desks, ("Kommunala råd", "Råd i kommunen"), strict=True):
        desk.get_by_label("Title", exact=True).first.fill(title)
        desk.get_by_role("button", name="Save", exact=True).last.press("Enter")
    expect(desks[0].get_by_role("status").first).to_contain_text("Saved")
    told = desks[1].get_by_role("alert")
    expect(told).to_contain_text("Somebody else has saved this while you were editing")
    expect(told.get_by_role("row", name="Title")).to_contain_text("Kommunala råd")
    expect(desks[1].get_by_label("Title", exact=True).first).to_have_value("Råd i kommunen")
    desks[1].get_by_role("button", name="Save", exact=True).last.press("Enter")
    expect(desks[1].get_by_role("heading", level=1)).to_have_text("Råd i kommunen")
    for desk in desks:
        desk.context.close()
