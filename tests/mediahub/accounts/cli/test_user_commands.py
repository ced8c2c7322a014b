"""`mediahub user`, and what is printed for the very first of them."""

import re

import pytest

from tests.cli_runner import CommandLine

LINK = re.compile(r"https://podd\.example/studio/losenord/[0-9a-f]{32}[0-9]{10}[\w-]{43}")
ANNA = "anna.ek@skr.example"


def add(mediahub: CommandLine, *options: str) -> None:
    assert mediahub("user", "add", ANNA, "--name", "Anna Ek", *options).code == 0


def listed(mediahub: CommandLine) -> list[dict[str, object]]:
    found: list[dict[str, object]] = mediahub.json("user", "list")
    return found


def test_added_with_a_link(mediahub: CommandLine) -> None:
    ran = mediahub("user", "add", "Anna.Ek@skr.example", "--name", "Anna Ek", "--role", "staff")
    first, link = ran.out.splitlines()
    assert (ran.code, first) == (0, "Anna Ek chooses a password at")
    assert LINK.fullmatch(link)
    assert listed(mediahub) == [
        {
            "email": ANNA,
            "name": "Anna Ek",
            "role": "staff",
            "is_limited": False,
            "has_password": False,
            "signed_in_at": None,
            "disabled_at": None,
        }
    ]


def test_limited_to_shows(mediahub: CommandLine) -> None:
    mediahub.json("show", "add", "resan", "--title", "Resan", "--category", "Government")
    add(mediahub, "--show", "resan")
    assert listed(mediahub)[0]["is_limited"] is True
    assert mediahub("user", "role", ANNA, "producer").out == "Anna Ek is producer now.\n"
    assert listed(mediahub)[0]["is_limited"] is False
    ran = mediahub("user", "role", ANNA, "producer", "--show", "ingen")
    assert (ran.code, ran.err) == (1, "There is no show “ingen”.\n")


def test_shut_out_let_in_and_reset(mediahub: CommandLine) -> None:
    add(mediahub)
    assert mediahub("user", "disable", ANNA).out == "Anna Ek is shut out.\n"
    ran = mediahub("user", "reset", ANNA)
    assert (ran.code, ran.err) == (1, "Anna Ek is shut out. Let them in first.\n")
    assert mediahub("user", "enable", ANNA).out == "Anna Ek may sign in again.\n"
    assert LINK.fullmatch(mediahub.json("user", "reset", ANNA)["url"])


@pytest.mark.parametrize("command", ["disable", "enable", "reset"])
def test_nobody(mediahub: CommandLine, command: str) -> None:
    ran = mediahub("user", command, "ingen@skr.example")
    assert (ran.code, ran.err) == (1, "There is no user “ingen@skr.example”.\n")


def test_removed(mediahub: CommandLine) -> None:
    add(mediahub)
    assert mediahub("user", "add", "bo@skr.example", "--name", "Bo Alm").code == 0
    ran = mediahub("user", "remove", "Anna.Ek@skr.example")
    assert (ran.code, ran.out) == (0, "Anna Ek is removed.\n")
    assert [user["email"] for user in listed(mediahub)] == ["bo@skr.example"]
    ran = mediahub("user", "remove", ANNA)
    assert (ran.code, ran.err) == (1, f"There is no user “{ANNA}”.\n")
    add(mediahub)
