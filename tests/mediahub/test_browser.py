"""The site in a real browser: the player, and what axe finds on every page in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from mediahub import demo
from mediahub.clock import utc_now
from mediahub.episodes.preview import preview_link
from mediahub.episodes.service import add_episode, get_episode
from mediahub.hub import Hub
from mediahub.webcasts.decisions import cancel_webcast
from mediahub.webcasts.service import coming, past
from mediahub.webcasts.urls import webcast_url
from tests.accessibility import require_accessible
from tests.browsing import PHONE, REFUSED, complaints_of, served, visiting

EPISODE = "/demokratiresan/97-kommunala-rad"
WEBCASTS = "/webbsandningar"
LONGEST_WORD = "Kommunstyrelseordförandekonferensen om 😀" + 8 * "välfärdspolitik"


SMARTPHONE: ViewportSize = {"width": 360, "height": 800}


@dataclass(frozen=True, slots=True)
class Site:
    """A demo that is served; a draft's preview, one that is too old; and three webcasts."""

    hub: Hub
    preview: str
    expired: str
    past: str
    course: str
    cancelled: str


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(sqlite_template, tmp_path_factory.mktemp("site")) as hub:
        show = demo.fill(hub)
        with hub.writing() as db:
            audio = get_episode(db, show, "97").audio
            draft = add_episode(db, audio=audio, show=show, now=utc_now(), title="Ett utkast")
            now, hour = utc_now(), timedelta(hours=1)
            preview = preview_link(hub.settings, draft, now, hour)
            expired = preview_link(hub.settings, draft, now - 2 * hour, hour)
            last = past(db, now, limit=1)[0]
            called_off, course, *_ = coming(db, now)
            cancel_webcast(db, called_off, actor="test", now=now)
            named = [webcast_url("", webcast) for webcast in (last, course, called_off)]
        origin = hub.settings.origin
        yield Site(hub, preview.removeprefix(origin), expired.removeprefix(origin), *named)


@pytest.fixture(scope="module")
def tab(browser: Browser, site: Site) -> Iterator[Page]:
    """One page for the tests that only look, some at what is not there."""
    with visiting(browser, site.hub, allowing=REFUSED) as page:
        yield page


@pytest.fixture(scope="module")
def opened(browser: Browser, site: Site) -> Iterator[tuple[Page, list[str]]]:
    """One page for all tests, for each would be a process; and what it complains of.

    It is a phone that lets pages use its clipboard.
    """
    with visiting(browser, site.hub, SMARTPHONE) as page:
        permissions = ["clipboard-read", "clipboard-write"]
        page.context.grant_permissions(permissions, origin=site.hub.settings.origin)
        yield page, complaints_of(page)


@pytest.fixture
def page(opened: tuple[Page, list[str]]) -> Iterator[Page]:
    """A page that must not complain: no errors of scripts, and nothing that the policy stops."""
    page, complaints = opened
    complaints.clear()
    yield page
    assert complaints == []
    # What is still being fetched for a page that is left, as the image of what plays, is refused.
    page.goto("about:blank")


def seconds(page: Page) -> float:
    """Where the sound is."""
    at = page.evaluate("document.querySelector('audio').currentTime")
    assert isinstance(at, float | int)
    return at


def wait_until_heard(page: Page, after: float) -> None:
    page.wait_for_function("at => document.querySelector('audio').currentTime > at", arg=after)


def button(page: Page, name: str) -> Locator:
    return page.locator("#spelare").get_by_role("button", name=name)


def test_keyboard_plays_pauses_seeks_and_sets_the_speed(page: Page) -> None:
    page.goto(EPISODE)
    button(page, "Spela").focus()
    page.keyboard.press("Space")
    expect(button(page, "Pausa")).to_be_focused()
    wait_until_heard(page, 0.2)
    page.keyboard.press("Space")
    expect(button(page, "Spela")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert 30 < seconds(page) < 34
    page.keyboard.press("Tab")
    expect(page.get_by_role("slider", name="Läge")).to_be_focused()
    page.keyboard.press("ArrowRight")
    assert 35 < seconds(page) < 39
    page.keyboard.press("Home")
    assert seconds(page) == 0
    page.keyboard.press("Tab")
    page.keyboard.type("1,5")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5


def test_slider_says_the_time_and_the_chapter(page: Page) -> None:
    page.goto(f"{EPISODE}#t=20")
    slider = page.get_by_role("slider", name="Läge")
    expect(slider).to_have_attribute("aria-valuetext", "0:20 av 1:16, Vilka deltar i råden?")


def test_chapter_plays_from_its_start(page: Page) -> None:
    page.goto(EPISODE)
    page.get_by_role("link", name="När rådet ska in").click()
    expect(button(page, "Pausa")).to_be_visible()
    wait_until_heard(page, 38.1)
    assert seconds(page) < 58
    expect(page.locator(".chapters [aria-current]")).to_have_text("0:38 När rådet ska in")
    assert page.url.endswith("#t=38")


def test_sentence_of_the_transcript_plays_and_is_marked(page: Page) -> None:
    page.goto(EPISODE)
    sentence = page.get_by_text("Därför är tidpunkten avgörande.")
    sentence.click()
    expect(page.locator(".is-heard")).to_contain_text("Därför är tidpunkten avgörande.")
    expect(page.get_by_role("region", name="Spelare, liten")).to_be_visible()


@pytest.mark.parametrize("address", ["#t=54", "#t=0:54", "?t=54"])
def test_address_says_where_to_begin(page: Page, address: str) -> None:
    page.goto(EPISODE + address)
    expect(page.locator("#spelare [data-show-time]")).to_have_text("0:54")
    button(page, "Spela").click()
    wait_until_heard(page, 54)
    assert seconds(page) < 75


def test_link_to_this_second_is_copied(page: Page, site: Site) -> None:
    page.goto(f"{EPISODE}#t=54")
    button(page, "Kopiera länk till 0:54").click()
    expect(page.locator("#spelare").get_by_role("status")).to_have_text(
        "Länken är kopierad. Den börjar vid 0:54."
    )
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == f"{site.hub.settings.origin}{EPISODE}#t=54"
    )


def test_address_of_the_feed_is_copied(page: Page, site: Site) -> None:
    page.goto("/demokratiresan")
    page.get_by_role("button", name="Kopiera adressen").click()
    expect(page.locator(".copy").get_by_role("status")).to_contain_text("Adressen är kopierad.")
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"{site.hub.settings.origin}/feeds/demokratiresan.xml"
    )


def test_latest_episode_plays_on_the_start_page(page: Page) -> None:
    page.goto("/")
    button(page, "Spela").click()
    wait_until_heard(page, 0.2)


def test_preview_plays(page: Page, site: Site) -> None:
    page.goto(site.preview)
    button(page, "Spela").click()
    wait_until_heard(page, 0.2)


def test_sound_that_fails_is_told_of(tab: Page) -> None:
    page = tab.context.new_page()
    page.route("**/media/**/*.mp3", lambda route: route.abort())
    page.goto(EPISODE)
    button(page, "Spela").click()
    expect(page.locator("#spelare").get_by_role("status")).to_have_text(
        "Ljudet gick inte att hämta. Ladda om sidan, eller ladda ner filen."
    )
    page.unroute("**/media/**/*.mp3")
    button(page, "Spela").click()
    wait_until_heard(page, 0.2)
    page.close()


def test_plays_without_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.hub.settings.origin, java_script_enabled=False)
    page = context.new_page()
    page.goto(EPISODE)
    page.get_by_role("link", name="När rådet ska in").click()
    assert page.locator("audio[controls]").get_attribute("src", timeout=1000) == (
        f"{page.get_by_role('link', name='Ladda ner').get_attribute('href')}#t=38"
    )
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("path", ["/", EPISODE])
def test_page_is_light_without_its_media(page: Page, path: str) -> None:
    page.goto(path, wait_until="load")
    weight = page.evaluate(
        "performance.getEntries().filter(entry => !entry.name.includes('/media/'))"
        ".reduce((sum, entry) => sum + (entry.decodedBodySize ?? 0), 0)"
    )
    assert 10_000 < weight < 100_000


@pytest.mark.parametrize("path", ["/", EPISODE, "/finns-inte", WEBCASTS, "past", "course"])
def test_nothing_is_wider_than_the_window(tab: Page, site: Site, path: str) -> None:
    tab.set_viewport_size(PHONE)
    tab.goto(getattr(site, path, path))
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    tab.locator(":is(h1, h2, h3)").evaluate_all(
        "(found, text) => found.forEach(one => (one.querySelector('a') ?? one).textContent = text)",
        LONGEST_WORD,
    )
    assert tab.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "path",
    ["/", EPISODE, "preview", "/finns-inte", "expired", WEBCASTS, "past", "course", "cancelled"],
)
def test_axe_finds_nothing(tab: Page, site: Site, path: str, language: str) -> None:
    address = getattr(site, path, path)
    tab.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    assert tab.locator("html").get_attribute("lang") == language
    require_accessible(tab)


def test_axe_finds_nothing_while_it_plays(page: Page) -> None:
    page.goto(EPISODE)
    page.get_by_text("Därför är tidpunkten avgörande.").click()
    expect(page.get_by_role("region", name="Spelare, liten")).to_be_visible()
    require_accessible(page)
