"""The edge of the command line: results as text and JSON, shared options, quiet progress."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from mediahub.hub import Hub
from mediahub.terminal import given, print_json, print_table, progress, reading, with_options


@dataclass(frozen=True, slots=True)
class Options:
    number: Annotated[int | None, typer.Option(help="Its number.")]
    topic: Annotated[list[str] | None, typer.Option(help="A topic.")]
    fix: Annotated[bool, typer.Option("--fix")] = False


@pytest.fixture
def seen() -> list[tuple[str, Options]]:
    return []


@pytest.fixture
def app(seen: list[tuple[str, Options]]) -> typer.Typer:
    app = typer.Typer()

    @app.command()
    @with_options(Options)
    def edit(name: Annotated[str, typer.Argument()], options: Options, loud: bool = False) -> None:
        """Change it."""
        seen.append((name + "!" * loud, options))

    return app


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("97", ("97", Options(None, None))),
        ("97 --number 3 --topic a --topic b --fix", ("97", Options(3, ["a", "b"], fix=True))),
        ("97 --loud", ("97!", Options(None, None))),
    ],
)
def test_fields_are_options(
    app: typer.Typer, seen: list[tuple[str, Options]], arguments: str, expected: tuple[str, Options]
) -> None:
    assert CliRunner().invoke(app, arguments.split()).exit_code == 0
    assert seen == [expected]


@pytest.mark.parametrize("arguments", ["", "97 --number three", "97 --options x"])
def test_wrong_usage_is_refused(app: typer.Typer, seen: list[object], arguments: str) -> None:
    assert CliRunner().invoke(app, arguments.split()).exit_code == 2
    assert seen == []


def test_rows_are_columns_for_people(hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(hub, [{"a": "ett", "b": 1}, {"a": None, "b": 22}], as_json=False)
    assert capsys.readouterr().out == "ett  1\n     22\n"


def test_no_rows_are_no_lines(hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(hub, [], as_json=False)
    print_table(hub, [], as_json=True)
    assert capsys.readouterr().out == "[]\n"


def test_json_keeps_letters_and_writes_times(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"title": "Råd", "opens_at": datetime(2026, 3, 4, 5, tzinfo=UTC)})
    assert capsys.readouterr().out == (
        '{\n  "title": "Råd",\n  "opens_at": "2026-03-04T05:00:00+00:00"\n}\n'
    )


def test_nothing_is_drawn_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Mäter") as tell:
        tell(0.5)
    with reading("ton.mp3", 3) as watched:
        assert watched(io.BytesIO(b"ljud")).read() == b"ljud"
    shown = capsys.readouterr()
    assert (shown.out, shown.err.strip()) == ("", "")


def test_what_was_not_given_is_no_field() -> None:
    fields: dict[str, str | None] = given(dict, {"title": "Ny", "slug": None}, price=None)
    assert fields == {"title": "Ny", "price": None}
