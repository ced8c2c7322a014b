"""`mediahub recording`: what is given is kept, all of it or nothing, and what now holds is said."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mediahub.clock import local, parse_instant
from tests.cli_runner import CommandLine
from tests.mediahub.media.sounds import WEBCAST

VTT = WEBCAST.with_suffix(".sv.vtt").absolute()
PDF = WEBCAST.with_name("webbsandning-2024-09-11-dokumentation.pdf").absolute()
VIDEO = WEBCAST.absolute()
TODAY = local(datetime.now().astimezone()).replace(hour=0, minute=0, second=0, microsecond=0)
SLUG = "dialog"


def at(days: int, hour: int = 9) -> str:
    return f"{TODAY + timedelta(days=days):%Y-%m-%d}T{hour:02}:00"


@pytest.fixture
def webcast(mediahub: CommandLine) -> CommandLine:
    """A webcast that ended two days ago at noon."""
    times = ("--starts", at(-2), "--ends", at(-2, 12))
    mediahub.json("webcast", "add", "--title", "Dialog", "--slug", SLUG, *times)
    return mediahub


def add(mediahub: CommandLine, media: Path, *more: object) -> Any:
    return mediahub.json("recording", "add", media, "--webcast", SLUG, *more)


def stored(mediahub: CommandLine) -> list[str]:
    return sorted(file.name for file in (mediahub.data_dir / "media").rglob("*") if file.is_file())


def test_in_one_command_it_is_added_and_open(webcast: CommandLine) -> None:
    given = ("--captions", VTT, "--document", PDF, "--open")
    told = add(webcast, VIDEO, *given)
    assert told.pop("id")
    assert told.pop("opens_at") <= datetime.now().astimezone().isoformat()
    assert datetime.fromisoformat(told.pop("closes_at")) == parse_instant(at(12, 12))
    assert told == {
        "webcast": SLUG,
        "title": "Dialog",
        "url": "https://podd.example/webbsandningar/dialog/inspelning",
        "access": "registered",
        "state": "open",
        "paused_at": None,
        "deleted_at": None,
        "captions": ["sv"],
        "documents": [PDF.stem],
        "progress": None,
        "failure": None,
        "warnings": [],
    }
    shown = webcast.json("recording", "show", SLUG)
    assert [shown[name] for name in ("width", "has_poster", "is_remuxed")] == [640, True, False]
    assert webcast("recording", "list").out.split()[0] == "open"


def test_it_is_added_and_the_rest_comes_later(webcast: CommandLine, mp3: Path) -> None:
    assert add(webcast, mp3)["state"] == "uploaded"
    short = mp3.with_name("å ä ö 😀.srt")
    cues = "00:00:00,000 --> 00:00:01,000\nHej\n\n00:00:03,000 --> 00:00:03,000\nX\n"
    short.write_text(cues, "utf-8")
    told = webcast.json("recording", "captions", SLUG, short, "--language", "en")
    assert (told["captions"], len(told["warnings"])) == (["en"], 1)
    (held,) = webcast.json("recording", "show", SLUG)["transcripts"]
    exported = webcast("transcript", "export", held["id"]).out
    assert exported == ("WEBVTT\n\nNOTE Language: en\n\n00:00:00.000 --> 00:00:01.000\nHej\n")
    told = webcast.json("recording", "document", SLUG, PDF, "--title", "Handouts 😀")
    assert told["documents"] == ["Handouts 😀"]
    assert [row["webcast"] for row in webcast.json("recording", "list")] == [SLUG]
    ran = webcast("recording", "open", SLUG)
    assert (ran.code, ran.err) == (
        1,
        "The recording of “Dialog” is not ready yet: it is being worked on.\n",
    )


def test_the_window_is_moved_in_words(webcast: CommandLine, mp3: Path) -> None:
    exception = ("--exception-by", "Anna", "--exception-reason", "Textas senare.")
    add(webcast, mp3, "--open", "--until", at(3), "--reason", "Kort.", *exception)
    shown = webcast.json("recording", "show", SLUG)
    assert (shown["exception_by"], shown["exception_reason"]) == ("Anna", "Textas senare.")
    moved = webcast.json("recording", "extend", SLUG, "--until", at(5), "--reason", "Lång.")
    assert datetime.fromisoformat(moved["closes_at"]) == parse_instant(at(5))
    webcast.json("recording", "shorten", SLUG, "--until", at(4), "--reason", "Kort.")
    assert webcast.json("recording", "pause", SLUG, "--reason", "Fel bild.")["state"] == "paused"
    assert webcast.json("recording", "resume", SLUG, "--reason", "Rätt.")["state"] == "open"
    ran = webcast("recording", "close", SLUG, "--reason", "Slut.")
    assert ran.out.startswith("The recording of “Dialog” is closed since ")
    ran = webcast("recording", "close", SLUG)
    assert (ran.code, ran.err) == (1, "Say why: it is noted in the audit log. (--reason)\n")


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            ("--captions", PDF),
            "“{name}” is not a captions file: use .vtt, .srt or .json.",
        ),
        (
            ("--captions", VTT, "--document", VTT),
            "The file “{name}” is not a document of a kind that can be handed out: PDF, Word,"
            " PowerPoint, Excel or ZIP.",
        ),
        (
            ("--captions", VTT, "--captions", VTT),
            "Two files of captions are in the same language.",
        ),
        (("--captions-language", "sv"), "Every --captions-language belongs to a --captions."),
        (
            ("--open",),
            "The recording of “Dialog” has no captions that a person has made or reviewed. Add"
            " or review them, or say who makes an exception and why."
            " (--exception-by --exception-reason)",
        ),
        (("--open", "--until", "snart"), "“snart” is not a time. Write it as 2026-03-04T06:00."),
    ],
)
def test_one_bad_file_and_nothing_is_kept(
    webcast: CommandLine, files: tuple[object, ...], sentence: str
) -> None:
    ran = webcast("recording", "add", VIDEO, "--webcast", SLUG, *files)
    name = files[-1].name if isinstance(files[-1], Path) else ""
    assert (ran.code, ran.err) == (1, sentence.format(name=name) + "\n")
    assert (webcast.json("recording", "list"), stored(webcast)) == ([], [])


def test_a_second_one_waits_until_the_first_is_removed(webcast: CommandLine, mp3: Path) -> None:
    add(webcast, mp3)
    ran = webcast("recording", "add", mp3, "--webcast", SLUG)
    assert (ran.code, ran.err) == (
        1,
        "“Dialog” has a recording already. Remove that one first."
        " (mediahub recording remove dialog --reason “…”)\n",
    )
    assert webcast("recording", "remove", SLUG).code == 1
    ran = webcast("recording", "remove", SLUG, "--reason", "Fel fil.")
    assert ran.out == "The recording of “Dialog” is removed.\n"
    assert add(webcast, mp3)["state"] == "uploaded"


def test_a_webcast_without_a_recording_says_so(webcast: CommandLine) -> None:
    for command in ("show", "close", "open"):
        ran = webcast("recording", command, SLUG)
        assert (ran.code, ran.err) == (1, "“Dialog” has no recording.\n")
