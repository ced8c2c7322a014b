"""The registration form in a real browser: by keyboard, narrow and wide, and what axe finds."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mediahub.clock import utc_now
from mediahub.hub import Hub
from tests.accessibility import require_accessible
from tests.browsing import PHONE, REFUSED, served, visiting
from tests.factories import make_registration, make_series, make_webcast

OPEN = "/webbsandningar/oppen/anmalan"
PAGES = [OPEN, "/webbsandningar/full/anmalan", "/webbsandningar/kurs/anmalan", f"{OPEN}/tack"]


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with a webcast, one that is full, one that is closed and a course."""
    started, steps = utc_now(), count()
    with served(
        sqlite_template,
        tmp_path_factory.mktemp("site"),
        # Each look at this clock takes ten seconds: nobody here fills in a form too fast.
        lambda: started + timedelta(seconds=10 * next(steps)),
    ) as hub:
        with hub.writing() as db:
            soon = {"starts_at": utc_now() + timedelta(days=7), "is_form_open": True}
            make_webcast(db, slug="oppen", price_text="250 kr per länk", **soon)
            make_registration(db, make_webcast(db, slug="full", capacity=1, **soon))
            make_webcast(db, slug="stangd", is_form_open=True, contact_email="kontakt@skr.example")
            series = make_series(db, is_form_open=True)
            make_webcast(db, slug="kurs", series=series, starts_at=soon["starts_at"])
        yield hub


@pytest.fixture(scope="module")
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A phone, one for all tests, for a new context is a process that has to learn axe first."""
    with visiting(browser, hub, PHONE, allowing=REFUSED) as page:
        yield page


def test_person_registers_by_keyboard(page: Page) -> None:
    page.goto(OPEN)
    page.get_by_label("Ditt namn").focus()
    page.keyboard.type("Anna Ek")
    page.keyboard.press("Tab")
    page.keyboard.type("anna.ek")
    page.keyboard.press("Tab")
    page.keyboard.type("Borås stad")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Din e-postadress")).to_be_focused()
    expect(page.get_by_label("Ditt namn")).to_have_value("Anna Ek")
    page.keyboard.press("End")
    page.keyboard.type("@boras.se")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Anmäl mig")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack för din anmälan")


def with_errors(page: Page) -> None:
    page.goto(OPEN)
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_window(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", [*PAGES, "/webbsandningar/stangd/anmalan"])
def test_axe_finds_nothing(page: Page, path: str, language: str) -> None:
    page.goto(f"{path}?lang={language}")
    require_accessible(page)


def test_axe_finds_nothing_in_errors(page: Page) -> None:
    with_errors(page)
    require_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
