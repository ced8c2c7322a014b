"""The forms of series and networks: texts by field, read back, and what is wrong with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import String

from mediahub.accounts.edit_conflicts import differences, is_stale, version_of
from mediahub.accounts.guard import StudioCall
from mediahub.db import Base
from mediahub.errors import Conflict, Invalid
from mediahub.i18n import sentence
from mediahub.webcasts.studio.hints import with_place

R = TypeVar("R")
Texts = Mapping[str, str]
Readers = Mapping[str, Callable[[str], object]]


@dataclass(frozen=True, slots=True)
class GroupForm:
    """A form as it is filled in, and what is wrong with it."""

    texts: Texts
    errors: Texts = field(default_factory=dict)
    refusal: str = ""
    saved: Texts = field(default_factory=dict)

    @property
    def status(self) -> int:
        """409 when somebody else has saved meanwhile, 422 when something is wrong."""
        return 409 if self.saved else 422 if self.errors or self.refusal else 200

    def context(self, current: Texts) -> dict[str, Any]:
        """What the template of the form needs; `current` is what is saved."""
        return {
            "filled": self,
            "version": version_of(self.saved or current),
            "differences": differences(self.saved, self.texts) if self.saved else [],
        }


def sent(call: StudioCall, names: Mapping[str, str]) -> Texts:
    """What was typed in these fields."""
    return {name: call.sent(name).replace("\r\n", "\n").strip() for name in names}


def stale(call: StudioCall, typed: Texts, current: Texts) -> GroupForm | None:
    """The form with what somebody else has saved since it was opened; None if nobody has."""
    return GroupForm(typed, saved=current) if is_stale(call, current) else None


def save(
    call: StudioCall, typed: Texts, model: type[Base], readers: Readers, act: Callable[..., R]
) -> R | GroupForm:
    """What `act` makes of the fields that were typed, or the form with what is wrong with it."""
    fields = _read(call, typed, model, readers)
    if isinstance(fields, GroupForm):
        return fields
    try:
        with call.db.begin_nested():
            return act(**fields)
    except (Invalid, Conflict) as error:
        return GroupForm(typed, refusal=with_place(error, call.language))


def _read(
    call: StudioCall, typed: Texts, model: type[Base], readers: Readers
) -> dict[str, Any] | GroupForm:
    """Fields by name, or the form with what is wrong with them; an empty address is left out."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, text in typed.items():
        try:
            _require_room(text, model, name)
            values[name] = readers.get(name, str)(text)
        except Invalid as error:
            errors[name] = sentence(error, call.language)
    if not values.get("slug"):
        values.pop("slug", None)
    return GroupForm(typed, errors) if errors else values


def _require_room(text: str, model: type[Base], name: str) -> None:
    kind = model.__table__.c[name].type
    if isinstance(kind, String) and kind.length and len(text) > kind.length:
        raise Invalid(
            "This is {length} characters long; {longest} is the most.",
            length=len(text),
            longest=kind.length,
        )
