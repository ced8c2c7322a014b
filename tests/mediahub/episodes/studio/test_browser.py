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
from mediahub.media import jobs as media_jobs
from mediahub.media.models import MediaFile, MediaState
from mediahub.media.uploads import jobs
from tests.accessibility import broken
from tests.browsing import REFUSED, served, signed_in
from tests.factories import make_user
from tests.mediahub.media.sounds import SPEECH, sound
from tests.studio_setup import SLUG, add_draft, add_show, add_transcript, publish


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with a show that may publish, and a worker that does what uploads and orders want."""
    with served(sqlite_template, tmp_path_factory.mktemp("episodes")) as hub:
        track_changes(hub.writers, worker.TRACKED_MODELS)
        add_show(hub)
        with working(hub):
            yield hub


# Files are looked through only while this says so; the others do not wait for it.
is_processing = threading.Event()


@contextmanager
def working(hub: Hub) -> Iterator[None]:
    """What the worker's process does, in a thread."""
    end = threading.Event()

    def work() -> None:
        while not end.wait(0.2):
            with hub.reading() as db:
                sent = jobs.due(db, hub.now())
                files = media_jobs.due(db, hub.now()) if is_processing.is_set() else ()
                ordered = db.scalars(select(PublishRequest.id)).all()
            for identity in sent:
                jobs.check_upload(hub, identity)
            for identity in files:
                media_jobs.process(hub, identity)
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


def items(page: Page) -> list[str]:
    return page.request.get(f"/feeds/{SLUG}.xml").text().split("<item>")[1:]


def test_other_audio_is_in_the_feed_when_the_page_says_so(
    page: Page, hub: Hub, tmp_path: Path
) -> None:
    """The old with all that belongs to it until then, and the question about its texts after."""
    chapters = [{"start": 0.0, "title": "Början"}]
    draft = add_draft(hub, SPEECH, title="Fel fil", chapters=chapters)
    add_transcript(hub, draft)
    copy = publish(hub, draft)
    (before,) = [one for one in items(page) if draft.guid in one]
    other = tmp_path / "ratt-fil.mp3"
    other.write_bytes(sound(".mp3", source="sine=880:duration=3"))
    page.goto(f"/studio/avsnitt/{draft.id}")
    page.get_by_text("Replace the audio").click()
    page.locator("#ljud-file").set_input_files(other)
    press(button(page, "Use the new audio"))
    told = page.locator("#ljudfakta .notice strong")
    expect(told).to_have_text("The audio is being replaced by “ratt-fil.mp3”.")
    assert [one for one in items(page) if draft.guid in one] == [before]
    is_processing.set()
    try:
        expect(page.locator("#textfraga strong")).to_have_text("Do the texts fit the new audio?")
    finally:
        is_processing.clear()
    expect(page.locator("#publiceringslage")).to_contain_text("Listeners get “ratt-fil.mp3” since")
    (after,) = [one for one in items(page) if draft.guid in one]
    for text in (str(copy.id), "<podcast:chapters"):
        assert [text in one for one in (before, after)] == [True, False]
    led_to = page.request.get(f"/media/{copy.id}/{copy.filename}", max_redirects=0)
    assert led_to.status == 302
    press(button(page, "They still fit"))
    expect(page.locator("#chapters")).to_have_value("00:00 Början")
    expect(page.locator("#textfraga strong")).to_have_count(0)


def test_audio_that_fails_leaves_the_old_one_out(page: Page, hub: Hub, tmp_path: Path) -> None:
    """The page says so in a sentence, and how to go on; the question is drawn for axe as well."""
    draft = add_draft(hub, SPEECH, title="Tyst fil", chapters=[{"start": 0.0, "title": "Början"}])
    with hub.writing() as db:
        db.get_one(MediaFile, draft.audio_id).is_normalised_wanted = True
        db.get_one(MediaFile, draft.audio_id).state = MediaState.UPLOADED
    media_jobs.process(hub, draft.audio_id)
    copy = publish(hub, draft)
    silent = tmp_path / "tyst.mp3"
    silent.write_bytes(sound(".mp3", source="anullsrc=duration=2"))
    page.goto(f"/studio/avsnitt/{draft.id}")
    page.get_by_text("Replace the audio").click()
    page.locator("#ljud-file").set_input_files(silent)
    is_processing.set()
    try:
        press(button(page, "Use the new audio"))
        expect(page.locator("#ljudfakta .wrong")).to_contain_text(
            "The audio could not be replaced. Listeners have the old audio."
        )
    finally:
        is_processing.clear()
    assert broken(page) == []
    assert any(str(copy.id) in one for one in items(page))
    press(button(page, "Keep the old audio"))
    expect(page.locator("#ljud .notice.is-done")).to_have_text("The old audio stays.")
    expect(page.locator("#ljudfakta .wrong")).to_have_count(0)
