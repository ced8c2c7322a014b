"""Signing in, users and the audit log in a real browser: by keyboard, folded menu, and axe."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mediahub import worker
from mediahub.accounts import sessions, users
from mediahub.accounts.audit import ADDRESS
from mediahub.accounts.links import password_link
from mediahub.accounts.models import Role
from mediahub.app import create
from mediahub.clock import utc_now
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.settings import Settings
from tests.accessibility import broken
from tests.factories import make_show, make_user
from tests.mediahub.studio import CHEAP, PASSWORD
from tests.servers import listening, serving

PATIENCE_MS = 15_000
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHIEF = "chief@skr.example"
OUTSIDE = ["/studio/logga-in", "/studio/losenord"]
INSIDE = ["/studio", "/studio/konto", "/studio/anvandare", "/studio/anvandare/ny", "/studio/logg"]


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with a show, an administrator, and somebody who is limited to the show."""
    folder = tmp_path_factory.mktemp("studio")
    shutil.copy(sqlite_template, folder / "mediahub.sqlite3")
    with listening() as (socket, origin):
        keys = ("a key that is only good for tests",)
        hub = build(Settings(_env_file=None, data_dir=folder, base_url=origin, secret_keys=keys))
        connect(hub, worker.JOBS)
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
        with serving(create(hub, CHEAP), socket):
            yield hub
        hub.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A phone, whose console has nothing to complain about."""
    complaints: list[str] = []
    size = {"width": 320, "height": 800}
    context = browser.new_context(base_url=hub.settings.origin, viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def inside(page: Page, hub: Hub) -> Page:
    """The phone of the administrator, who is signed in."""
    with hub.writing() as db:
        token = sessions.begin(db, users.get_user(db, CHIEF), utc_now())
    page.context.add_cookies([{"name": "studio", "value": token, "url": hub.settings.origin}])
    return page


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
    inside.goto("/studio/anvandare")
    inside.get_by_role("link", name="Bo", exact=True).click()
    check(inside)


def test_menu_stands_beside_where_it_is_wide(inside: Page) -> None:
    inside.set_viewport_size({"width": 1280, "height": 800})
    inside.goto("/studio?lang=en")
    expect(inside.get_by_role("navigation", name="Main menu")).to_be_visible()
    expect(inside.get_by_role("button", name="Menu")).not_to_be_visible()


def test_errors_are_beside_the_field_and_on_top(inside: Page) -> None:
    inside.goto("/studio/anvandare/ny?lang=en")
    inside.get_by_role("button", name="Send the invitation").click()
    inside.get_by_role("alert").get_by_role("link", name="Write the name.").click()
    expect(inside.get_by_label("Name")).to_be_focused()
    check(inside)
