"""What refusals hint at is told by the doors, and by them alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import mediahub
from mediahub.cli.hints import COMMANDS
from mediahub.errors import Hint
from tests.catalogue import _in_python
from tests.cli_runner import CommandLine

FOLDER = Path(mediahub.__file__).parent
# The doors of programs, and what only they use.
OF_PROGRAMS = re.compile(
    r"(^|/)cli/|commands?\.py$|options\.py$|^(doctor|server|terminal|settings|demo|worker)|^(status|migrations)/"
)


def sentences_of_services() -> Iterator[tuple[str, str]]:
    for file in sorted(FOLDER.rglob("*.py")):
        path = file.relative_to(FOLDER).as_posix()
        if not OF_PROGRAMS.search(path):
            yield from ((path, said) for said in _in_python(file))


def test_services_name_no_command_and_no_option() -> None:
    named = [one for one in sentences_of_services() if re.search(r"--[a-z]|mediahub [a-z]", one[1])]
    assert named == []


@pytest.mark.parametrize("hint", Hint)
def test_each_hint_is_given_by_a_service_and_said_by_the_command_line(hint: Hint) -> None:
    assert hint in COMMANDS
    sources = (file.read_text("utf-8") for file in FOLDER.rglob("*.py"))
    given = f".with_hint(Hint.{hint.name})"
    assert any(given in re.sub(r"\s", "", source) for source in sources)


@pytest.mark.parametrize("hint", COMMANDS)
def test_command_of_a_hint_exists_with_its_options(mediahub: CommandLine, hint: Hint) -> None:
    """What is options alone is of opening a recording, the one command that refuses so."""
    said = COMMANDS[hint]
    words = said.split()[1:3] if said.startswith("mediahub ") else ["recording", "open"]
    helped = mediahub(*words, "--help")
    assert helped.code == 0
    assert [one for one in re.findall(r"--[a-z-]+", said) if one not in helped.out] == []
