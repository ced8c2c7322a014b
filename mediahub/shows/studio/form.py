"""The form of a show: what was typed anew changes the show, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from feeds.errors import FeedError
from mediahub.accounts.guard import FormCall
from mediahub.errors import MediaHubError
from mediahub.forms.fields import Form, read
from mediahub.i18n import sentence
from mediahub.shows import gate, service
from mediahub.shows.fields import values_for
from mediahub.shows.models import Show


def change(db: Session, show: Show, current: Form, typed: Form, call: FormCall) -> Form:
    """Change the show where the texts differ, by the rules of its services.

    The form with whatever is wrong; then nothing may be kept of the show's changes.
    """
    origin = call.hub.settings.origin
    before = gate.findings(show, origin)
    changed = [one for one in typed.fields if _differs(current, typed, one.name)]
    values, errors = read(replace(typed, fields=changed), show, call.language)
    for name, value in values.items():
        try:
            _set(db, show, name, value)
        except (MediaHubError, FeedError) as error:
            errors[name] = sentence(error, call.language)
    if errors:
        return replace(typed, errors=errors)
    try:
        gate.refuse_new_errors(show, origin, before)
        db.flush()
    except MediaHubError as error:
        return replace(typed, refusal=sentence(error, call.language))
    return typed


def _differs(current: Form, typed: Form, name: str) -> bool:
    return typed.texts[name].strip() != current.texts[name].strip()


def _set(db: Session, show: Show, name: str, value: Any) -> None:
    if name in _PARTS:
        _PARTS[name](db, show, value)
        return
    given = values_for({name: value})
    saved = {column: getattr(show, column) for column in given}
    try:
        service.edit_show(show, **given)
    except (MediaHubError, FeedError):
        for column, was in saved.items():  # or the next field would be told of it too
            setattr(show, column, was)
        raise


def _set_seasons(db: Session, show: Show, seasons: list[tuple[int, str]]) -> None:
    for number, name in seasons:
        service.season(db, show, number, name)


_PARTS: Mapping[str, Callable[[Session, Show, Any], None]] = {
    "host": service.set_hosts,
    "season": _set_seasons,
}
