"""Shows, people, search and status in a real browser: by keyboard, on a phone, and axe."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mediahub import worker
from mediahub.accounts import sessions
from mediahub.accounts.models import Role
from mediahub.app import create
from mediahub.clock import utc_now
from mediahub.episodes.models import EpisodeCredit
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.people.service import CreditLine, credit
from mediahub.settings import Settings
from tests.accessibility import broken
from tests.factories import make_episode, make_show, make_user, make_webcast
from tests.mediahub.search.archive import bring_up_index
from tests.mediahub.studio import CHEAP
from tests.servers import listening, serving

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAGES = [
    ("/studio", "sv"),
    ("/studio/serier/resan", "en"),
    ("/studio/serier/resan/flode?kontrollera=1", "sv"),
    ("/studio/installningar", "en"),
]


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with a show, a draft and somebody credited in it, and a webcast."""
    folder = tmp_path_factory.mktemp("studio")
    shutil.copy(sqlite_template, folder / "mediahub.sqlite3")
    with listening() as (socket, origin):
        keys = ("a key that is only good for tests",)
        hub = build(Settings(_env_file=None, data_dir=folder, base_url=origin, secret_keys=keys))
        connect(hub, worker.JOBS)
        with hub.writing() as db:
            episode = make_episode(db, make_show(db, slug="resan"), title="Demokratiråd")
            episode.credits = [credit(db, EpisodeCredit, CreditLine("Anna Ek"), 0)]
            make_webcast(db)
        bring_up_index(hub)
        with serving(create(hub, CHEAP), socket):
            yield hub
        hub.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """An administrator's phone, whose console has nothing to complain about."""
    with hub.writing() as db:
        token = sessions.begin(db, make_user(db, Role.ADMINISTRATOR), utc_now())
    complaints: list[str] = []
    size = {"width": 320, "height": 800}
    context = browser.new_context(base_url=hub.settings.origin, viewport=size)  # type: ignore[arg-type]
    context.add_cookies([{"name": "studio", "value": token, "url": hub.settings.origin}])
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def check(page: Page) -> None:
    """Nothing for axe, and nothing wider than the window."""
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")


def test_pages_are_for_everyone(page: Page) -> None:
    for path, language in PAGES:
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        check(page)
    page.goto("/studio/personer?lang=sv")
    page.get_by_role("link", name="Anna Ek").click()
    check(page)


def test_a_show_is_added_and_changed_by_keyboard(page: Page) -> None:
    page.goto("/studio/serier?lang=en")
    page.get_by_role("link", name="Add a show").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Title").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("A show needs a title.")
    check(page)
    page.get_by_label("Title").focus()
    page.keyboard.type("Kommunala råd")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("The show is there.")
    page.get_by_label("Hosts").focus()
    page.keyboard.type("Nils Munthe, SKR")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    expect(page.get_by_label("Hosts")).to_have_value("Nils Munthe, SKR")


def test_the_field_in_the_menu_finds_a_draft(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/studio/status?lang=en")
    page.get_by_role("searchbox", name="Search everything").fill("demokratiråd")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Demokratiråd")).to_be_visible()
    check(page)
    page.goto("/studio/status?lang=en")
    page.get_by_role("button", name="Check everything now").click()
    expect(page.get_by_role("heading", name="The check")).to_be_visible()
    check(page)
