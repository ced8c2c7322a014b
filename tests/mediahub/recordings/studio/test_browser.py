"""Webcasts and recordings in a real browser: planned and opened by keyboard on a phone, and axe."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from mediahub.clock import utc_now
from mediahub.hub import Hub
from mediahub.media.models import Upload
from mediahub.media.uploads.jobs import check_upload
from mediahub.recordings.models import Recording
from mediahub.webcasts.service import get_webcast
from tests.accessibility import broken
from tests.browsing import PHONE, served, signed_in
from tests.factories import make_network, make_recording, make_registration, make_user, make_webcast

PDF = Path("mediahub/demo/webbsandning-2024-09-11-dokumentation.pdf")
HOME = "/studio/webbsandningar/dialog"
PAGES = ["/studio/webbsandningar?visa=alla", f"{HOME}/inspelning", "/studio/nytt-natverk"]


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with a webcast that has ended, and its recording, which is ready."""
    with served(sqlite_template, tmp_path_factory.mktemp("studio")) as hub:
        with hub.writing() as db:
            starts_at = utc_now() - timedelta(days=1)
            webcast = make_webcast(db, slug="dialog", starts_at=starts_at)
            make_recording(db, webcast, hub.store)
            make_registration(db, webcast)
            make_network(db)
        yield hub


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """The phone of a producer who reads English."""
    with hub.writing() as db:
        user = make_user(db)
    with signed_in(browser, hub, user, PHONE, language="en") as page:
        yield page


def check(page: Page) -> None:
    """Nothing for axe, and nothing wider than the window."""
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")


def test_recording_is_opened_by_keyboard(page: Page, hub: Hub) -> None:
    page.goto(f"{HOME}/inspelning")
    page.get_by_role("link", name="Open the recording").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Open the recording")).to_be_visible()
    check(page)
    page.get_by_label("Now").focus()
    page.keyboard.press("Tab")  # the time, of which a browser makes several stops
    page.get_by_role("button", name="Open the recording").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("The recording is open.")
    with hub.reading() as db:
        found = db.scalars(select(Recording)).one()
    assert found.opens_at is not None
    for path in PAGES:
        page.goto(path)
        check(page)


def test_documents_pressed_too_early_are_handed_out_when_all_are_ready(
    page: Page, hub: Hub, tmp_path: Path
) -> None:
    page.goto(f"{HOME}/inspelning")
    fold = page.locator("details:has(#nya-dokument)")
    fold.locator("summary").click()
    press = fold.get_by_role("button", name="Hand them out")
    press.click()
    expect(fold.get_by_role("status").last).to_have_text("Choose a file first.")
    files = [shutil.copy(PDF, tmp_path / f"{name}.pdf") for name in ("Ett", "Två")]
    page.locator("[data-form=nya-dokument][data-is-ready]").wait_for()
    fold.locator("input[type=file]").set_input_files(files)
    press.click()
    for name in ("Ett", "Två"):
        row = fold.get_by_role("listitem").filter(has_text=name)
        expect(row).to_contain_text("It is being checked")
        expect(fold.get_by_role("status").last).to_contain_text("They are handed out as soon as")
        with hub.reading() as db:
            upload = db.scalars(select(Upload).where(Upload.filename == f"{name}.pdf")).one()
        check_upload(hub, upload.id)
    expect(page.get_by_role("status").first).to_have_text("The documents are added.")
    expect(page.locator("section:has(#del-dokument) ol > li")).to_have_count(3)


def test_programme_is_typed_by_keyboard(page: Page, hub: Hub) -> None:
    page.goto(HOME)
    for title in ("Exempel", "Inledning"):
        page.get_by_role("button", name="Add a point").focus()
        page.keyboard.press("Enter")
        row = page.locator(".point-row").last
        expect(row.get_by_label("Time")).to_be_focused()
        start = page.locator("#starts").input_value()[11:]
        row.get_by_label("Time").fill(start)
        row.get_by_label("Title", exact=True).focus()
        page.keyboard.type(title)
    page.locator(".point-row").last.get_by_role("button", name="Move up").focus()
    page.keyboard.press("Enter")
    row = page.locator(".point-row").first
    row.get_by_role("button", name="Add somebody who speaks").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Eva Lund")
    check(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    with hub.reading() as db:
        first, second = get_webcast(db, "dialog").programme
        assert [first.title, second.title] == ["Inledning", "Exempel"]
        assert [one.person.name for one in first.speakers] == ["Eva Lund"]
