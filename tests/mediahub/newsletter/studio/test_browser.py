"""A published letter is corrected, withdrawn, put back and copied in a real browser; axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mediahub.clock import utc_now
from mediahub.hub import Hub
from mediahub.newsletter import service
from mediahub.newsletter.publication import publish_letter
from mediahub.newsletter.urls import letter_name
from tests.accessibility import broken
from tests.browsing import served, signed_in
from tests.factories import make_episode, make_show, make_user


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with served(sqlite_template, tmp_path_factory.mktemp("letters")) as hub:
        yield hub


@pytest.fixture
def name(hub: Hub) -> str:
    """A letter that is out, about an episode."""
    now = utc_now()
    with hub.writing() as db:
        make_episode(db, make_show(db), title="Kommunala råd", opens_at=now)
        letter = service.draft_letter(db, now, utc_now(), now=utc_now(), language="en")
        service.add_letter(db, letter)
        publish_letter(db, letter, actor="test", now=now)
        return letter_name(letter)


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    with hub.writing() as db:
        user = make_user(db)
    gone = "Failed to load resource: the server responded with a status of 410"
    with signed_in(browser, hub, user, language="en", allowing=(gone,)) as page:
        yield page


def press(page: Page, text: str) -> None:
    page.get_by_role("button", name=text).click()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_published_letter_is_put_right_withdrawn_and_copied(
    page: Page, name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/studio/nyhetsbrev/{name}")
    page.get_by_text("Other words").click()
    page.get_by_label("Heading").first.fill("Rätt rubrik")
    page.locator(".items details form").first.get_by_role("button").click()
    expect(page.locator(".notice.is-done")).to_have_text("The item is changed.")
    page.goto(f"/nyhetsbrev/{name}")
    expect(page.locator("article h2")).to_have_text("Rätt rubrik")
    expect(page.locator("article .meta strong")).to_contain_text("Corrected ")
    page.goto(f"/studio/nyhetsbrev/{name}")
    page.locator("summary", has_text="Withdraw the letter").click()
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    press(page, "Withdraw it now")
    assert page.request.get(f"/nyhetsbrev/{name}").status == 410
    assert f"/nyhetsbrev/{name}" not in page.request.get("/nyhetsbrev.xml").text()
    assert broken(page) == []
    press(page, "Put it back")
    expect(page.locator(".notice.is-done")).to_contain_text("is back in the archive")
    assert page.request.get(f"/nyhetsbrev/{name}").status == 200
    press(page, "Copy it to a new draft")
    expect(page.locator(".items h3")).to_have_text("Rätt rubrik")
    expect(page.locator(".badge")).to_have_text("Draft")
