"""`mediahub newsletter`: from the proposal to the archive."""

import pytest

from tests.cli_runner import CommandLine

WEBCAST = (
    *("webcast", "add", "--title", "Råd", "--starts", "2036-03-11T09:00"),
    *("--ends", "2036-03-11T12:00", "--description", "Om råden.", "--publish", "now"),
)
SLUG = "rad-2036-03-11"


@pytest.fixture
def filled(mediahub: CommandLine) -> CommandLine:
    """An installation with a coming webcast."""
    mediahub.json(*WEBCAST)
    return mediahub


def test_without_a_command_it_prints_what_a_letter_would_say(filled: CommandLine) -> None:
    ran = filled("newsletter")
    assert (ran.code, ran.err) == (0, "")
    assert "Webcast\nRåd\n---\n\nOm råden.\n\n- Date: Tuesday 11" in ran.out
    assert filled.json("newsletter", "list") == []


@pytest.mark.parametrize(
    ("format", "beginning"),
    [
        ("html", "<!doctype html>\n<html lang="),
        ("text", "Newsletter"),
        ("markdown", "# Newsletter"),
    ],
)
def test_it_is_printed_as_asked_for(filled: CommandLine, format: str, beginning: str) -> None:
    assert filled("newsletter", "--format", format).out.startswith(beginning)


def test_a_day_counts_in_full_and_times_are_swedish(filled: CommandLine) -> None:
    told = filled.json("newsletter", "--from", "2026-03-01", "--to", "2026-03-28")
    assert (told["from"], told["to"]) == ("2026-02-28T23:00:00+00:00", "2026-03-28T23:00:00+00:00")
    told = filled.json("newsletter", "--from", "2026-03-01", "--to", "2026-03-28T12:00")
    assert told["to"] == "2026-03-28T11:00:00+00:00"


def test_a_letter_is_drafted_edited_and_published(filled: CommandLine) -> None:
    name = filled.json("newsletter", "create", "--title", "Vår", "--language", "sv")["letter"]
    filled.json("newsletter", "edit", name, "--greeting", "Hej!", "--title", "")
    filled.json("newsletter", "add", name, "--heading", "Sist", "--text", "Vi ses.")
    filled.json("newsletter", "add", name, "--webcast", SLUG, "--heading", "Igen", "--at", "1")
    filled.json("newsletter", "move", name, "3", "1")
    filled.json("newsletter", "item", name, "1", "--heading", "Först")
    filled.json("newsletter", "remove", name, "2")
    shown = filled.json("newsletter", "show", name)
    assert (shown["title"], shown["greeting"], shown["language"]) == ("", "Hej!", "sv")
    assert [(item["position"], item["heading"]) for item in shown["items"]] == [
        (1, "Först"),
        (2, "Råd"),
    ]
    assert filled.json("newsletter", "publish", name)["published_at"] is not None
    listed = filled.json("newsletter", "list")
    assert [(row["letter"], row["items"]) for row in listed] == [(name, 2)]
    assert filled("newsletter", "edit", name, "--number", "9").err == (
        f"Newsletter {name} is published and keeps its number and language.\n"
    )


def test_a_published_letter_is_corrected_withdrawn_and_copied(filled: CommandLine) -> None:
    name = filled.json("newsletter", "create", "--language", "sv")["letter"]
    assert filled.json("newsletter", "publish", name)["corrected_at"] is None
    corrected = filled.json("newsletter", "item", name, "1", "--heading", "Rätt", "--refresh")
    assert corrected["corrected_at"] is not None
    for kind in ("html", "text", "markdown"):
        assert "Rättat " in filled("newsletter", "show", name, "--format", kind).out
    assert filled.json("newsletter", "withdraw", name)["withdrawn_at"] is not None
    assert filled("newsletter", "withdraw", name).code == 1
    assert [row["withdrawn_at"] is None for row in filled.json("newsletter", "list")] == [False]
    assert filled.json("newsletter", "restore", name)["withdrawn_at"] is None
    copy = filled.json("newsletter", "copy", name)
    assert (copy["letter"] != name, copy["published_at"]) == (True, None)
    assert copy["items"][0]["heading"] == "Rätt"


def test_a_draft_is_thrown_away(filled: CommandLine) -> None:
    name = filled.json("newsletter", "create")["letter"]
    filled.json("newsletter", "discard", name)
    assert filled.json("newsletter", "list") == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "2026-03-02", "--to", "2026-02-28"), "The period ends before it begins."),
        (("--from", "snart"), "“snart” is not a time."),
        (("--language", "fi"), "A newsletter is in sv or en, not “fi”."),
        (("show", "2026-9"), "There is no newsletter “2026-9”."),
    ],
)
def test_what_cannot_be_is_refused(
    mediahub: CommandLine, arguments: tuple[str, ...], sentence: str
) -> None:
    ran = mediahub("newsletter", *arguments)
    assert (ran.code, ran.out, ran.err.startswith(sentence)) == (1, "", True)


def test_an_item_is_about_one_thing(filled: CommandLine) -> None:
    name = filled.json("newsletter", "create")["letter"]
    ran = filled("newsletter", "add", name, "--webcast", SLUG, "--episode", "resan/1")
    assert ran.err == "An item is about an episode or about a webcast, not both.\n"
