"""The command line as a whole: init, demo, languages, settings that are wrong."""

import json
from pathlib import Path

import pytest

from tests.commanding import CommandLine


@pytest.fixture
def bare(tmp_path: Path) -> CommandLine:
    """Nothing is installed, and no key is set."""
    bare = CommandLine(tmp_path / "data", MEDIAHUB_LANGUAGE="en")
    del bare.environment["MEDIAHUB_SECRET_KEYS"]
    return bare


def test_init_makes_what_is_needed_and_no_more_the_second_time(bare: CommandLine) -> None:
    assert bare("init").out == f"{bare.data_dir} is ready.\n"
    key = (bare.data_dir / "secret-key").read_text()
    assert bare.json("init") == {"data_dir": str(bare.data_dir)}
    assert (bare.data_dir / "secret-key").read_text() == key
    assert bare("doctor").code == 0


def test_the_demo_is_for_an_empty_installation(bare: CommandLine) -> None:
    url = "https://podd.example/demokratiresan"
    assert bare.json("demo") == {"show": "demokratiresan", "url": url}
    assert bare("feed", "show", "demokratiresan").out.count("<item>") == 3
    assert bare("feed", "check", "demokratiresan").code == 0
    ran = bare("demo")
    assert (ran.code, ran.err) == (
        1,
        "There are shows here already; the demo is for an empty data folder.\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [("serve",), ("worker",), ("doctor",), ("show", "list"), ("episode", "list", "--show", "a")],
)
def test_before_init_one_is_told_of_it(bare: CommandLine, arguments: tuple[str, ...]) -> None:
    ran = bare(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"There is nothing in {bare.data_dir} yet. Run “mediahub init” first.\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("MEDIAHUB_BASE_URL", "podd.example"),
        ("MEDIAHUB_LANGUAGE", "no"),
        ("MEDIAHUB_THREADS", "0"),
        ("MEDIAHUB_DATABASE_URL", "mysql://localhost/mediahub"),
    ],
)
def test_a_setting_that_is_wrong_is_named(mediahub: CommandLine, name: str, value: str) -> None:
    mediahub.environment[name] = value
    ran = mediahub("show", "list")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert name in ran.err


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("ftp://host/", "“ftp://host/” is not a place for media."),
        (
            "s3://bucket?what=1",
            "The storage address s3://bucket?what=1 has an unknown part, “what”.",
        ),
    ],
)
def test_a_place_for_media_that_is_none(mediahub: CommandLine, value: str, sentence: str) -> None:
    mediahub.environment["MEDIAHUB_STORAGE_URL"] = value
    ran = mediahub("show", "list")
    assert (ran.code, ran.err.startswith(sentence)) == (1, True)


def test_a_data_folder_that_cannot_be_made(bare: CommandLine) -> None:
    bare.data_dir.write_text("in the way")
    ran = bare("init")
    assert (ran.code, ran.err) == (1, f"“{bare.data_dir}” cannot be used: File exists.\n")


def test_swedish_is_what_is_spoken(mediahub: CommandLine) -> None:
    del mediahub.environment["MEDIAHUB_LANGUAGE"]
    assert mediahub("show", "add", "resan", "--title", "Resan").out == (
        "”Resan” är tillagd. Flödet: https://podd.example/feeds/resan.xml\n"
    )


def test_json_is_for_programs(mediahub: CommandLine) -> None:
    ran = mediahub("show", "add", "resan", "--title", "Ål", "--json")
    assert json.loads(ran.out)["title"] == "Ål"
    assert "Ål" in ran.out


def test_without_a_command_one_is_told_which_there_are(mediahub: CommandLine) -> None:
    ran = mediahub()
    assert ran.code == 2
    for name in ("init", "demo", "serve", "worker", "show", "episode", "feed", "doctor"):
        assert name in ran.out + ran.err
