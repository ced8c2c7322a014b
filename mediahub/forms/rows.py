"""The rows of a form, moved without script: a button such as “links-up-1” gives the form again."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from mediahub.forms.fields import Form
from mediahub.forms.kinds import Rows

R = TypeVar("R")
_BUTTON = re.compile(r"(\w+)-(add|remove|up|down)(?:-(\d{1,4}))?", re.ASCII)


def rearranged(form: Form, button: str) -> Form:
    """The form after a button, whose rows are counted from 0; as it is for any other name."""
    match = _BUTTON.fullmatch(button)
    kinds = {one.name: one.kind for one in form.fields if isinstance(one.kind, Rows)}
    if match is None or match[1] not in kinds:
        return form
    name, act, at = match[1], match[2], int(match[3] or 0)
    empty = dict.fromkeys(kinds[name].columns, "")
    return replace(form, rows={**form.rows, name: moved(form.rows[name], act, at, empty)})


def moved(rows: Sequence[R], act: str, at: int, new: R) -> list[R]:
    """The rows after the button `add`, `remove`, `up` or `down` of the row at this place."""
    if act == "add":
        return [*rows, new]
    changed = list(rows)
    if act not in ("remove", "up", "down") or not 0 <= at < len(changed):
        return changed
    row = changed.pop(at)
    if act != "remove":
        changed.insert(max(0, at - 1) if act == "up" else at + 1, row)
    return changed
