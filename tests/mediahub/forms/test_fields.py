"""A table of fields: filled from what is saved, read as it was typed, given on the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from mediahub.errors import Invalid, Phrase
from mediahub.forms.fields import (
    Field,
    Fields,
    Option,
    columns_of,
    filled_from,
    filled_sent,
    labels_of,
    read,
)
from mediahub.forms.kinds import COMMA_LIST, FLAG, MARKDOWN, NUMBER, TEXT, Rows, choice
from mediahub.forms.options import read_given
from mediahub.terminal import with_options

PAIRS = Rows(
    columns=("left", "right"),
    rows=lambda pairs: [{"left": left, "right": right} for left, right in pairs],
    read=lambda rows: [(row["left"], row["right"]) for row in rows if row["left"]],
    line=lambda row: f"{row['left']}={row['right']}" if row["left"] else "",
    text=lambda pairs: "\n".join(f"{left}={right}" for left, right in pairs),
)
SIZES = {"s": Phrase("Trailer"), "l": Phrase("Whole episode")}
FIELDS: Fields = (
    Field("name", Phrase("Name"), TEXT, Option("Its name.")),
    Field("text", Phrase("Text"), MARKDOWN),
    Field("size", Phrase("Type"), choice(SIZES, lambda _: Invalid("No size.")), Option("s, l.")),
    Field("loud", Phrase("Explicit language"), FLAG, Option("Loud.", "--loud/--soft", bool)),
    Field("count", Phrase("Number"), NUMBER, Option("How many."), column="count_id"),
    Field("words", Phrase("Topics"), COMMA_LIST, Option("A word.", "--word", list, str.upper)),
    Field("pairs", Phrase("Links"), PAIRS, column=""),
)


@dataclass
class Thing:
    """Something that is edited."""

    name: str = "A"
    text: str = "Ett.\r\n\r\nTvå.\n"
    size: str = "s"
    loud: bool = False
    count_id: int | None = None
    words: Sequence[str] = ()
    pairs: Sequence[tuple[str, str]] = ()


@dataclass
class Sent:
    """A form that was sent."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def sent_list(self, name: str) -> Sequence[str]:
        return self.values.get(name, ())


def as_sent(thing: Thing) -> Sent:
    """What a browser sends of the form of this thing, with its own ends of lines."""
    form = filled_from(FIELDS, thing)
    values = {name: [text.replace("\n", "\r\n")] for name, text in form.texts.items()}
    for column in PAIRS.columns:
        values[f"pairs-{column}"] = [row[column] for row in form.rows["pairs"]]
    return Sent(values)


THINGS = st.builds(
    Thing,
    size=st.sampled_from(sorted(SIZES)),
    loud=st.booleans(),
    count_id=st.none() | st.integers(0, 10**9),
    words=st.lists(st.text("abcåäö", min_size=1), unique=True),
    pairs=st.lists(st.tuples(st.text("ab", min_size=1), st.text("ab"))),
)


@given(THINGS)
def test_what_is_saved_comes_back_as_it_was(thing: Thing) -> None:
    form = filled_sent(FIELDS, as_sent(thing))
    assert form.compared == filled_from(FIELDS, thing).compared
    values, errors = read(form, thing, "sv")
    assert errors == {}
    assert values == {one.name: one.value_of(thing) for one in FIELDS}


def test_what_is_wrong_is_told_by_field_and_the_rest_is_read() -> None:
    sent = Sent({"name": [" B "], "size": ["xl"], "count": ["tre"], "pairs-left": ["a"]})
    values, errors = read(filled_sent(FIELDS, sent), Thing(), "en")
    assert errors == {"size": "No size.", "count": "“tre” is not a whole number."}
    assert values == {"name": "B", "text": "", "loud": False, "words": [], "pairs": []}


def test_columns_and_labels() -> None:
    assert columns_of(FIELDS) == ("name", "text", "size", "loud", "count_id", "words")
    assert labels_of(FIELDS, "sv")["name"] == "Namn"


@dataclass(frozen=True)
class ThingOptions:
    """Options beside those of the table."""

    given: Mapping[str, Any]
    other: str = "x"


class TestCommand:
    """The table as options of a command."""

    @pytest.fixture
    def app(self) -> typer.Typer:
        """A command that prints what it was given."""
        app = typer.Typer()

        @app.command()
        @with_options(ThingOptions, FIELDS)
        def run(options: ThingOptions) -> None:
            typer.echo(sorted(read_given(FIELDS, options.given).items()))
            typer.echo(options.other)

        return app

    @pytest.mark.parametrize(
        ("arguments", "values"),
        [
            ([], []),
            (["--name", ""], [("name", "")]),
            (["--count", ""], [("count", None)]),
            (["--word", "a", "--word", "b", "--loud"], [("loud", True), ("words", ["A", "B"])]),
            (["--word", "", "--soft"], [("loud", False), ("words", [])]),
        ],
    )
    def test_what_was_given_is_read(
        self, app: typer.Typer, arguments: list[str], values: list[tuple[str, object]]
    ) -> None:
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        assert result.stdout == f"{values}\nx\n"

    def test_what_cannot_be_read_is_refused(self, app: typer.Typer) -> None:
        with pytest.raises(Invalid, match="not a whole number"):
            CliRunner().invoke(app, ["--count", "tre"], catch_exceptions=False)
