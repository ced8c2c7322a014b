"""What is said of a failure, and which failures are left to a traceback."""

import pytest
import typer
from sqlalchemy.exc import OperationalError

from mediahub.cli import program
from mediahub.cli.errors import sentence_of
from mediahub.errors import NotFound
from tests.commanding import CommandLine


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotFound("There is no show “{slug}”.", slug="a"), "There is no show “a”."),
        (OperationalError("", {}, ValueError("gone")), "The database does not answer: gone"),
        (FileNotFoundError(2, "No such file", "b.mp3"), "“b.mp3” cannot be used: No such file."),
        (ZeroDivisionError("a fault of ours"), None),
    ],
)
def test_sentence(error: Exception, sentence: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAHUB_LANGUAGE", "en")
    assert sentence_of(error) == sentence


def test_fault_of_ours_is_a_traceback(
    mediahub: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = typer.Typer()

    @broken.command()
    def _divide() -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(program.commands, "broken", typer.main.get_command(broken))
    with pytest.raises(ZeroDivisionError):
        mediahub("broken")
