"""Signing in, users and the audit log in a real browser: by keyboard, folded menu, and axe."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mediahub.accounts import users
from mediahub.accounts.audit import ADDRESS
from mediahub.accounts.login import sessions
from mediahub.accounts.login.password_links import password_link
from mediahub.accounts.models import Role
from mediahub.clock import utc_now
from mediahub.hub import Hub
from tests.accessibility import broken
from tests.browsing import DESKTOP, PHONE, REFUSED, served, signed_in, visiting
from tests.factories import make_show, make_user
from tests.mediahub.studio import CHEAP, PASSWORD

CHIEF = "chief@skr.example"
OUTSIDE = ["/studio/logga-in", "/studio/losenord"]
INSIDE = [
    *("/studio", "/studio/konto", "/studio/anvandare/ny", "/studio/logg", "/studio/status"),
    *("/studio/installningar/rensning", "/studio/saknas/saknas", "/studio/sok/ord"),
    "/studio/anvandare",
]


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with a show, an administrator, and somebody who is limited to the show."""
    with served(sqlite_template, tmp_path_factory.mktemp("studio")) as hub:
        with hub.writing() as db:
            db.info[ADDRESS] = "192.0.2.1"
            hashed = CHEAP.hash(PASSWORD)
            chief = make_user(
                db, Role.ADMINISTRATOR, email=CHIEF, name="Anna Ek", password_hash=hashed
            )
            role, now, show = Role.PRODUCER, utc_now(), make_show(db)
            bo = users.add_user(
                db, "bo@skr.example", "Bo", role, actor=str(chief.id), now=now, shows=[show.id]
            )
            users.disable(db, bo, actor=str(chief.id), now=now)
        yield hub


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """The phone of somebody who has not signed in."""
    with visiting(browser, hub, PHONE, allowing=REFUSED) as page:
        yield page


@pytest.fixture
def inside(browser: Browser, hub: Hub) -> Iterator[Page]:
    """The phone of the administrator."""
    with hub.reading() as db:
        chief = users.get_user(db, CHIEF)
    with signed_in(browser, hub, chief, PHONE, allowing=REFUSED) as page:
        yield page


def check(page: Page) -> None:
    """Nothing for axe, in light and dark, and nothing wider than the window."""
    assert broken(page) == []
    page.emulate_media(color_scheme="dark")
    assert broken(page, runOnly=["color-contrast"]) == []
    page.emulate_media(color_scheme="light")
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")


def test_signed_in_by_keyboard(page: Page) -> None:
    page.goto("/studio/logga-in?lang=en&next=/studio/logg")
    page.get_by_label("Your e-mail address").focus()
    page.keyboard.type(CHIEF)
    page.keyboard.press("Tab")
    page.keyboard.type("fel lösenord")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The e-mail address or the password is wrong.")
    check(page)
    page.get_by_label("Password").first.focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Audit log")
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Users").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Users")
    expect(page.get_by_role("navigation", name="Main menu")).not_to_be_visible()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_pages_outside(page: Page, hub: Hub, language: str) -> None:
    with hub.reading() as db:
        link = password_link(
            hub.settings, users.get_user(db, CHIEF), utc_now() + timedelta(hours=1)
        )
    for path in (*OUTSIDE, link):
        page.goto(f"{path}?lang={language}")
        check(page)


@pytest.mark.parametrize(("language", "width"), [("sv", 320), ("en", 1280)])
def test_pages_inside(inside: Page, language: str, width: int) -> None:
    inside.set_viewport_size({"width": width, "height": 800})
    for path in INSIDE:
        inside.goto(f"{path}?lang={language}")
        check(inside)
    inside.get_by_role("link", name="Bo", exact=True).click()
    check(inside)


def test_menu_stands_beside_where_it_is_wide(inside: Page) -> None:
    inside.set_viewport_size(DESKTOP)
    inside.goto("/studio?lang=en")
    expect(inside.get_by_role("navigation", name="Main menu")).to_be_visible()
    expect(inside.get_by_role("button", name="Menu")).not_to_be_visible()


def test_errors_are_beside_the_field_and_on_top(inside: Page) -> None:
    inside.goto("/studio/anvandare/ny?lang=en")
    inside.get_by_role("button", name="Send the invitation").click()
    expect(inside.get_by_role("alert")).to_be_focused()
    inside.get_by_role("alert").get_by_role("link", name="Write the name.").click()
    expect(inside.get_by_label("Name")).to_be_focused()
    check(inside)


def test_a_long_form_is_sent_again_by_reloading_its_refusal(inside: Page, hub: Hub) -> None:
    words = "Ett ord till. " * 1_400
    inside.goto("/studio/nytt-natverk?lang=en")
    inside.locator("[name=title]").fill("Kontaktnätverket")
    inside.locator("[name=description]").fill(words)
    inside.locator("[name=places_per_organisation]").fill("2")
    with hub.writing() as db:
        sessions.end_all(db, users.get_user(db, CHIEF))
    inside.get_by_role("button", name="Save").click()
    expect(inside.get_by_role("heading", level=1)).to_have_text("This is too much at once")
    check(inside)
    with inside.expect_popup() as opened:
        inside.get_by_role("link", name="Sign in in another tab").click()
    tab = opened.value
    tab.get_by_label("Your e-mail address").fill(CHIEF)
    tab.get_by_label("Password").first.fill(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Hello Anna Ek")
    inside.reload()
    inside.get_by_role("button", name="Send it again").click()
    expect(inside.get_by_role("heading", level=1)).to_have_text("Kontaktnätverket")
    assert inside.locator("[name=description]").input_value().strip() == words.strip()
