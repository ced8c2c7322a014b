"""Sending a file in a real browser: the network goes, the page is loaded anew, and it goes on."""

import re
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from mediahub.hub import Hub
from mediahub.jobs.attempts import MOST_ATTEMPTS
from mediahub.media.models import Upload, UploadState
from mediahub.media.uploads.jobs import check_upload
from tests.accessibility import broken
from tests.browsing import served, signed_in
from tests.factories import make_user
from tests.studio_setup import add_show

PARTS = 3
AFTER_ONE = re.compile("part=[23]&")
PAGE = "/studio/avsnitt/nytt?lang=en"
CUT_OFF = "Failed to load resource: net::"


@pytest.fixture
def hub(sqlite_template: Path, tmp_path: Path) -> Iterator[Hub]:
    """A site with a show; links to parts lead to the very server."""
    with served(sqlite_template, tmp_path / "data") as hub:
        add_show(hub)
        yield hub


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A producer's, whose network goes."""
    with hub.writing() as db:
        user = make_user(db)
    with signed_in(browser, hub, user, allowing=CUT_OFF) as page:
        yield page


@pytest.fixture
def long_wav(tmp_path: Path) -> Path:
    """A minute and a half of silence, sent in three parts."""
    path = tmp_path / "Tystnad.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 48_000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(17 << 20))
    return path


def test_an_upload_goes_on_after_the_network_went(page: Page, hub: Hub, long_wav: Path) -> None:
    page.route(AFTER_ONE, lambda route: route.abort())
    page.goto(PAGE)
    choose(page, long_wav)
    row = page.locator("[data-uploads] li")
    expect(row).to_contain_text("The connection is gone")
    wait_for_parts(page, hub, 1)

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute(AFTER_ONE)
    expect(row).to_contain_text("Choose the same file again")
    assert broken(page) == []
    again = parts_sent(page)
    choose(page, long_wav)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("It is being checked")
    assert len(again) == PARTS - 1

    upload = only_upload(hub)
    check_upload(hub, upload.id)
    expect(row).to_contain_text("Ready")
    field = page.locator("input[name=upload]")
    assert (field.get_attribute("value"), field.get_attribute("form")) == (str(upload.id), "nytt")
    assert broken(page) == []

    page.reload()
    choose(page, long_wav)
    expect(row).to_contain_text("Ready")
    assert (field.get_attribute("value"), len(again)) == (str(upload.id), PARTS - 1)


def test_an_upload_is_paused_gone_on_with_and_cancelled_by_keyboard(
    page: Page, hub: Hub, long_wav: Path
) -> None:
    page.route("**/filer/**", lambda _: None)  # nothing answers
    page.goto(PAGE)
    choose(page, long_wav)
    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    page.unroute("**/filer/**")
    page.keyboard.press("Enter")
    row = page.locator("[data-uploads] li")
    expect(row).to_contain_text("It is being checked")
    page.get_by_role("button", name="Cancel").press("Enter")
    expect(row).to_have_count(0)
    assert only_upload(hub).state is UploadState.ABORTED


def test_a_file_that_cannot_be_used_is_changed_for_another(
    page: Page, hub: Hub, long_wav: Path, tmp_path: Path
) -> None:
    (tmp_path / "Lista.mp3").write_text("#EXTM3U")
    page.goto(PAGE)
    choose(page, tmp_path / "Lista.mp3")
    row = page.locator("[data-uploads] li")
    expect(row).to_contain_text("It is being checked")
    check_upload(hub, only_upload(hub).id)
    expect(row).to_have_class("is-wrong")
    expect(row.get_by_role("button", name="Try again")).to_be_hidden()
    with page.expect_file_chooser() as chosen:
        row.get_by_role("button", name="Choose another file").click()
    chosen.value.set_files(long_wav)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("It is being checked")
    expect(row).to_contain_text("Tystnad.wav")


def test_a_file_that_we_failed_with_is_tried_again(page: Page, hub: Hub, long_wav: Path) -> None:
    page.goto(PAGE)
    choose(page, long_wav)
    row = page.locator("[data-uploads] li")
    expect(row).to_contain_text("It is being checked")
    with hub.writing() as db:
        upload = db.scalars(select(Upload)).one()
        upload.state, upload.attempts, upload.failure = UploadState.FAILED, MOST_ATTEMPTS, "Ours."
    expect(row).to_contain_text("Ours.")
    expect(row.get_by_role("button", name="Try again")).to_be_visible()
    expect(row.get_by_role("button", name="Choose another file")).to_be_hidden()


def wait_for_parts(page: Page, hub: Hub, count: int) -> None:
    upload = only_upload(hub)
    while len(hub.store.parts(upload.key, upload.store_id)) < count:
        page.wait_for_timeout(50)


def parts_sent(page: Page) -> list[str]:
    """The addresses of parts that are sent from now on."""
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "PUT" else None)
    return sent


def only_upload(hub: Hub) -> Upload:
    with hub.reading() as db:
        return db.scalars(select(Upload)).one()


def choose(page: Page, path: Path) -> None:
    page.wait_for_selector("[data-upload][data-is-ready]")
    page.set_input_files("input[type=file]", path)
