"""`mediahub search`, `reindex`: what they print, to people and to programs."""

import json
from pathlib import Path

import pytest

from mediahub.hub import Hub
from tests.cli_runner import CommandLine
from tests.mediahub.search.archive import fill

SAID = {"speaker": "Anna Ek", "snippet": "Nu bygger vi en cykelbana."}


@pytest.fixture
def ask(hub: Hub) -> CommandLine:
    """The command line of an installation that holds something."""
    fill(hub)
    # Its clock is the real one, by which what the tests' clock publishes has come out.
    return CommandLine(hub.settings.data_dir, MEDIAHUB_LANGUAGE="en")


def test_to_a_program(ask: CommandLine) -> None:
    found = ask.json("search", "cykelbanor", "år:2026")
    assert list(found) == ["query", "total", "hits", "suggestion"]
    assert (found["query"], found["suggestion"]) == ("cykelbanor år:2026", None)
    hit = next(one for one in found["hits"] if one["url"].endswith("/resan/publicerat#t=60"))
    assert hit.pop("score") > 0
    assert len(hit.pop("id")) == 36
    assert hit == {
        "kind": "episode",
        "title": "Publicerat",
        "url": "https://podd.example/resan/publicerat#t=60",
        "start_seconds": 60.0,
        **SAID,
    }


def test_staff_find_more(ask: CommandLine) -> None:
    visitor, staff = (ask.json("search", "cykelbana", "--as", who) for who in ("visitor", "staff"))
    assert visitor["total"] < staff["total"] == 8
    assert len(ask.json("search", "cykelbana", "--as", "staff", "--limit", 3)["hits"]) == 3


def test_many_queries_one_object_a_line(ask: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "frågor.txt"
    file.write_bytes("cykelbana\n\ncykelbanna\n<b>\ud7ff".encode() + b"\xff\n")
    ran = ask("search", "--from", file, "--json")
    assert (ran.code, ran.err) == (0, "")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [row["query"] for row in rows][:3] == ["cykelbana", "", "cykelbanna"]
    assert [row["total"] > 0 for row in rows] == [True, False, False, False]
    assert rows[2]["suggestion"] == "cykelbana"


def test_to_people(ask: CommandLine) -> None:
    out = ask("search", "cykelbana", "--sort", "date", "--limit", 1, "--as", "staff").out
    assert "1:00  Anna Ek\n  Nu bygger vi en cykelbana.\n" in out or "1:00\n" in out
    assert out.endswith("1 of 8 passages.\n")
    assert ask("search", "cykelbanna").out == "Nothing was found.\nDid you mean “cykelbana”?\n"


def test_explain_is_a_command_and_a_word(ask: CommandLine) -> None:
    explained = ask.json("search", "explain", "cykelbanorna")
    assert (explained["word"], explained["whole"]) == ("cykelbanorna", "cykelbana")
    assert "cykel" in explained["parts"]
    assert ask.json("search", "explain")["query"] == "explain"
    assert ask("search", "explain", "cykelbanorna").out.splitlines()[0].split() == [
        "word",
        "cykelbanorna",
    ]


@pytest.mark.parametrize("arguments", [(), ("ord", "--from", "fil")])
def test_a_query_or_a_file_is_wanted(ask: CommandLine, arguments: tuple[str, ...]) -> None:
    assert ask("search", *arguments).code == 2


def test_reindex(ask: CommandLine) -> None:
    done = ask.json("reindex")
    assert (done["engine"], done["items"]) == ("whoosh", 8)
    assert ask("reindex").out.startswith("Indexed 8 items with ")
