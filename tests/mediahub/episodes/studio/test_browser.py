"""From a file to the feed in a real browser: by keyboard, with what saves itself meanwhile; axe."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from mediahub import worker
from mediahub.accounts.change_log import track_changes
from mediahub.episodes import jobs as episode_jobs
from mediahub.episodes.models import PublishRequest
from mediahub.hub import Hub
from mediahub.media.uploads import jobs
from tests.accessibility import broken
from tests.browsing import REFUSED, served, signed_in
from tests.factories import make_user
from tests.mediahub.media.sounds import SPEECH
from tests.studio_setup import SLUG, add_draft, add_show


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with a show that may publish, and a worker that does what uploads and orders want."""
    with served(sqlite_template, tmp_path_factory.mktemp("episodes")) as hub:
        track_changes(hub.writers, worker.TRACKED_MODELS)
        add_show(hub)
        with working(hub):
            yield hub


@contextmanager
def working(hub: Hub) -> Iterator[None]:
    """What the worker's process does, in a thread."""
    end = threading.Event()

    def work() -> None:
        while not end.wait(0.2):
            with hub.reading() as db:
                sent = jobs.due(db, hub.now())
                ordered = db.scalars(select(PublishRequest.id)).all()
            for identity in sent:
                jobs.check_upload(hub, identity)
            for identity in ordered:
                episode_jobs.run_publish(hub, identity)

    thread = threading.Thread(target=work)
    thread.start()
    yield
    end.set()
    thread.join()


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A producer who reads English; the cover of the show is not found, for it has no bytes."""
    with hub.writing() as db:
        user = make_user(db)
    with signed_in(browser, hub, user, language="en", allowing=REFUSED) as page:
        yield page


def press(found: Locator) -> None:
    """Come to a button or a link and press it by keyboard."""
    found.focus()
    found.page.keyboard.press("Enter")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_from_a_file_to_the_feed_by_keyboard(page: Page, hub: Hub) -> None:
    page.clock.install()
    page.goto("/studio/avsnitt")
    press(page.get_by_role("link", name="New episode", exact=True))
    page.get_by_label("Sound file").set_input_files(SPEECH)
    press(button(page, "Make the draft"))
    expect(page.get_by_role("heading", level=2, name="Publishing")).to_be_visible()
    page.locator("#title").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Tillit")
    page.keyboard.press("Tab")
    page.keyboard.type("Om tillit.")
    press(button(page, "Add somebody"))
    page.keyboard.type("Christine Feuk")
    page.keyboard.press("Tab")
    page.clock.fast_forward("00:03")
    expect(page.locator("[data-save-status]")).to_contain_text("Saved")
    frame = page.frame_locator("[data-preview]")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Tillit")
    press(button(page, "Publish now"))
    expect(page.locator(".stand strong")).to_contain_text("The episode is published since")
    feed = page.request.get(f"/feeds/{SLUG}.xml").text()
    assert "<itunes:title>Tillit</itunes:title>" in feed
    assert ">Christine Feuk</podcast:person>" in feed
    page.get_by_role("link", name="History").click()
    expect(page.locator(".diff ins").first).to_be_visible()


@pytest.mark.parametrize(("language", "width"), [("sv", 320), ("en", 1280)])
def test_nothing_for_axe(page: Page, hub: Hub, language: str, width: int) -> None:
    draft = add_draft(
        hub, SPEECH, title=f"Utkast {language}", links=[{"url": "https://skr.se", "title": "SKR"}]
    )
    page.set_viewport_size({"width": width, "height": 800})
    here = f"/studio/avsnitt/{draft.id}"
    for path in ("/studio/avsnitt", "/studio/avsnitt/nytt", here, f"{here}/historik"):
        page.goto(f"{path}?lang={language}")
        for fold in page.locator("main details").all():
            fold.evaluate("fold => { fold.open = true; }")
        for item in page.locator("[data-item] code").all():
            expect(item).not_to_be_empty()
        assert broken(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_time_that_the_clocks_skip_is_told_while_it_is_typed(page: Page, hub: Hub) -> None:
    page.goto(f"/studio/avsnitt/{add_draft(hub, SPEECH, title='Sommartid').id}")
    page.get_by_text("Publish at a time").click()
    page.locator("#date").fill("2027-03-28")
    page.locator("#time").fill("02:30")
    expect(page.locator("[data-says]")).to_have_text(
        "There is no such time: the clocks go forward that night."
    )
    page.locator("#time").fill("03:00")
    expect(page.locator("[data-says]")).to_contain_text("is published Sunday")


def test_what_is_not_saved_is_offered_again(page: Page, hub: Hub) -> None:
    draft = add_draft(hub, SPEECH, title="Glömt")
    page.goto(f"/studio/avsnitt/{draft.id}")
    page.evaluate("delete document.getElementById('avsnitt').dataset.autosave")
    page.locator("#topics").fill("skola")
    expect(page.locator("[data-save-status]")).to_contain_text("kept in this browser")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#topics")).to_have_value("")
    press(button(page, "Put it back"))
    expect(page.locator("#topics")).to_have_value("skola")
