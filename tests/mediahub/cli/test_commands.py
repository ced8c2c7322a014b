"""The list of commands: each leads to what it says, and what is not used is not imported."""

import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest
from typer.core import TyperGroup

from mediahub.cli import program
from mediahub.cli.commands import COMMANDS
from mediahub.cli.lazy import LazyCommand

# What some commands need, and none needs to be listed.
HEAVY = {
    "PIL",
    "alembic",
    "babel",
    "boto3",
    "huey",
    "pydantic",
    "sqlalchemy",
    "starlette",
    "uvicorn",
    "whoosh",
}
REPORT = """
import sys
from mediahub.cli import main
try:
    main()
finally:
    print(*sys.modules, sep="\\n")
"""


def imported_by(folder: Path, *arguments: str) -> set[str]:
    """Which modules a run of the program has imported when it ends."""
    run = [sys.executable, "-c", REPORT, *arguments]
    ended = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=True)
    return set(ended.stdout.splitlines())


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda listed: str(listed.name))
def test_command_is_there_and_says_of_itself_what_the_list_says(listed: LazyCommand) -> None:
    assert listed.command.name == listed.name
    own = takewhile(str.strip, listed.command.help.strip().splitlines())
    assert " ".join(line.strip() for line in own) == listed.help


def test_list_names_each_command_once() -> None:
    assert list(program.commands) == [listed.name for listed in COMMANDS]


def test_group_of_one_command_is_a_group() -> None:
    (audit,) = (listed for listed in COMMANDS if listed.name == "audit")
    assert isinstance(audit.command, TyperGroup)
    assert set(audit.command.commands) == {"export"}


def test_help_imports_neither_a_feature_nor_what_features_stand_on(tmp_path: Path) -> None:
    loaded = imported_by(tmp_path, "--help")
    assert {name.split(".")[0] for name in loaded} & HEAVY == set()
    assert {name for name in loaded if name.startswith("mediahub.")} == {
        "mediahub.cli",
        "mediahub.cli.commands",
        "mediahub.cli.lazy",
        "mediahub.file_permissions",
    }


def test_help_of_a_group_imports_no_other_feature(tmp_path: Path) -> None:
    loaded = imported_by(tmp_path, "show", "--help")
    assert "mediahub.shows" in loaded
    others = ("episodes", "webcasts", "recordings", "search", "sendouts", "newsletter", "demo")
    assert {f"mediahub.{name}" for name in others} & loaded == set()
    assert not any(name.startswith(("uvicorn", "whoosh")) for name in loaded)
