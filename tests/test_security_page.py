"""What `infra/SECURITY.md` names is there: settings, commands with their options, addresses."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mediahub.app import routes
from mediahub.cli import program
from mediahub.cli.lazy import LazyCommand
from mediahub.hub import Hub
from mediahub.search.index.provider import IndexProvider
from mediahub.settings import Settings
from mediahub.web.templating import Templates
from tests.mediahub.studio import CHEAP

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "infra" / "SECURITY.md").read_text("utf-8")
CODE = re.findall(r"`([^`\n]+)`", PAGE)


def named(beginning: str) -> list[str]:
    return sorted({one for one in CODE if one.startswith(beginning)})


def test_settings_are_those_that_are_read() -> None:
    known = {f"MEDIAHUB_{name.upper()}" for name in Settings.model_fields}
    told = set(re.findall(r"MEDIAHUB_[A-Z_]+", PAGE))
    assert len(told) > 5
    assert told - known == {"MEDIAHUB_SECRETS_DIR"}  # says where settings are, and is read by load


@pytest.mark.parametrize("line", named("mediahub "))
def test_commands_are_there_with_their_options(line: str) -> None:
    found: Any = program
    for word in line.split()[1:]:
        if word.startswith("--"):
            assert word in {name for option in found.params for name in option.opts}
        else:
            listed = found.commands[word]
            found = listed.command if isinstance(listed, LazyCommand) else listed
    assert getattr(found, "commands", None) is None, "a group is not a command"


def paths(hub: Hub) -> Iterator[str]:
    for route in routes(hub, Templates(hub.settings.origin), CHEAP, IndexProvider(hub)):
        yield str(getattr(route, "path", ""))


def test_addresses_and_files_are_there(hub: Hub) -> None:
    assert [path for path in named("/") if path not in set(paths(hub))] == []
    assert [file for file in named("infra/") if not (ROOT / file).exists()] == []
    assert hub.settings.secret_key_file.name in CODE


def test_it_is_linked_and_short() -> None:
    assert "(infra/SECURITY.md)" in (ROOT / "README.md").read_text("utf-8")
    assert len(PAGE.splitlines()) <= 120
    assert max(map(len, (line for line in PAGE.splitlines() if "|" not in line))) <= 100
