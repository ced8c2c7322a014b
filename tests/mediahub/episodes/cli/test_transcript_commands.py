"""`mediahub transcript`: from a file to corrected words, and back."""

from pathlib import Path
from typing import Any

import pytest

from mediahub.media.processing.tags import Chapter, EpisodeTags, tagged
from tests.cli_runner import CommandLine

SRT = """\
1
00:00:00,000 --> 00:00:01,000
Nils Munthe: Hej på er.

2
00:00:00,900 --> 00:00:02,000
Tack.
"""
WARNING = "Line 6: the cue begins at 0:00, while the one above it goes on until 0:01."


@pytest.fixture
def held(mediahub: CommandLine, mp3: Path, tmp_path: Path) -> Any:
    """What `transcript add` told."""
    mediahub("show", "add", "resan", "--title", "Resan", "--description", "Om.", "--author", "SKR")
    mediahub.json("episode", "add", mp3, "--show", "resan", "--title", "#1 Råd")
    file = tmp_path / "a.srt"
    file.write_text(SRT, "cp1252")
    return mediahub.json("transcript", "add", "1", file, "--show", "resan")


def texts(mediahub: CommandLine, held: Any) -> list[str]:
    return [row["text"] for row in mediahub.json("transcript", "show", held["id"])]


def test_added_it_is_listed_shown_and_exported(mediahub: CommandLine, held: Any) -> None:
    assert (held["cues"], held["revision"], held["warnings"]) == (2, 1, [WARNING])
    (listed,) = mediahub.json("transcript", "list", "1", "--show", "resan")
    assert {**held, **listed} == held
    assert [url.rpartition(".")[2] for url in held["urls"]] == ["vtt", "srt", "json", "html", "txt"]
    assert mediahub.json("transcript", "show", held["id"])[0] == {
        "number": 1,
        "start": 0,
        "end": 1,
        "speaker": "Nils Munthe",
        "person": None,
        "text": "Hej på er.",
    }
    shown = mediahub("transcript", "show", held["id"]).out.splitlines()
    assert shown[0].split() == ["1", "0:00", "Nils", "Munthe", "Hej", "på", "er."]
    text = mediahub("transcript", "export", held["id"], "--format", "txt").out
    assert text == "Nils Munthe: Hej på er. Tack.\n"


def test_corrections_are_remembered_and_undone(mediahub: CommandLine, held: Any) -> None:
    name = held["id"]
    steps: list[tuple[object, ...]] = [
        ("edit", name, 2, "--text", "Tack så mycket.", "--start", "1.2", "--end", "0:02"),
        ("split", name, 1, "--after", "Hej"),
        ("merge", name, 1, 2),
        ("shift", name, "--by", "0.5"),
        ("speaker", name, "Nils Munthe", "--rename", "Nils"),
        ("replace", name, "mycket", "väldigt mycket"),
    ]
    told = [mediahub.json("transcript", *step)["revision"] for step in steps]
    assert told == [3, 4, 5, 6, 7, 8]
    assert texts(mediahub, held) == ["Hej på er.", "Tack så väldigt mycket."]
    history = mediahub.json("transcript", "history", name)
    assert [one["action"] for one in reversed(history)] == [
        "upload", "move", "edit", "split", "merge", "shift", "rename", "replace",
    ]  # fmt: skip
    mediahub.json("transcript", "restore", name, 1)
    assert texts(mediahub, held) == ["Hej på er.", "Tack."]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("edit", 1), "Say what is to be changed."),
        (("edit", 1, "--start", "x"), "“x” is not a time. Write it as 12:34.5, or as seconds."),
        (("shift", "--by", "x"), "“x” is not a number of seconds, such as 2.5 or -2.5."),
        (("export", "--format", "doc"), "“doc” is not a format: use vtt, srt, json, html or txt."),
        (("review",), "This transcript needs no review."),
        (
            ("replace", "Hej", "Hå", "--expect", 7),
            "The transcript has been changed since: you saw revision 7, and it is at 1."
            " Read it again.",
        ),
    ],
)
def test_refusals_are_sentences(
    mediahub: CommandLine, held: Any, arguments: tuple[object, ...], sentence: str
) -> None:
    ran = mediahub("transcript", arguments[0], held["id"], *arguments[1:])
    assert (ran.code, ran.err) == (1, f"{sentence}\n")


def test_a_machine_that_is_not_there_is_told(mediahub: CommandLine, held: Any) -> None:
    ran = mediahub("transcript", "transcribe", "1", "--show", "resan", "--language", "en")
    assert ran.code == 1
    assert "transcri" in ran.err.lower()


def test_chapters_of_the_file_are_offered_and_taken(
    mediahub: CommandLine, held: Any, mp3: Path, tmp_path: Path
) -> None:
    audio = tmp_path / "kapitel.mp3"
    marks = [Chapter(0.0, "Välkommen"), Chapter(1.0, "Råd")]
    tagged(mp3, audio, EpisodeTags("T", "S", duration_seconds=2.0, chapters=marks))
    offered = [{"start": 0.0, "title": "Välkommen"}, {"start": 1.0, "title": "Råd"}]
    name = ("a", "--show", "resan")
    mediahub.json("episode", "add", audio, "--show", "resan", "--title", "A")
    shown = mediahub.json("episode", "show", *name)
    assert (shown["chapters"], shown["chapters_in_file"]) == (0, offered)
    mediahub.json("episode", "edit", *name, "--file-chapters")
    assert mediahub.json("episode", "show", *name)["chapters"] == 2
    ran = mediahub("episode", "edit", "1", "--show", "resan", "--file-chapters")
    assert ran.err == "“ton.mp3” holds no chapters.\n"
