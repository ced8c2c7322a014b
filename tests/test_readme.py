"""What the README says there is: every setting and command, and none that is not there."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup

from mediahub.cli import program
from mediahub.cli.lazy import LazyCommand
from mediahub.settings import Settings

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8").replace("\\|", "¦")
OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")
SPANS = re.compile(r"`([^`\n]+)`")
BESIDE_THE_SETTINGS = {"MEDIAHUB_SECRETS_DIR"}  # where they are read from


def first_column(title: str) -> list[str]:
    """What is in code in the first column of the table of a section."""
    section = README.split(f"\n## {title}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\|([^|\n]+)\|", section, re.MULTILINE)
    return [span for cell in cells for span in SPANS.findall(cell)]


def command_lines() -> list[str]:
    """What is in code anywhere, and begins as a command does."""
    blocks = re.findall(r"^ {4}(mediahub .*)", README.replace("\\\n", " "), re.MULTILINE)
    lines = [part for block in blocks for part in re.split(r"; |\s+# ", block)]
    lines += [span for span in SPANS.findall(README) if " " in span]
    known = re.compile(rf"(mediahub )?({'|'.join(program.commands)})\b|mediahub [a-z]")
    return [line for line in lines if known.match(line)]


@cache
def commands() -> dict[str, Any]:
    """Every command by all its words, as “mail text set”."""
    return dict(_commands(program, ""))


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(command, LazyCommand):
        command = command.command
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from _commands(inner, f"{path} {name}".strip())
        if not command.invoke_without_command:
            return
    yield path, command


def each_of(line: str) -> Iterator[list[str]]:
    """Every command that “show add¦edit [--x]” stands for, word by word."""
    choices = [
        [*re.split("[|¦]", word.strip("[]")), *([""] if word.startswith("[") else [])]
        for word in line.removeprefix("mediahub ").split()
    ]
    for words in product(*choices):
        yield [word for word in words if word]


def parted(words: list[str]) -> tuple[str, list[str]]:
    """The command that is named, “” for none, and the words after it."""
    for end in range(len(words), 0, -1):
        if (name := " ".join(words[:end])) in commands():
            return name, words[end:]
    return "", words


def is_right(words: list[str]) -> bool:
    """Whether there is such a command, with these options, and with words after it if there are."""
    name, rest = parted(words)
    if not name:
        return False
    command = commands()[name]
    takes_words = any(each.param_type_name == "argument" for each in command.params)
    return set(OPTION.findall(" ".join(rest))) <= options_of(command) and (
        takes_words or not rest or rest[0].startswith("-")
    )


def options_of(command: Any) -> set[str]:
    """The long and short names of its options."""
    return {name for each in command.params for name in (*each.opts, *each.secondary_opts)}


def test_settings_are_those_in_the_table() -> None:
    settings = [
        str(field.validation_alias or f"MEDIAHUB_{name.upper()}")
        for name, field in Settings.model_fields.items()
    ]
    listed = [name for name in first_column("Settings") if name not in BESIDE_THE_SETTINGS]
    assert sorted(listed) == sorted(settings)


def test_no_setting_is_named_that_is_not_there() -> None:
    assert set(re.findall(r"MEDIAHUB_\w+", README)) - BESIDE_THE_SETTINGS <= {
        *first_column("Settings")
    }


def test_commands_are_those_in_the_table() -> None:
    listed = {parted(words)[0] for line in first_column("Commands") for words in each_of(line)}
    assert listed - {""} == commands().keys()


@pytest.mark.parametrize("line", command_lines())
def test_command_that_is_named_is_there(line: str) -> None:
    assert [words for words in each_of(line) if not is_right(words)] == []


def test_no_option_is_named_that_no_command_has() -> None:
    known = set().union(*map(options_of, commands().values()))
    assert set(OPTION.findall(README)) - {"--help"} - known == set()
