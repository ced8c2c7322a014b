"""Bad input from the command line: a sentence, exit 1, no row, no stray file."""

import json
import resource
import shutil
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from tests.cli_runner import CommandLine, Ran
from tests.mediahub.media.sounds import COVER, film, picture, sound

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nVälkommen\n"
FALLING = {
    "version": "1.2.0",
    "chapters": [{"startTime": 9, "title": "B"}, {"startTime": 1, "title": "A"}],
}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A folder with one show and one episode, number 97, and the file that it was made of."""
    folder = tmp_path_factory.mktemp("installation")
    (folder / "data").mkdir()
    shutil.copy(sqlite_template, folder / "data/mediahub.sqlite3")
    (folder / "bra.mp3").write_bytes(sound(".mp3"))
    mediahub = CommandLine(folder / "data")
    mediahub.json("show", "add", "resan", "--title", "Resan", "--category", "Government")
    assert add(mediahub, "bra.mp3", "--number", "97", title="Kommunala råd").code == 0
    return folder


@pytest.fixture
def show(installation: Path, tmp_path: Path) -> CommandLine:
    """An installation like that, of the test's own."""
    shutil.copytree(installation, tmp_path, dirs_exist_ok=True)
    return CommandLine(tmp_path / "data", MEDIAHUB_LANGUAGE="en")


def add(mediahub: CommandLine, audio: object, *options: object, title: str = "Ny") -> Ran:
    return mediahub("episode", "add", audio, "--show", "resan", "--title", title, *options)


def rows(mediahub: CommandLine) -> dict[str, int]:
    """How many rows every table has."""
    with closing(sqlite3.connect(mediahub.data_dir / "mediahub.sqlite3")) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for (name,) in tables
        }


def files(mediahub: CommandLine) -> set[Path]:
    """Every stored file and every file in the making."""
    folders = (mediahub.data_dir / "media", mediahub.data_dir / "work")
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


def id3_with_picture(folder: Path) -> Path:
    """An MP3 whose tag holds 200 MB of picture; the file is sparse."""
    path, size = folder / "bild.mp3", 200_000_000
    safe = bytes(size + 10 >> shift & 0x7F for shift in (21, 14, 7, 0))
    with path.open("wb") as file:
        file.write(b"ID3\x03\x00\x00" + safe + b"APIC" + struct.pack(">IH", size, 0))
        file.seek(size + 20)
        file.write(sound(".mp3"))
    return path


def silent_wav(folder: Path) -> Path:
    path = folder / "tyst.wav"
    path.write_bytes(
        b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 44100, 88200, 2, 16)
        + b"data" + struct.pack("<I", 0)
    )  # fmt: skip
    return path


def made(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


@dataclass(frozen=True)
class Bad:
    """Something wrong in what is given, and what is said of it in English."""

    sentence: str
    audio: Callable[[Path], Path] = field(default_factory=lambda: made("ny.mp3", sound(".mp3")))
    options: Callable[[Path], list[object]] = lambda _: []
    title: str = "Ny"


def given(option: str, name: str, data: bytes) -> Callable[[Path], list[object]]:
    return lambda folder: [option, made(name, data)(folder)]


def always(*options: object) -> Callable[[Path], list[object]]:
    return lambda _: list(options)


BAD = {
    "empty": Bad("The file “ny.mp3” is empty.", made("ny.mp3", b"")),
    "truncated MP3": Bad(
        "The file “ny.mp3” is truncated",
        made("ny.mp3", sound(".mp3", source="sine=440:duration=9")[:40_000]),
    ),
    "truncated MP4": Bad("The file “ny.mp4” is truncated", made("ny.mp4", film()[:-2000])),
    "PNG as MP3": Bad("The file “ny.mp3” is", made("ny.mp3", picture(40, 40))),
    "zero duration": Bad("The file “tyst.wav”", silent_wav),
    "huge picture": Bad("The file “bild.mp3” holds more than 32 MB of tags", id3_with_picture),
    "unreadable": Bad("cannot be read: Is a directory.", lambda folder: folder),
    "absent": Bad("cannot be read: No such file", lambda folder: folder / "saknas.mp3"),
    "charset": Bad(
        "“a.vtt” is not text.", options=given("--transcript", "a.vtt", bytes(range(20)) * 9)
    ),
    "falling chapters": Bad(
        "Chapter 2 starts at 1.0 s, before the one before it at 9.0 s.",
        options=given("--chapters", "k.json", json.dumps(FALLING).encode()),
    ),
    "absent chapters": Bad(
        "cannot be read: No such file", options=always("--chapters", "saknas.json")
    ),
    "duplicate number": Bad(
        "Number 97 is taken by “Kommunala råd”, which is a draft", options=always("--number", 97)
    ),
    "duplicate number in the title": Bad("Number 97 is taken by “Kommunala råd”", title="#97 Ny"),
    "duplicate slug": Bad(
        "The address “97-kommunala-rad” is taken by “Kommunala råd”, which is a draft",
        options=always("--slug", "97-kommunala-rad"),
    ),
    "bad cover": Bad("40 × 40", options=given("--image", "a.png", picture(40, 40))),
    "unknown show": Bad("There is no show called “annan”.", options=always("--show", "annan")),
    "missing title": Bad("An episode needs a title.", title=" "),
    "title of a number alone": Bad("An episode needs a title.", title="#98"),
    "long title": Bad("is 300 characters long; there is room for 255.", title="x" * 300),
    "huge number": Bad("number is between 1 and 999,999,999", options=always("--number", 10**12)),
    "no time": Bad("“i morgon” is not a time.", options=always("--publish", "i morgon")),
    "skipped time": Bad(
        "There is no 2026-03-29 02.30", options=always("--publish", "2026-03-29T02:30")
    ),
    "nobody": Bad("“, SKR” names nobody.", options=always("--guest", ", SKR")),
    "unknown role": Bad("Trollkarl", options=always("--credit", "Trollkarl=Nils Munthe")),
    "script as a link": Bad("is not an address", options=always("--url", "javascript:alert(1) x")),
    "gate": Bad("cannot be published: ", options=always("--publish", "now")),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_bad_input_is_refused_and_leaves_nothing(show: CommandLine, bad: Bad) -> None:
    folder = show.data_dir.parent / "given"
    folder.mkdir()
    rows_before, files_before = rows(show), files(show)
    ran = add(show, bad.audio(folder), *bad.options(folder), title=bad.title)
    assert (ran.code, ran.out) == (1, "")
    assert bad.sentence in ran.err
    assert ran.err.count("\n") == 1
    assert rows(show) == rows_before
    show("media", "sweep", "--hours", "0")
    assert files(show) == files_before


def test_the_sentence_is_swedish_unless_chosen_otherwise(show: CommandLine) -> None:
    del show.environment["MEDIAHUB_LANGUAGE"]
    ran = add(show, "saknas.mp3", "--show", "annan")
    assert (ran.code, ran.err) == (1, "Det finns ingen podd som heter ”annan”.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("episode", "add"),
        ("episode", "add", "a.mp3"),
        ("nonsense",),
        ("feed", "show"),
        ("show", "add", "a", "--what"),
    ],
)
def test_wrong_usage_is_another_exit(mediahub: CommandLine, arguments: tuple[str, ...]) -> None:
    assert mediahub(*arguments).code == 2


def test_scripts_in_a_description_reach_nobody(show: CommandLine) -> None:
    text = show.data_dir.parent / "text.md"
    text.write_text("Hej <script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y>")
    audio = show.data_dir.parent / "bra.mp3"
    cover = ("show", "edit", "resan", "--cover", COVER.absolute())
    assert show(*cover).code == 0
    ran = add(show, audio, "--description-file", text, "--publish", "now", title="Skript")
    assert ran.code == 0, ran.err
    feed = show("feed", "show", "resan").out
    assert "<title>Skript</title>" in feed
    assert [word for word in ("<script", 'href="java', "onerror", "<img") if word in feed] == []


@contextmanager
def room_for(size_bytes: int) -> Iterator[None]:
    """The system refuses to let any file of this process grow beyond the size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills(show: CommandLine) -> None:
    audio = show.data_dir.parent / "lang.mp3"
    audio.write_bytes(sound(".mp3", "-b:a", "320k", source="sine=440:duration=30"))
    rows_before, files_before = rows(show), files(show)
    with room_for(1_000_000):
        ran = add(show, audio)
    assert ran.code == 1
    assert ran.err.startswith("There is no room in the storage folder")
    assert rows(show) == rows_before
    show("media", "sweep", "--hours", "0")
    assert files(show) == files_before


def test_a_disk_that_fills_while_the_copy_is_made(show: CommandLine) -> None:
    assert show("show", "edit", "resan", "--cover", COVER.absolute()).code == 0
    audio = show.data_dir.parent / "lang.mp3"
    audio.write_bytes(sound(".mp3", "-b:a", "320k", source="sine=440:duration=30"))
    assert add(show, audio).code == 0
    before = files(show)
    with room_for(1_000_000):
        ran = show("episode", "publish", "ny", "--show", "resan")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert files(show) == before


def big_wav(path: Path, size_bytes: int = 1 << 30) -> Path:
    """A gigabyte of silence that takes no room."""
    with path.open("wb") as file:
        file.write(b"RIFF" + struct.pack("<I", size_bytes + 36) + b"WAVEfmt ")
        file.write(struct.pack("<IHHIIHH", 16, 1, 1, 44100, 88200, 2, 16))
        file.write(b"data" + struct.pack("<I", size_bytes))
        file.truncate(size_bytes + 44)
    return path


def test_a_process_that_is_killed_in_the_middle_of_an_upload(show: CommandLine) -> None:
    audio = big_wav(show.data_dir.parent / "lang.wav")
    rows_before, files_before = rows(show), files(show)
    command = [sys.executable, "-m", "mediahub", "episode", "add", str(audio)]
    command += ["--show", "resan", "--title", "Lång"]
    process = subprocess.Popen(command, env=show.environment, cwd=show.data_dir.parent)
    parts = show.data_dir / "media" / ".parts"
    deadline = time.monotonic() + 60
    while not any(path.stat().st_size for path in parts.glob("*")):
        assert process.poll() is None, "it was too quick, or it failed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.wait(10)

    assert rows(show) == rows_before
    assert len(files(show) - files_before) == 1
    assert show.json("media", "sweep", "--hours", "0")["missing"] == []
    assert files(show) == files_before


def test_an_image_that_is_off_is_mended_on_request(show: CommandLine, tmp_path: Path) -> None:
    image = tmp_path / "bild.png"
    Image.new("RGBA", (1500, 1400)).save(image)
    audio = show.data_dir.parent / "bra.mp3"
    assert add(show, audio, "--image", image).code == 1
    assert add(show, audio, "--image", image, "--fix").code == 0
