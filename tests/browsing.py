"""A real browser, a site for it to visit, and pages that have nothing to complain about."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from mediahub import worker
from mediahub.accounts.login.sessions import cookie_name
from mediahub.accounts.models import User
from mediahub.app import create
from mediahub.clock import utc_now
from mediahub.hub import Clock, Hub, build
from mediahub.jobs.queue import connect
from mediahub.settings import Settings
from tests.mediahub.studio import CHEAP, session_token
from tests.servers import listening, serving

PATIENCE_MS = 30_000
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE: ViewportSize = {"width": 320, "height": 800}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
# What the console tells of a request that the site refuses, which it does for a reason.
REFUSED = "Failed to load resource: the server responded with a status of 4"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, which waits for what is expected of a page up to PATIENCE_MS.

    As long as it runs, no other event loop can run in this thread.
    """
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        with closing(playwright.chromium.launch(executable_path=path, args=CHROMIUM)) as browser:
            yield browser


@contextmanager
def served(template: Path, folder: Path, now: Clock = utc_now) -> Iterator[Hub]:
    """A hub whose site is running; its data are the folder's, its database a copy of a file."""
    folder.mkdir(exist_ok=True)
    shutil.copy(template, folder / "mediahub.sqlite3")
    keys = ("a key that is only good for tests",)
    with listening() as (socket, origin):
        settings = Settings(_env_file=None, data_dir=folder, base_url=origin, secret_keys=keys)
        with closing(build(settings, now)) as hub:
            connect(hub, worker.JOBS)
            with serving(create(hub, CHEAP), socket):
                yield hub


@contextmanager
def visiting(
    browser: Browser,
    hub: Hub,
    viewport: ViewportSize = DESKTOP,
    *,
    language: str = "",
    allowing: tuple[str, ...] | str = (),
) -> Iterator[Page]:
    """A page of somebody new to the site, who may have chosen a language.

    At the end it must not have complained: no errors of scripts, nothing that the policy stops,
    nothing else in the console but what begins with one of `allowing`.
    """
    origin = hub.settings.origin
    with closing(browser.new_context(base_url=origin, viewport=viewport)) as context:
        if language:
            _keep(context, hub, "lang", language)
        page = context.new_page()
        complaints = complaints_of(page, allowing)
        yield page
    assert not complaints, complaints


@contextmanager
def signed_in(
    browser: Browser,
    hub: Hub,
    user: User,
    viewport: ViewportSize = DESKTOP,
    *,
    language: str = "",
    allowing: tuple[str, ...] | str = (),
) -> Iterator[Page]:
    """A page of somebody who has just signed in to the studio; otherwise as `visiting`."""
    with visiting(browser, hub, viewport, language=language, allowing=allowing) as page:
        _keep(page.context, hub, cookie_name(hub.settings), session_token(hub, user))
        yield page


def complaints_of(page: Page, allowing: tuple[str, ...] | str = ()) -> list[str]:
    """Grows with what scripts fail at and what is told to the console."""
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on(
        "console",
        lambda said: None if said.text.startswith(allowing) else told.append(said.text),
    )
    return told


def _keep(context: BrowserContext, hub: Hub, name: str, value: str) -> None:
    context.add_cookies([{"name": name, "value": value, "url": hub.settings.origin}])
