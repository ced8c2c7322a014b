"""A field of something that people edit, and a form of such fields."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from feeds.errors import FeedError
from mediahub.errors import MediaHubError, Phrase
from mediahub.forms.kinds import Kind, Row, Rows, newlines
from mediahub.i18n import sentence, translations


@dataclass(frozen=True, slots=True)
class Option:
    """How a field is given on the command line.

    `name` is that of the option where it is not called as the field, `type` str, bool, int, Path,
    or list for what is given once for each line of the form. `read` makes the value, or one of the
    list, of what is given; otherwise it is read as in the form.
    """

    help: str
    name: str = ""
    type: Any = str
    read: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """What can be said of something, at every door.

    `name` is that of the form's field, of the option, and of the column unless `column` says
    another, or "" for what is not a column; `get` reads the value where it is not the column's.
    """

    name: str
    label: Phrase
    kind: Kind | Rows
    option: Option | None = None
    get: Callable[[Any], Any] | None = None
    column: str | None = None

    def value_of(self, entity: object) -> Any:
        """What is said of this one now."""
        return self.get(entity) if self.get else getattr(entity, self.column or self.name)


Fields = Sequence[Field]


class FormSource(Protocol):
    """A form that was sent, with the values of a name: several make several lines."""

    def sent_list(self, name: str, /) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands: texts, rows, and what is wrong, by field and as a whole."""

    fields: Fields
    texts: Mapping[str, str]
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether something keeps it from being saved."""
        return bool(self.errors or self.refusal)

    @property
    def compared(self) -> dict[str, str]:
        """Every field as one text, which tells whether two forms say the same."""
        return {
            one.name: self.texts[one.name]
            if isinstance(one.kind, Kind)
            else "\n".join(filter(None, map(one.kind.line, self.rows[one.name])))
            for one in self.fields
        }


def filled_from(fields: Fields, entity: object) -> Form:
    """The form of something as it is saved."""
    texts: dict[str, str] = {}
    rows: dict[str, Sequence[Row]] = {}
    for one in fields:
        value = one.value_of(entity)
        if isinstance(one.kind, Kind):
            texts[one.name] = newlines(one.kind.text(value))
        else:
            rows[one.name] = one.kind.rows(value)
    return Form(fields, texts, rows)


def filled_sent(fields: Fields, sent: FormSource) -> Form:
    """The form as it was typed."""
    texts: dict[str, str] = {}
    rows: dict[str, Sequence[Row]] = {}
    for one in fields:
        if isinstance(one.kind, Kind):
            texts[one.name] = newlines("\n".join(sent.sent_list(one.name)))
        else:
            columns = [sent.sent_list(f"{one.name}-{column}") for column in one.kind.columns]
            rows[one.name] = [
                dict(zip(one.kind.columns, row, strict=True)) for row in zip(*columns, strict=False)
            ]
    return Form(fields, texts, rows)


def read(form: Form, entity: object, language: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that the form asks for, and what is wrong; each field is in one of them.

    `entity` is what it was filled from, None for a new one.
    """
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for one in form.fields:
        try:
            values[one.name] = _value(one, form, entity)
        except (MediaHubError, FeedError) as error:
            errors[one.name] = sentence(error, language)
    return values, errors


def _value(one: Field, form: Form, entity: object) -> Any:
    if isinstance(one.kind, Rows):
        return one.kind.read(form.rows[one.name])
    saved = None if entity is None else one.value_of(entity)
    return one.kind.read(form.texts[one.name], saved)


def columns_of(fields: Fields) -> tuple[str, ...]:
    """The columns that they are."""
    columns = (one.name if one.column is None else one.column for one in fields)
    return tuple(column for column in columns if column)


def labels_of(fields: Fields, language: str) -> dict[str, str]:
    """What people call each field."""
    return translated({one.name: one.label for one in fields}, language)


def translated(names: Mapping[str, Phrase], language: str) -> dict[str, str]:
    """Names, such as those of a choice, in this language."""
    gettext = translations(language).gettext
    return {value: gettext(name) for value, name in names.items()}
