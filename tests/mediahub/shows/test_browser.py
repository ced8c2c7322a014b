"""Shows, people, search and status in a real browser: by keyboard, on a phone, and axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mediahub.accounts.models import Role
from mediahub.episodes.models import EpisodeCredit
from mediahub.hub import Hub
from mediahub.people.service import CreditLine, credit
from tests.accessibility import broken
from tests.browsing import DESKTOP, PHONE, REFUSED, served, signed_in
from tests.factories import make_episode, make_show, make_user, make_webcast
from tests.mediahub.search.archive import bring_up_index

PAGES = [
    ("/studio", "sv"),
    ("/studio/serier/resan", "en"),
    ("/studio/serier/resan/flode?kontrollera=1", "sv"),
    ("/studio/installningar", "en"),
]


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with a show, a draft and somebody credited in it, and a webcast."""
    with served(sqlite_template, tmp_path_factory.mktemp("studio")) as hub:
        with hub.writing() as db:
            episode = make_episode(db, make_show(db, slug="resan"), title="Demokratiråd")
            episode.credits = [credit(db, EpisodeCredit, CreditLine("Anna Ek"), 0)]
            make_webcast(db)
        bring_up_index(hub)
        yield hub


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """An administrator's phone."""
    with hub.writing() as db:
        user = make_user(db, Role.ADMINISTRATOR)
    with signed_in(browser, hub, user, PHONE, allowing=REFUSED) as page:
        yield page


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
    page.set_viewport_size(DESKTOP)
    page.goto("/studio/status?lang=en")
    page.get_by_role("searchbox", name="Search everything").fill("demokratiråd")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Demokratiråd")).to_be_visible()
    check(page)
    page.goto("/studio/status?lang=en")
    page.get_by_role("button", name="Check everything now").click()
    expect(page.get_by_role("heading", name="The check")).to_be_visible()
    check(page)
