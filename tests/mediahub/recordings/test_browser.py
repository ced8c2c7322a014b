"""Watching in a real browser: from the link in the mail to the last second of the window."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

import mediahub.demo
from mediahub.clock import utc_now
from mediahub.hub import Hub
from mediahub.media.models import MediaFile, MediaRole
from mediahub.media.processing.poster import poster
from mediahub.media.service import receive_bytes
from mediahub.participants.links import token
from mediahub.recordings.captions import ReceivedCaptions, set_captions
from mediahub.recordings.models import PublicViews
from mediahub.transcripts.formats.reader import read_transcript
from mediahub.webcasts.models import Access, ProgrammePoint
from tests.accessibility import require_accessible
from tests.browsing import PHONE, REFUSED, served, visiting
from tests.factories import make_recording, make_registration, make_webcast

CUT_OFF = "Failed to load resource: net::"  # what some tests bring about
WATCH = "/webbsandningar/dialog/inspelning"
EVERYONE = "/webbsandningar/repris/inspelning"
FOLDER = Path(mediahub.demo.__file__).parent
NAME = "webbsandning-2024-09-11-systematiskt-arbetssatt"
SECONDS = 84.8
POINTS = ("Välkomna", "Varför ett systematiskt arbetssätt?", "Samtal och frågor")


@dataclass
class Site:
    """A site whose clock can be put forward; links to an open, a coming and a closed recording."""

    folder: Path
    ahead: timedelta = timedelta(0)
    links: dict[str, str] = field(default_factory=dict)

    def now(self) -> datetime:
        """The time as the site sees it."""
        return utc_now() + self.ahead

    def rows(self) -> list[str]:
        """All rows of all tables."""
        with closing(sqlite3.connect(self.folder / "mediahub.sqlite3")) as db:
            return list(db.iterdump())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def hub(sqlite_template: Path, site: Site) -> Iterator[Hub]:
    """What runs the site."""
    with served(sqlite_template, site.folder, site.now) as hub:
        with hub.writing() as db:
            site.links = fill(hub, db)
        yield hub


def fill(hub: Hub, db: Session) -> dict[str, str]:
    """The demo's recording, whose window ends in two days; one that is coming; one that is over."""
    began = utc_now() - timedelta(days=12, hours=3)
    webcast = make_webcast(db, slug="dialog", starts_at=began, contact_email="fraga@skr.example")
    webcast.programme = [
        ProgrammePoint(title=title, starts_at=began + timedelta(seconds=30 * at), position=at)
        for at, title in enumerate(POINTS)
    ]
    ends = webcast.end
    spoken = stored(hub, db, MediaRole.TRANSCRIPT, f"{NAME}.sv.vtt", "text/vtt")
    video = stored(hub, db, MediaRole.RECORDING, f"{NAME}.mp4", "video/mp4")
    still = poster(FOLDER / f"{NAME}.mp4", SECONDS)
    picture = receive_bytes(hub.store, MediaRole.POSTER, still, "p.jpg", "image/jpeg", ends)
    recording = make_recording(
        db,
        webcast,
        hub.store,
        opens_at=ends,
        closes_at=ends + timedelta(days=14),
        media=video,
        playable=video,
        poster=picture,
        captions=[],
    )
    draft = read_transcript((FOLDER / f"{NAME}.sv.vtt").read_bytes(), spoken.filename)
    set_captions(db, recording, ReceivedCaptions(draft, spoken, "sv"), actor="test", now=ends)
    coming = make_webcast(db, starts_at=utc_now() - timedelta(hours=4))
    over = make_webcast(db, starts_at=began)
    make_recording(db, over, opens_at=ends, closes_at=ends + timedelta(days=1))
    replay = make_webcast(db, slug="repris", starts_at=began, access=Access.PUBLIC)
    make_recording(db, replay, opens_at=ends, media=stored(hub, db, MediaRole.RECORDING,
                   f"{NAME}.mp4", "video/mp4"), playable=video)  # fmt: skip
    held = {"open": webcast, "coming": coming, "closed": over}
    return {
        name: f"/inspelning/{token(hub.settings.secret_keys, make_registration(db, one))}"
        for name, one in held.items()
    }


def stored(hub: Hub, db: Session, role: MediaRole, name: str, content_type: str) -> MediaFile:
    data = (FOLDER / name).read_bytes()
    file = receive_bytes(hub.store, role, data, name, content_type, utc_now())
    file.duration_seconds = SECONDS
    db.add(file)
    db.flush()
    return file


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A phone."""
    with visiting(browser, hub, PHONE, allowing=(REFUSED, CUT_OFF)) as page:
        yield page


def asked_for(page: Page) -> list[str]:
    """Grows with each link that the page asks for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/spela"):
            asked.append(request.method)

    page.on("request", note)
    return asked


def seconds(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def wait_until_seen(page: Page, after: float) -> None:
    page.wait_for_function("at => document.querySelector('video').currentTime > at", arg=after)


def play(page: Page, site: Site) -> None:
    page.goto(site.links["open"])
    page.wait_for_url(f"**{WATCH}")
    page.get_by_role("button", name="Spela", exact=True).press("Enter")
    wait_until_seen(page, 0.2)


def test_link_leads_to_a_recording_that_plays_by_keyboard(page: Page, site: Site) -> None:
    play(page, site)
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("inspelning", True, "Lax")
    assert page.evaluate("document.activeElement.localName") == "video"
    track = "document.querySelector('track').track"
    page.wait_for_function(f"{track}.mode === 'showing' && {track}.cues?.length > 5")
    page.get_by_role("button", name="Spela från 1:00").press("Enter")
    wait_until_seen(page, 60)
    assert 60 < seconds(page) < 75
    page.get_by_role("button", name="−15").press("Enter")
    assert 44 < seconds(page) < 62
    page.get_by_label("Hastighet").select_option("1.5")
    assert page.evaluate("document.querySelector('video').playbackRate") == 1.5


def test_links_that_a_browser_opens_change_and_count_nothing(page: Page, site: Site) -> None:
    before = site.rows()
    for name in ("coming", "closed", "open"):
        page.goto(site.links[name])
        page.wait_for_load_state("networkidle")
    page.wait_for_url(f"**{WATCH}")
    assert site.rows() == before


def test_jump_before_play_starts_there(page: Page, site: Site) -> None:
    page.goto(site.links["open"])
    page.get_by_role("button", name="Spela från 0:30").click()
    wait_until_seen(page, 30)
    assert seconds(page) < 45


def test_resuming_after_the_link_expired_goes_on_where_it_was(page: Page, site: Site) -> None:
    asked = asked_for(page)
    page.clock.install()
    play(page, site)
    page.get_by_label("Hastighet").select_option("1.5")
    page.get_by_role("button", name="Spela från 0:30").click()
    wait_until_seen(page, 31)
    page.evaluate("document.querySelector('video').pause()")
    before, old = seconds(page), page.locator("video").get_attribute("src")
    try:
        site.ahead = timedelta(minutes=31)
        page.clock.fast_forward("31:00")
        assert page.request.get(old or "").status == 410
        page.locator("video").press("Space")
        wait_until_seen(page, before + 0.5)
    finally:
        site.ahead = timedelta(0)
    assert page.locator("video").get_attribute("src") != old
    assert before < seconds(page) < before + 15
    assert page.evaluate("document.querySelector('video').playbackRate") == 1.5
    assert asked == ["POST", "POST"]


def test_media_that_fail_are_tried_once_more_and_then_told_of(page: Page, site: Site) -> None:
    asked = asked_for(page)
    page.route("**/filer/**", lambda route: route.abort())
    page.goto(site.links["open"])
    page.get_by_role("button", name="Spela", exact=True).click()
    again = page.get_by_role("button", name="Försök igen")
    expect(again).to_be_visible()
    expect(page.get_by_role("region", name="Spelare").get_by_role("status")).to_have_text(
        "Inspelningen gick inte att hämta. Kontrollera din uppkoppling och försök igen."
    )
    assert asked == ["POST", "POST"]
    page.unroute("**/filer/**")
    again.click()
    wait_until_seen(page, 0.2)
    expect(again).to_be_hidden()
    assert len(asked) == 3


def test_page_tells_when_time_runs_out_and_then_closes(page: Page, site: Site) -> None:
    page.clock.install()
    play(page, site)
    told = page.locator("[aria-live=polite][data-countdown]")
    expect(told).to_be_empty()
    page.clock.fast_forward("24:00:30")
    expect(told).to_have_text("Inspelningen stänger om 24 timmar.")
    page.clock.fast_forward("23:00:00")
    expect(told).to_have_text("Inspelningen stänger om en timme.")
    page.clock.fast_forward("55:00")
    expect(told).to_have_text("Inspelningen stänger om fem minuter.")
    page.clock.fast_forward("05:00")
    expect(page.get_by_role("region", name="Spelare")).to_have_text(
        "Inspelningen är stängd. Tack för att du tittade.", use_inner_text=True
    )
    assert page.evaluate("document.querySelector('video').paused")
    expect(page.get_by_role("link", name="Dokumentation")).to_be_hidden()


def test_watching_is_told_to_the_site_while_it_plays(page: Page, site: Site) -> None:
    told: list[str | None] = []
    page.on("request", lambda one: told.append(one.post_data) if "puls" in one.url else None)
    page.clock.install()
    play(page, site)
    page.clock.fast_forward("00:30")
    with page.expect_response("**/puls") as answer:
        wait_until_seen(page, 1.5)
    assert answer.value.status == 204
    page.evaluate("document.querySelector('video').pause()")
    page.clock.fast_forward("10:00")
    assert [(form or "").rpartition("=")[0].rpartition("&")[2] for form in told] == ["seconds"]


def test_a_replay_for_everyone_is_counted_once(page: Page, hub: Hub, site: Site) -> None:
    told: list[str | None] = []
    page.on("request", lambda one: told.append(one.post_data) if "puls" in one.url else None)
    page.clock.install()
    page.goto(EVERYONE)
    page.get_by_role("button", name="Spela", exact=True).press("Enter")
    wait_until_seen(page, 0.2)
    try:
        for _ in range(2):
            site.ahead += timedelta(seconds=30)
            page.clock.fast_forward("00:30")
            with page.expect_response("**/puls") as answer:
                wait_until_seen(page, seconds(page) + 1.5)
            assert answer.value.status == 200
    finally:
        site.ahead = timedelta(0)
    first, second = (str(form).partition("&")[0] for form in told)
    assert first != second
    with hub.reading() as db:
        assert db.scalars(select(PublicViews.views)).all() == [1]


def test_plays_without_script(browser: Browser, hub: Hub, site: Site) -> None:
    context = browser.new_context(base_url=hub.settings.origin, java_script_enabled=False)
    page = context.new_page()
    page.goto(site.links["open"])
    page.get_by_role("button", name="Till inspelningen").click()
    page.wait_for_url(f"**{WATCH}")
    expect(page.get_by_role("button")).to_have_count(1)
    with page.expect_response("**/filer/**") as media:
        page.get_by_role("button", name="Spela").click()
    assert media.value.headers["content-type"] == "video/mp4"
    context.close()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_axe_finds_nothing_and_nothing_is_too_wide(page: Page, site: Site, language: str) -> None:
    page.route("**/enter.js*", lambda route: route.abort())
    page.goto(f"{site.links['open']}?lang={language}")
    look(page, language)
    page.get_by_role("main").get_by_role("button").click()
    look(page, language)
    page.get_by_role("button", name="Spela" if language == "sv" else "Play", exact=True).click()
    expect(page.locator("[data-tools]")).to_be_visible()
    look(page, language)
    page.goto(site.links["closed"])
    look(page, language)
    page.goto(site.links["coming"])
    page.get_by_role("main").get_by_role("button").click()
    look(page, language)
    page.context.clear_cookies(name="inspelning")
    page.goto(WATCH)
    look(page, language)


def look(page: Page, language: str) -> None:
    page.wait_for_load_state()  # A click does not wait for the style sheet.
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    require_accessible(page)
