"""The transcript editor and the chapters in a real browser: by keyboard, with drafts, and axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mediahub.episodes.models import Episode
from mediahub.transcripts.revisions import Edit, edit_cue
from tests.accessibility import broken
from tests.browsing import REFUSED, served, signed_in
from tests.mediahub.transcripts.editing import CUES, Edited, edited, producer


@pytest.fixture(scope="module")
def held(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edited]:
    """A running site with a transcript, and an episode whose waveform is drawn."""
    with served(sqlite_template, tmp_path_factory.mktemp("editor")) as hub:
        held = edited(hub)
        with hub.writing() as db:
            episode = db.get_one(Episode, held.episode.id)
            episode.audio.peaks = bytes(range(256))
            episode.chapters = [{"start": 0.0, "title": "Start"}, {"start": 60.0, "title": "Slut"}]
        yield held


@pytest.fixture
def page(browser: Browser, held: Edited) -> Iterator[Page]:
    """A producer's desktop."""
    user = producer(held.hub)
    with signed_in(browser, held.hub, user, language="en", allowing=REFUSED) as page:
        yield page


def check(page: Page, *widths: int) -> None:
    """Nothing for axe, and nothing wider than the window."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert broken(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


def save_meanwhile(held: Edited, text: str) -> None:
    """What somebody else does to the first cue."""
    with held.hub.writing() as db:
        edit_cue(db, Edit(held.transcript_id, "anna", held.hub.now()), 1, text=text)


def test_corrected_by_keyboard(page: Page, held: Edited) -> None:
    page.goto(held.path)
    page.get_by_label("Cue 1, 0:00").focus()
    page.keyboard.press("End")
    page.keyboard.type(" Välkomna.")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Cue 2, 0:02")).to_be_focused()
    page.keyboard.press("Home")
    for _ in "Tack så":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Cue 3, 0:03")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Starts")).to_be_focused()
    page.keyboard.type("0:04")
    page.keyboard.press("Escape")
    expect(page.get_by_role("status")).to_have_text("Cues with unsaved changes: 3")
    shifted = page.get_by_role("link", name="Move from here on")
    origin = held.hub.settings.origin
    expect(shifted).to_have_attribute("href", f"{origin}{held.path}/tider?fran=3")
    check(page, 1280, 320)
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert [(cue.start_ms, cue.text) for cue in held.cues()] == [
        (0, "Hej på er. Välkomna."),
        (2_000, "Tack så"),
        (4_000, "mycket."),
        (6_000, "Varsågod."),
    ]
    page.keyboard.press("Control+Shift+Enter")
    page.keyboard.press("Control+s")
    expect(page.get_by_label("Cue 3, 0:04")).to_have_value("mycket. Varsågod.")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert len(held.cues()) == len(CUES)


def test_what_was_typed_is_offered_again_and_meets_what_was_saved(page: Page, held: Edited) -> None:
    page.goto(held.path)
    first = page.get_by_label("Cue 1, 0:00")
    first.fill("Mitt.")
    page.on("dialog", lambda dialog: dialog.accept())
    save_meanwhile(held, "Deras.")
    page.reload()
    expect(first).to_have_value("Deras.")
    page.get_by_role("button", name="Bring them back").click()
    box = page.get_by_role("alert").filter(has_text="Somebody else has saved this")
    expect(box.get_by_label("Saved by somebody else")).not_to_be_checked()
    check(page, 320)
    page.get_by_role("button", name="Save").click()
    expect(first).to_have_value("Mitt.")
    assert held.texts()[0] == "Mitt."
    assert page.evaluate("Object.keys(localStorage)") == []


def test_chapters_along_the_waveform(page: Page, held: Edited) -> None:
    page.goto(f"/studio/avsnitt/{held.episode.id}/kapitel")
    mark = page.get_by_role("slider", name="Start of “Slut”")
    mark.focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Starts, chapter 2")).to_have_value("1:11")
    picture = page.locator(".waveform").bounding_box()
    assert picture is not None
    page.mouse.click(picture["x"] + picture["width"] / 2, picture["y"] + 80)
    page.keyboard.type("Mitten")
    expect(page.get_by_role("slider", name="Start of “Mitten”")).to_have_count(1)
    check(page, 320)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    with held.hub.reading() as db:
        chapters = db.get_one(Episode, held.episode.id).chapters
    assert [chapter["title"] for chapter in chapters] == ["Start", "Slut", "Mitten"]
    assert chapters[2]["start"] == pytest.approx(300, abs=1)
