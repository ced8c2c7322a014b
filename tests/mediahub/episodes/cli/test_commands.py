"""`mediahub episode`: from a draft to the public and back again."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mediahub.clock import utc_now
from tests.cli_runner import CommandLine
from tests.mediahub.media.sounds import film, picture, sound
from tests.studio_setup import TEXT

NEXT_YEAR = utc_now().year + 1


@pytest.fixture
def show(mediahub: CommandLine, tmp_path: Path) -> CommandLine:
    cover = tmp_path / "omslag.png"
    cover.write_bytes(picture(1400, 1400))
    mediahub.json(
        *("show", "add", "resan", "--title", "Resan", "--category", "Government"),
        *("--cover", cover),
    )
    return mediahub


def test_from_a_draft_to_the_public_and_back(show: CommandLine, mp3: Path) -> None:
    draft = show.json("episode", "add", mp3, "--show", "resan", "--title", "#97 Råd")
    assert (draft["state"], draft["enclosure_url"], draft["title"]) == ("draft", None, "Råd")

    out = show.json("episode", "publish", "97", "--show", "resan")
    assert (out["state"], out["guid"]) == ("published", draft["guid"])
    again = show.json("episode", "publish", "97-rad", "--show", "resan")
    assert again["opens_at"] == out["opens_at"]
    assert again["enclosure_url"] != out["enclosure_url"]

    gone = show.json("episode", "withdraw", "97", "--show", "resan")
    assert (gone["state"], gone["guid"]) == ("withdrawn", draft["guid"])
    assert "<item>" not in show("feed", "show", "resan").out
    back = show.json("episode", "publish", "97", "--show", "resan")
    assert (back["state"], back["opens_at"]) == ("published", out["opens_at"])


def test_a_time_to_come_is_kept_until_it_is_taken_back(show: CommandLine, mp3: Path) -> None:
    at = ("--publish", f"{NEXT_YEAR}-03-04T06:00")
    told = show.json("episode", "add", mp3, "--show", "resan", "--title", "Råd", *at)
    assert (told["state"], told["opens_at"]) == (
        "scheduled",
        f"{NEXT_YEAR}-03-04T05:00:00+00:00",
    )
    assert show.json("episode", "withdraw", "rad", "--show", "resan")["state"] == "draft"


def test_a_wav_is_published_at_once(show: CommandLine, tmp_path: Path) -> None:
    wav = tmp_path / "ton.wav"
    wav.write_bytes(sound(".wav"))
    at = ("--title", "Råd", "--publish", "now")
    told = show.json("episode", "add", wav, "--show", "resan", *at)
    assert told["enclosure_url"].endswith(".mp3")
    details = show.json("episode", "show", "rad", "--show", "resan")
    assert (details["audio"], details["audio_state"]) == ("ton.wav", "ready")
    assert details["loudness_lufs"] is not None


def test_a_normalised_version_is_published_when_wanted(show: CommandLine, mp3: Path) -> None:
    wanted = ("--title", "Råd", "--normalise", "--publish", "now")
    told = show.json("episode", "add", mp3, "--show", "resan", *wanted)
    assert told["state"] == "published"


def test_an_edit_leaves_the_rest(show: CommandLine, mp3: Path) -> None:
    given = ("--title", "Råd", "--topic", "råd", "--guest", "Nils Munthe, SKR", "--season", "2")
    show.json("episode", "add", mp3, "--show", "resan", *given)
    show.json("episode", "edit", "rad", "--show", "resan", "--number", "5", "--topic", "äldre")
    details = show.json("episode", "show", "5", "--show", "resan")
    assert {name: details[name] for name in ("title", "number", "season", "topics", "credits")} == {
        "title": "Råd",
        "number": 5,
        "season": 2,
        "topics": ["äldre"],
        "credits": ["guest: Nils Munthe, SKR"],
    }
    assert details["preview"].startswith("https://podd.example/resan/rad?expires=")


def test_a_replaced_file_that_cannot_be_read_is_refused(show: CommandLine, mp3: Path) -> None:
    show.json("episode", "add", mp3, "--show", "resan", "--title", "Råd")
    ran = show("episode", "edit", "rad", "--show", "resan", "--audio", "saknas.mp3")
    assert (ran.code, ran.err) == (
        1,
        "“saknas.mp3” cannot be read: No such file or directory.\n",
    )


def test_a_publishing_time_that_is_none_is_refused(show: CommandLine, mp3: Path) -> None:
    show.json("episode", "add", mp3, "--show", "resan", "--title", "Råd")
    ran = show("episode", "publish", "rad", "--show", "resan", "--at", "draft")
    assert (ran.code, ran.err[:24]) == (1, "“draft” is not a time. W")


def test_drafts_are_listed_first(show: CommandLine, mp3: Path) -> None:
    for title, publish in (("Ute", "now"), ("Inne", "draft")):
        given = ("--title", title, "--publish", publish)
        show.json("episode", "add", mp3, "--show", "resan", *given)
    rows = show.json("episode", "list", "--show", "resan")
    assert [(row["title"], row["state"]) for row in rows] == [
        ("Inne", "draft"),
        ("Ute", "published"),
    ]


def test_people_are_told_in_their_language(show: CommandLine, mp3: Path) -> None:
    given = ("episode", "add", mp3, "--show", "resan", "--title", "Råd")
    assert show(*given).out == "“Råd” is a draft.\n"
    show.environment["MEDIAHUB_LANGUAGE"] = "sv"
    assert show(*given[:-1], "Äldre").out == "”Äldre” är ett utkast.\n"


@pytest.mark.parametrize("name", ["98", "okand", "97-rad-x"])
def test_an_unknown_episode_is_told_of(show: CommandLine, name: str) -> None:
    ran = show("episode", "show", name, "--show", "resan")
    assert (ran.code, ran.err) == (1, f"“Resan” has no episode “{name}”.\n")


def counts(mediahub: CommandLine) -> dict[str, int]:
    """How many rows the tables of episodes and files have."""
    with closing(sqlite3.connect(mediahub.data_dir / "mediahub.sqlite3")) as database:
        return {
            name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for name in ("episodes", "episode_credits", "episode_transcripts", "media_files")
        }


def stored(mediahub: CommandLine) -> set[Path]:
    return {path for path in (mediahub.data_dir / "media").rglob("*") if path.is_file()}


def chapters(folder: Path, *titles: str) -> Path:
    file = folder / "kapitel.json"
    marks = [{"startTime": at / 1000, "title": title} for at, title in enumerate(titles)]
    file.write_text(json.dumps({"version": "1.2.0", "chapters": marks}), "utf-8")
    return file


def test_too_many_chapters_stop_it_before_anything_is_written(
    show: CommandLine, mp3: Path, tmp_path: Path
) -> None:
    before = counts(show), stored(show)
    given = ("--title", "Råd", "--publish", "now", "--chapters", chapters(tmp_path, *"x" * 256))
    ran = show("episode", "add", mp3, "--show", "resan", *given)
    sentence = "The episode has 256 chapters. A sound file holds at most 255."
    assert (ran.code, ran.err) == (1, f"“Råd” cannot be published: {sentence}\n")
    assert (counts(show), stored(show)) == before


def test_audio_that_cannot_be_tagged_leaves_nothing(show: CommandLine, tmp_path: Path) -> None:
    audio, image, text = tmp_path / "film.mp4", tmp_path / "bild.png", tmp_path / "text.vtt"
    data = bytearray(film())
    count = data.index(b"stco") + 8
    data[count : count + 4] = b"\0\xff\xff\xff"
    audio.write_bytes(data)
    image.write_bytes(picture(1400, 1400))
    text.write_bytes(TEXT)
    before = counts(show), stored(show)
    parts = ("--guest", "Nils Munthe, SKR", "--image", image, "--transcript", text)
    given = ("--show", "resan", "--title", "Råd", *parts)
    ran = show("episode", "add", audio, *given, "--publish", "now")
    assert (ran.code, ran.err) == (1, "The MP4 file is damaged or too large to be tagged.\n")
    assert (counts(show), stored(show)) == before
    assert show("episode", "add", audio, *given).code == 0


def test_an_address_that_a_draft_has_is_said_to_be_so(show: CommandLine, mp3: Path) -> None:
    given = ("episode", "add", mp3, "--show", "resan", "--title", "Råd")
    show.json(*given)
    ran = show(*given, "--publish", "now")
    assert (ran.code, ran.err) == (
        1,
        "The address “rad” is taken by “Råd”, which is a draft. "
        "Publish that one, or choose another address.\n",
    )


@pytest.mark.parametrize("options", [("--title", "#97 Råd"), ("--title", "Nya", "--slug", "rad")])
def test_what_is_taken_is_told_before_the_file_is_read(
    show: CommandLine, mp3: Path, options: tuple[str, ...]
) -> None:
    given = ("episode", "add", mp3, "--show", "resan", "--title", "Råd", "--number", "97")
    show.json(*given, "--slug", "rad")
    ran = show("episode", "add", "saknas.mp3", "--show", "resan", *options)
    assert (ran.code, "is taken by “Råd”" in ran.err) == (1, True)


def test_other_audio_is_not_read_for_an_edit_that_cannot_be(show: CommandLine, mp3: Path) -> None:
    for number in ("1", "2"):
        given = ("episode", "add", mp3, "--show", "resan", "--title", "Råd", "--number", number)
        show.json(*given)
    other = ("--audio", "saknas.mp3", "--number", "2")
    ran = show("episode", "edit", "1", "--show", "resan", *other)
    assert (ran.code, ran.err.partition(",")[0]) == (1, "Number 2 is taken by “Råd”")


@pytest.mark.parametrize("at", ["now", f"{NEXT_YEAR}-03-04T06:00"])
def test_an_edit_of_what_is_public_passes_the_gate(
    show: CommandLine, mp3: Path, tmp_path: Path, at: str
) -> None:
    given = ("--title", "Råd", "--publish", at)
    show.json("episode", "add", mp3, "--show", "resan", *given)
    many = ("--title", "Annat", "--chapters", chapters(tmp_path, *"x" * 256))
    ran = show("episode", "edit", "rad", "--show", "resan", *many)
    sentence = "The episode has 256 chapters. A sound file holds at most 255."
    assert (ran.code, ran.err) == (1, f"“Annat” cannot be changed so: {sentence}\n")
    assert show.json("episode", "show", "rad", "--show", "resan")["title"] == "Råd"


def test_a_draft_may_be_edited_past_the_gate(show: CommandLine, mp3: Path, tmp_path: Path) -> None:
    show.json("episode", "add", mp3, "--show", "resan", "--title", "Råd")
    many = ("--chapters", chapters(tmp_path, *"x" * 256))
    assert show("episode", "edit", "rad", "--show", "resan", *many).code == 0


def test_what_was_given_can_be_taken_back(show: CommandLine, mp3: Path, tmp_path: Path) -> None:
    image = tmp_path / "bild.png"
    image.write_bytes(picture(1400, 1400))
    options = {
        "--number": "7", "--season": "2", "--topic": "råd", "--url": "https://skr.se SKR",
        "--soundbite": "0+30 Bäst", "--location": "Umeå", "--guest": "Nils Munthe",
        "--chapters": chapters(tmp_path, "Ett"), "--image": image,
    }  # fmt: skip
    full = [part for option in options.items() for part in option]
    show.json("episode", "add", mp3, "--show", "resan", "--title", "Råd", "--slug", "rad", *full)
    empty = [part for option in options for part in (option, "")]
    show.json("episode", "edit", "rad", "--show", "resan", *empty)
    columns = "number, season_id, topics, links, soundbites, locations, chapters, image_id"
    with closing(sqlite3.connect(show.data_dir / "mediahub.sqlite3")) as database:
        row = database.execute(f"SELECT {columns} FROM episodes").fetchone()  # noqa: S608
    assert row == (None, None, "[]", "[]", "[]", "[]", "[]", None)
    assert show.json("episode", "show", "rad", "--show", "resan")["credits"] == []
