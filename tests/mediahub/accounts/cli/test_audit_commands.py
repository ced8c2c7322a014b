"""`mediahub audit export`, and which user of the machine the log names."""

import getpass
import json

import pytest

from mediahub.accounts import audit
from mediahub.accounts.cli.audit_commands import forget_os_user, log_os_user
from mediahub.hub import Hub
from tests.cli_runner import CommandLine


def exported(mediahub: CommandLine, *options: str) -> list[dict[str, object]]:
    ran = mediahub("audit", "export", *options)
    assert (ran.code, ran.err) == (0, "")
    return [json.loads(line) for line in ran.out.splitlines()]


def test_lines_since_a_time(mediahub: CommandLine) -> None:
    assert mediahub("user", "add", "anna@skr.example", "--name", "Anna Ek").code == 0
    (entry,) = exported(mediahub)
    assert (entry["action"], entry["actor"]) == ("user.add", "command")
    assert entry["address"] == f"os:{getpass.getuser()}"
    assert "Anna" not in str(entry)
    again = exported(mediahub, "--since", "2026-01-01T00:00")
    assert [entry["action"] for entry in again] == ["user.add", "audit.export"]
    assert exported(mediahub, "--since", "2126-01-01T00:00") == []
    assert exported(mediahub, "--until", "2026-01-01T00:00Z") == []
    for until in ("2026-01-02T00:00", "2026-01-01T00:00"):
        ran = mediahub("audit", "export", "--since", "2026-01-02T00:00", "--until", until)
        assert (ran.code, ran.err) == (1, "The end has to be later than the beginning.\n")
    assert exported(mediahub, "--since", "2026-01-01T00:00", "--until", "2026-01-01T00:01") == []
    ran = mediahub("audit", "export", "--since", "i går")
    assert (ran.code, ran.err) == (
        1,
        "“i går” is not a time. Write it as 2026-03-04T06:00.\n",
    )


def test_who_became_somebody_else_is_named(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "anna")
    log_os_user(hub)
    with hub.writing() as db:
        assert db.info[audit.ADDRESS] == "os:anna"
    forget_os_user(hub)
    with hub.writing() as db:
        assert audit.ADDRESS not in db.info


def test_user_without_a_name(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.delenv("SUDO_USER", raising=False)
    monkeypatch.setattr("mediahub.accounts.cli.audit_commands.getuser", nobody)
    log_os_user(hub)
    with hub.writing() as db:
        assert str(db.info[audit.ADDRESS]).startswith("os:uid ")


def test_data_and_links_that_were_given_out_are_noted(mediahub: CommandLine) -> None:
    times = ("--starts", "2036-03-04T09:00", "--ends", "2036-03-04T12:00")
    made = mediahub.json("webcast", "add", "--title", "Dialog", *times, "--publish", "now")
    webcast = ("--webcast", made["slug"])
    network = ("--network", mediahub.json("network", "add", "--title", "Nätet")["slug"])
    email = ("--email", "anna@boras.se")
    who = ("--name", "Anna Ek", *email)
    for arguments in (
        ("participant", "add", *webcast, *who),
        ("member", "add", *network, *who, "--organisation", "Borås"),
        ("participant", "data", *email),
        ("participant", "link", *webcast, *email),
        ("member", "link", *network, *email),
        ("participant", "export", mediahub.data_dir.parent / "a.csv", *webcast),
    ):
        assert mediahub(*arguments).err == ""
    assert [entry["action"] for entry in exported(mediahub)][-4:] == [
        "participant.export",
        "registration.show_link",
        "member.show_link",
        "participants.export",
    ]
