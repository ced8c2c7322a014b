"""`mediahub feed`: printed as listeners get it, and checked."""

import json
from pathlib import Path

from tests.cli_runner import CommandLine
from tests.mediahub.media.sounds import COVER


def add_show(mediahub: CommandLine, *options: object) -> None:
    mediahub.json("show", "add", "resan", "--title", "Resan", *options)


def test_a_good_show_has_no_error(mediahub: CommandLine, mp3: Path) -> None:
    add_show(mediahub, "--category", "Government", "--cover", COVER.absolute())
    given = ("--show", "resan", "--title", "Råd", "--description", "Om råd.", "--publish", "now")
    mediahub.json("episode", "add", mp3, *given)
    ran = mediahub("feed", "check", "resan", "--json")
    assert ran.code == 0
    assert {row["level"] for row in json.loads(ran.out)} <= {"warning"}


def test_an_error_is_an_exit(mediahub: CommandLine) -> None:
    add_show(mediahub)
    ran = mediahub("feed", "check", "resan", "--json")
    rules = {row["rule"] for row in json.loads(ran.out) if row["level"] == "error"}
    assert (ran.code, rules) == (1, {"category-missing", "image-missing"})


def test_people_get_a_line_for_each_and_a_sum(mediahub: CommandLine) -> None:
    add_show(mediahub)
    lines = mediahub("feed", "check", "resan").out.splitlines()
    errors = [line for line in lines if line.startswith("error: Resan: ")]
    warnings = [line for line in lines if line.startswith("warning: Resan: ")]
    assert len(errors) == 2
    assert lines[-1] == f"0 episodes checked: 2 errors, {len(warnings)} warnings."


def test_a_refusal_ends_with_a_sentence_in_swedish(mediahub: CommandLine) -> None:
    mediahub.environment["MEDIAHUB_LANGUAGE"] = "sv"
    add_show(mediahub)
    ran = mediahub("feed", "check", "resan")
    levels = {line.split(":")[0] for line in ran.out.splitlines()[:-1]}
    assert levels == {"fel", "varning"}
    assert ran.err == "”resan” bryter mot poddkatalogernas regler: 2 fel.\n"


def test_the_feed_is_printed(mediahub: CommandLine) -> None:
    add_show(mediahub)
    assert mediahub("feed", "show", "resan").out.startswith("<?xml")
    assert mediahub.json("feed", "show", "resan")["title"] == "Resan"


def test_an_unknown_show_is_told_of(mediahub: CommandLine) -> None:
    ran = mediahub("feed", "check", "annan")
    assert (ran.code, ran.err) == (1, "There is no show called “annan”.\n")
