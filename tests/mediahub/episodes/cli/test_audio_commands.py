"""`mediahub episode replace-audio` and `texts` do what the studio does."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from tests.cli_runner import CommandLine
from tests.mediahub.media.sounds import picture, sound

HERE = ("--show", "resan")


@pytest.fixture
def show(mediahub: CommandLine, tmp_path: Path) -> CommandLine:
    cover = tmp_path / "omslag.png"
    cover.write_bytes(picture(1400, 1400))
    about = ("--title", "Resan", "--category", "Government", "--cover", cover)
    mediahub.json("show", "add", "resan", *about)
    return mediahub


@pytest.fixture
def other(tmp_path: Path) -> Path:
    file = tmp_path / "annan.mp3"
    file.write_bytes(sound(".mp3", source="sine=880:duration=3"))
    return file


@pytest.fixture
def out(show: CommandLine, mp3: Path, tmp_path: Path) -> dict[str, object]:
    """An episode that is out, with chapters and a transcript."""
    chapters, words = tmp_path / "kapitel.txt", tmp_path / "rad.vtt"
    chapters.write_text("00:00 Början\n00:01 Slutet\n")
    words.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHej\n")
    given = ("--title", "Råd", "--chapters", chapters, "--transcript", words, "--publish", "now")
    told: dict[str, object] = show.json("episode", "add", mp3, *HERE, *given)
    return told


def rows(show: CommandLine, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(show.data_dir / "mediahub.sqlite3")) as database:
        return database.execute(query).fetchall()


def details(show: CommandLine) -> dict[str, object]:
    told: dict[str, object] = show.json("episode", "show", "rad", *HERE)
    return told


@pytest.mark.parametrize("command", [("replace-audio", "rad"), ("edit", "rad", "--audio")])
def test_other_audio_is_out_at_once(
    show: CommandLine, out: dict[str, object], other: Path, command: tuple[str, ...]
) -> None:
    after = show.json("episode", *command, other, *HERE)
    assert after["enclosure_url"] != out["enclosure_url"]
    same = ("guid", "opens_at", "state", "url")
    assert [after[name] for name in same] == [out[name] for name in same]
    told = details(show)
    assert (told["audio"], told["chapters"], told["chapters_aside"]) == ("annan.mp3", 0, 2)
    assert told["loudness_lufs"] is not None
    assert told["transcripts_aside"] == told["transcripts"]


@pytest.mark.parametrize(("answer", "chapters", "transcripts"), [("keep", 2, 1), ("remove", 0, 0)])
def test_whether_the_texts_fit(
    show: CommandLine,
    out: dict[str, object],
    other: Path,
    answer: str,
    chapters: int,
    transcripts: int,
) -> None:
    show.json("episode", "replace-audio", "rad", other, *HERE)
    show.json("episode", "texts", "rad", answer, *HERE)
    told = details(show)
    assert (told["chapters"], told["chapters_aside"]) == (chapters, 0)
    assert isinstance(told["transcripts"], list)
    assert (len(told["transcripts"]), told["transcripts_aside"]) == (transcripts, [])
    assert show("episode", "texts", "rad", answer, *HERE).code == 1


def test_texts_that_fit_and_an_old_file_that_goes(
    show: CommandLine, out: dict[str, object], other: Path
) -> None:
    show.json("episode", "replace-audio", "rad", other, *HERE, "--keep-texts", "--remove-old")
    assert details(show)["chapters"] == 2
    query = "SELECT id, closes_at IS NULL FROM media_files WHERE role = 'enclosure'"
    is_open = {str(UUID(str(identity))): bool(told) for identity, told in rows(show, query)}
    assert sorted(is_open.values()) == [False, True]
    (old,) = [identity for identity in is_open if identity in str(out["enclosure_url"])]
    assert not is_open[old]


def test_a_draft_has_it_at_once(show: CommandLine, mp3: Path, other: Path) -> None:
    show.json("episode", "add", mp3, *HERE, "--title", "Råd")
    after = show.json("episode", "replace-audio", "rad", other, *HERE)
    assert (after["state"], after["enclosure_url"]) == ("draft", None)
    assert details(show)["audio"] == "annan.mp3"


def test_what_fails_leaves_all_as_it_was(
    show: CommandLine, out: dict[str, object], tmp_path: Path
) -> None:
    """Here the gate does: a chapter begins after the end of a sound that is shorter."""
    short = tmp_path / "kort.mp3"
    short.write_bytes(sound(".mp3", source="sine=880:duration=0.5"))
    ran = show("episode", "replace-audio", "rad", short, *HERE, "--keep-texts")
    assert (ran.code, "Chapter 2 starts at 1.0 s" in ran.err) == (1, True)
    assert details(show)["enclosure_url"] == out["enclosure_url"]
    assert rows(show, "SELECT id FROM publishing_orders") == []


def test_audio_that_fails_leaves_the_old_one(
    show: CommandLine, out: dict[str, object], tmp_path: Path
) -> None:
    """Silence cannot be made as loud as other podcasts."""
    show.json("episode", "edit", "rad", *HERE, "--normalise")
    silent = tmp_path / "tyst.mp3"
    silent.write_bytes(sound(".mp3", source="anullsrc=duration=2"))
    ran = show("episode", "replace-audio", "rad", silent, *HERE)
    assert (ran.code, ran.err[:71]) == (
        1,
        "The audio could not be replaced, and listeners have the old one. The au",
    )
    assert details(show)["enclosure_url"] == out["enclosure_url"]
    assert rows(show, "SELECT id FROM publishing_orders") == []
