"""Searching in a real browser: the second in the player, a phone, the keyboard, and axe."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mediahub import demo
from mediahub.clock import utc_now
from mediahub.episodes.models import EpisodeTranscript
from mediahub.hub import Hub
from mediahub.media.models import MediaRole
from mediahub.transcripts.formats.reader import read_transcript
from mediahub.transcripts.service import put_cues
from tests.accessibility import broken
from tests.browsing import PHONE, served, visiting
from tests.cli_runner import CommandLine
from tests.factories import CREATED_AT, make_episode, make_media_file, make_show, make_transcript
from tests.mediahub.search.archive import bring_up_index

SOUND = Path(demo.__file__).parent / "demokratiresan-097-kommunala-rad.mp3"
WORDS = SOUND.with_suffix(".sv.vtt")


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
def hub(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A site with an episode of the demo."""
    with served(sqlite_template, tmp_path_factory.mktemp("site") / "data") as hub:
        add_demo_episode(hub)
        yield hub


@pytest.fixture(scope="module")
def mediahub(hub: Hub) -> CommandLine:
    """The command line of the site's installation."""
    return CommandLine(hub.settings.data_dir, MEDIAHUB_BASE_URL=hub.settings.origin)


@pytest.fixture(scope="module")
def phone(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A narrow page."""
    with visiting(browser, hub, PHONE) as page:
        yield page


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
