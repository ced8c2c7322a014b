"""What is said of a failure, and which failures are left to a traceback."""

import pytest
import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from mediahub.cli import program
from mediahub.cli.errors import sentence_of
from mediahub.errors import Conflict, Hint, Invalid, NotFound
from mediahub.settings import load
from tests.cli_runner import CommandLine


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotFound("There is no show “{slug}”.", slug="a"), "There is no show “a”."),
        (
            Conflict("“{slug}” is taken.", slug="a").with_hint(Hint.REMOVE_RECORDING),
            "“a” is taken. (mediahub recording remove a --reason “…”)",
        ),
        (OperationalError("", {}, ValueError("gone")), "The database does not answer: gone"),
        (FileNotFoundError(2, "No such file", "b.mp3"), "“b.mp3” cannot be used: No such file."),
        (ZeroDivisionError("a fault of ours"), None),
    ],
)
def test_sentence(error: Exception, sentence: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAHUB_LANGUAGE", "en")
    assert sentence_of(error) == sentence


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("MEDIAHUB_CONNECTIONS", "abc", "MEDIAHUB_CONNECTIONS är ”abc”. Skriv ett heltal."),
        ("MEDIAHUB_CONNECTIONS", "0", "MEDIAHUB_CONNECTIONS är 0; det minsta är 10."),
        ("PORT", "65536", "PORT är 65536; det största är 65\N{NO-BREAK SPACE}535."),
        ("MEDIAHUB_LANGUAGE", "de", "MEDIAHUB_LANGUAGE är ”de”. Skriv något av följande: sv, en."),
        (
            "MEDIAHUB_DATABASE_URL",
            "mysql://a:hemligt@b/c",
            "MEDIAHUB_DATABASE_URL kan inte användas. Skriv den som sqlite:////mapp/fil eller som "
            "postgresql://användare:lösenord@server:5432/databas.",
        ),
    ],
)
def test_settings_are_refused_in_swedish(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises((ValidationError, Invalid)) as refused:
        load()
    assert sentence_of(refused.value) == told


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
