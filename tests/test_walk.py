"""The walk: an audio file becomes an episode that a podcast app finds, fetches and trusts."""

import base64
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import httpx
import mutagen.id3
import pytest
from lxml import etree

from mediahub.hub import build
from mediahub.media.models import MediaFile
from mediahub.settings import Settings
from mediahub.transcripts.formats.registry import FORMATS
from mediahub.transcripts.formats.vtt import read_vtt
from tests.cli_runner import CommandLine
from tests.conftest import NOON
from tests.factories import make_media_file
from tests.mediahub.media.sounds import COVER, DEMO, digests, sound
from tests.servers import NO_TLS

AUDIO = DEMO / "demokratiresan-097-kommunala-rad.mp3"
TRANSCRIPT = DEMO / "demokratiresan-097-kommunala-rad.sv.vtt"
CHAPTERS = {
    "version": "1.2.0",
    "chapters": [
        {"startTime": 0, "title": "Om studien"},
        {"startTime": 18.983, "title": "Vilka deltar i råden?"},
    ],
}
ORIGIN = "https://podd.example"
NAMES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
}


@dataclass(frozen=True)
class Served:
    """A running `mediahub serve`: its process, where it answers, and what it has said."""

    process: subprocess.Popen[bytes]
    origin: str
    log: Path

    def get(self, address: str, **headers: str) -> httpx.Response:
        """A public address, asked of this process; the headers' names with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        here = self.origin + address.removeprefix(ORIGIN)
        return httpx.get(here, headers=named, verify=NO_TLS)


@contextmanager
def served(mediahub: CommandLine, *options: str) -> Iterator[Served]:
    log = mediahub.data_dir.parent / "serve.log"
    command = [sys.executable, "-m", "mediahub", "serve", *options]
    environment = {**os.environ, **mediahub.environment, "PORT": "0"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=mediahub.data_dir.parent, stdout=output, stderr=output
        )
    try:
        yield Served(process, _announced(process, log), log)
    finally:
        process.kill()
        process.wait(10)


def _announced(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if address := re.search(r"running on (http://127\.0\.0\.1:\d+)", log.read_text()):
            return address[1]
        time.sleep(0.02)
    raise AssertionError(f"it does not serve: {log.read_text()}")


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """The ids of the processes that it has started, from whichever thread."""
    files = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(child) for file in files for child in file.read_text().split()]


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def waited_for(process_ids: list[int], seconds: float = 20) -> bool:
    """Whether all of them end in time."""
    deadline = time.monotonic() + seconds
    while any(map(is_alive, process_ids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(is_alive, process_ids))


@pytest.fixture
def mediahub(tmp_path: Path) -> CommandLine:
    """An empty installation that `init` and `show add` have been run in."""
    mediahub = CommandLine(tmp_path / "data")
    mediahub.json("init")
    mediahub.json(
        *("show", "add", "demokratiresan", "--title", "Demokratiresan"),
        *("--description", "En podd om demokrati.", "--author", "SKR"),
        *("--category", "Government", "--host", "Nils Munthe, SKR", "--cover", COVER.absolute()),
    )
    return mediahub


def add_episode(mediahub: CommandLine, folder: Path) -> dict[str, Any]:
    """The command as a producer gives it, in a process of its own."""
    (folder / "kapitel.json").write_text(json.dumps(CHAPTERS))
    command = [sys.executable, "-m", "mediahub", "episode", "add", str(AUDIO.absolute())]
    command += ["--show", "demokratiresan", "--title", "#97 - Kommunala råd", "--topic", "råd"]
    command += ["--description", "En studie av **kommunala råd**.", "--publish", "now", "--json"]
    command += ["--host", "Nils Munthe, SKR", "--guest", "Anders Lidström, Umeå universitet"]
    command += ["--guest", "David Feltenius, docent, Umeå universitet"]
    command += ["--transcript", str(TRANSCRIPT.absolute()), "--chapters", "kapitel.json"]
    environment = {**os.environ, **mediahub.environment}
    ran = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def test_an_audio_file_becomes_an_episode_in_an_app(mediahub: CommandLine, tmp_path: Path) -> None:
    with served(mediahub) as server:
        assert feedparser.parse(server.get("/feeds/demokratiresan.xml").content).entries == []
        told = add_episode(mediahub, tmp_path)
        feed = _feed_within_a_second(server)
        _check_what_was_told(told)
        _check_with_feedparser(feed, told)
        item = etree.fromstring(feed).find("channel/item")
        _check_people_and_files(server, item)
        data = _downloaded_in_two_parts(server, told["enclosure_url"])
        _check_the_bytes(item, data)
        workers = children(server.process)
        assert len(workers) == 1
        server.process.kill()
        server.process.wait(10)
        assert waited_for(workers)


def _feed_within_a_second(server: Served) -> bytes:
    committed = time.monotonic()
    while (asked := time.monotonic()) <= committed + 1.0:
        feed = server.get("/feeds/demokratiresan.xml").content
        if b"<item>" in feed:
            return feed
        time.sleep(0.05)
    raise AssertionError(f"not seen after {asked - committed:.1f} s")


def _check_what_was_told(told: dict[str, Any]) -> None:
    assert told.keys() >= {"id", "guid", "url", "enclosure_url", "state"}
    assert told["state"] == "published"
    assert told["url"] == f"{ORIGIN}/demokratiresan/97-kommunala-rad"
    assert re.fullmatch(
        rf"{ORIGIN}/media/[0-9a-f-]{{36}}/demokratiresan-97-kommunala-rad\.mp3",
        told["enclosure_url"],
    )


def _check_with_feedparser(feed: bytes, told: dict[str, Any]) -> None:
    parsed = feedparser.parse(feed)
    (entry,) = parsed.entries
    assert (parsed.bozo, parsed.feed.title) == (False, "Demokratiresan")
    assert (entry.title, entry.id, entry.link) == ("Kommunala råd", told["guid"], told["url"])
    assert entry.itunes_episode == "97"
    (enclosure,) = entry.enclosures
    assert (enclosure.href, enclosure.type) == (told["enclosure_url"], "audio/mpeg")


def _check_people_and_files(server: Served, item: Any) -> None:
    people = [(one.text, one.get("role")) for one in item.iterfind("podcast:person", NAMES)]
    assert people == [
        ("Nils Munthe", "host"),
        ("Anders Lidström", "guest"),
        ("David Feltenius", "guest"),
    ]
    notes = item.findtext("content:encoded", namespaces=NAMES)
    assert "David Feltenius, docent, Umeå universitet" in notes
    transcript = item.find("podcast:transcript", NAMES)
    assert (transcript.get("language"), transcript.get("rel")) == ("sv", "captions")
    told = read_vtt(server.get(transcript.get("url")).text)
    assert told.cues[0][1] == read_vtt(TRANSCRIPT.read_text("utf-8")).cues[0][1]
    types = [one.get("type") for one in item.iterfind("podcast:transcript", NAMES)]
    assert types == [one.content_type for one in FORMATS]
    chapters = server.get(item.find("podcast:chapters", NAMES).get("url"))
    assert chapters.headers["content-type"] == "application/json+chapters"
    assert chapters.headers["access-control-allow-origin"] == "*"
    assert chapters.json()["chapters"] == CHAPTERS["chapters"]


def _downloaded_in_two_parts(server: Served, address: str) -> bytes:
    """As gPodder resumes: from where the first part ended, if the file is still the same."""
    first = server.get(address, Range="bytes=0-99999")
    assert first.status_code == 206
    condition = first.headers["etag"]
    rest = server.get(address, Range="bytes=100000-", If_Range=condition)
    assert rest.status_code == 206
    data = first.content + rest.content
    assert rest.headers["content-range"] == f"bytes 100000-{len(data) - 1}/{len(data)}"
    assert data == server.get(address).content
    return data


def _check_the_bytes(item: Any, data: bytes) -> None:
    assert item.find("enclosure").get("length") == str(len(data))
    integrity = item.find("podcast:alternateEnclosure/podcast:integrity", NAMES)
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    assert (integrity.get("type"), integrity.get("value")) == ("sri", f"sha256-{digest}")
    tags = mutagen.id3.ID3(BytesIO(data))
    assert (str(tags["TIT2"]), str(tags["TALB"])) == ("Kommunala råd", "Demokratiresan")
    starts = sorted(frame.start_time for frame in tags.getall("CHAP"))
    assert (starts, len(tags.getall("CTOC"))) == ([0, 18983], 1)
    assert digests(data) == digests(AUDIO.read_bytes())


BIG = os.urandom(1 << 20) * 20


@pytest.fixture
def migrated(tmp_path: Path, sqlite_template: Path) -> CommandLine:
    """An empty installation, made sooner than `init` does."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(sqlite_template, data / "mediahub.sqlite3")
    return CommandLine(data)


@pytest.fixture
def big(migrated: CommandLine) -> MediaFile:
    """A public file that does not fit into the buffers of a connection."""
    settings = Settings(
        data_dir=migrated.data_dir, secret_keys=("a key that is only good for tests",)
    )
    with closing(build(settings)) as hub:
        with hub.writing() as db:
            stored = {"size_bytes": len(BIG), "sha256": hashlib.sha256(BIG).hexdigest()}
            file = make_media_file(db, opens_at=NOON, **stored)
        hub.store.put(file.key, BytesIO(BIG), "audio/mpeg")
        return file


def test_a_request_in_flight_is_finished_before_it_stops(
    migrated: CommandLine, big: MediaFile
) -> None:
    with served(migrated, "--no-worker") as server:
        assert children(server.process) == []
        with slow_request(server.origin, f"/media/{big.id}/{big.filename}") as connection:
            received = connection.recv(1000)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            assert server.process.poll() is None
            while chunk := connection.recv(1 << 20):
                received += chunk
        assert received.partition(b"\r\n\r\n")[2] == BIG
        assert server.process.wait(20) == 0


@contextmanager
def slow_request(origin: str, path: str) -> Iterator[socket.socket]:
    """A client that has asked for a file and takes nothing of it yet."""
    host, port = origin.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        yield connection


def test_the_worker_works_and_stops_with_the_server(migrated: CommandLine, tmp_path: Path) -> None:
    tone = tmp_path / "ton.mp3"
    tone.write_bytes(sound(".mp3"))
    migrated.json("show", "add", "resan", "--title", "Resan", "--category", "Government")
    with served(migrated) as server:
        migrated.json("episode", "add", tone, "--show", "resan", "--title", "A")
        deadline = time.monotonic() + 60
        while loudness(migrated) is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert loudness(migrated) == pytest.approx(-19, abs=8)
        workers = children(server.process)
        server.process.terminate()
        assert server.process.wait(30) == 0
        assert waited_for(workers, 1)


def loudness(mediahub: CommandLine) -> object:
    return mediahub.json("episode", "show", "a", "--show", "resan")["loudness_lufs"]
