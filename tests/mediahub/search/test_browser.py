"""Searching in a real browser: the second in the player, a phone, the keyboard, and axe."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from mediahub import demo, worker
from mediahub.app import create
from mediahub.clock import utc_now
from mediahub.episodes.models import EpisodeTranscript
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.media.models import MediaRole
from mediahub.settings import Settings
from mediahub.transcripts.reading import read_transcript
from mediahub.transcripts.service import put_cues
from tests.accessibility import broken
from tests.commanding import CommandLine
from tests.factories import CREATED_AT, make_episode, make_media_file, make_show, make_transcript
from tests.mediahub.search.archive import bring_up_index
from tests.servers import listening, serving

SOUND = Path(demo.__file__).parent / "demokratiresan-097-kommunala-rad.mp3"
WORDS = SOUND.with_suffix(".sv.vtt")
PATIENCE_MS = 15_000
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def add_demo_episode(hub: Hub) -> None:
    """Episode 97 of the demo, as quickly as can be."""
    with SOUND.open("rb") as source:
        hub.store.put("media/97.mp3", source, "audio/mpeg")
    with hub.writing() as db:
        size = SOUND.stat().st_size
        sound = make_media_file(
            db,
            key="media/97.mp3",
            size_bytes=size,
            duration_seconds=76.0,
            role=MediaRole.ENCLOSURE,
            opens_at=CREATED_AT,
        )
        show = make_show(db, slug="demokratiresan")
        episode = make_episode(
            db, show, slug="97-kommunala-rad", enclosure=sound, opens_at=CREATED_AT
        )
        transcript = make_transcript(db)
        draft = read_transcript(WORDS.read_bytes(), WORDS.name)
        put_cues(db, transcript, draft.cues, actor="test", action="upload", now=utc_now())
        episode.transcripts.append(EpisodeTranscript(transcript=transcript))
    bring_up_index(hub)


@pytest.fixture(scope="module")
def mediahub(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CommandLine]:
    """The command line of an installation that is being served."""
    folder = tmp_path_factory.mktemp("site") / "data"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "mediahub.sqlite3")
    key = "a key that is only good for tests"
    with listening() as (socket, origin):
        settings = Settings(_env_file=None, data_dir=folder, base_url=origin, secret_keys=(key,))
        with closing(build(settings)) as hub:
            connect(hub, worker.JOBS)
            add_demo_episode(hub)
            with serving(create(hub), socket):
                yield CommandLine(folder, MEDIAHUB_BASE_URL=origin)


@pytest.fixture(scope="module")
def phone(mediahub: CommandLine) -> Iterator[Page]:
    """A narrow page that must not complain of anything."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        origin = mediahub.environment["MEDIAHUB_BASE_URL"]
        page = browser.new_page(base_url=origin, viewport={"width": 320, "height": 700})
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        yield page
        browser.close()
    assert complaints == []


def test_the_link_of_a_find_opens_the_player_at_its_second(
    mediahub: CommandLine, phone: Page
) -> None:
    found = json.loads(mediahub("search", "medborgarbudget", "--json").out)["hits"][0]
    assert "Medborgarbudget" in found["snippet"]
    phone.goto(found["url"])
    expect(phone.locator("#spelare [data-show-time]")).to_have_text("0:58")
    assert int(found["start_seconds"]) == 58


def test_by_keyboard_from_the_query_to_the_sound(phone: Page) -> None:
    phone.goto("/sok")
    expect(phone.locator("#q")).to_be_focused()
    phone.keyboard.type("budget")
    phone.keyboard.press("Enter")
    listen = phone.locator(".listen").first
    while not listen.evaluate("one => one === document.activeElement"):
        phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    begin = float(listen.get_attribute("data-start") or 0)
    phone.wait_for_function(
        "begin => document.querySelector('audio').currentTime > begin", arg=begin
    )
    expect(listen).to_have_class("listen is-playing")
    phone.keyboard.press("Space")
    expect(listen).to_have_class("listen")
    assert phone.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", ["/sok?", "/sok?q=budget&", "/sok?q=budgte&"])
def test_axe_finds_nothing(phone: Page, path: str, language: str) -> None:
    phone.goto(f"{path}lang={language}")
    phone.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert broken(phone) == []
