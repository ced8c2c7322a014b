"""The registration form: what was typed, what is wrong with it, and whether a person sent it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mediahub.errors import Invalid
from mediahub.participants.details import (
    Details,
    read_email,
    read_visitors_name,
    read_visitors_organisation,
)
from mediahub.signatures import is_signed, sign
from mediahub.web.endpoint import Call

# Nobody reads and fills in three fields faster; programs do it at once.
SHORTEST = timedelta(seconds=3)
LONGEST = timedelta(hours=24)
HONEYPOT = "website"
STAMP = "opened"

_READERS: dict[str, Callable[[str], str | None]] = {
    "name": read_visitors_name,
    "email": read_email,
    "organisation": read_visitors_organisation,
}


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """The fields as they were typed, and by field what is wrong."""

    values: Mapping[str, str]
    errors: Mapping[str, Invalid]
    details: Details | None


EMPTY = RegistrationForm(dict.fromkeys(_READERS, ""), {}, None)


def read_form(call: Call) -> RegistrationForm:
    """What the form holds; `details` when nothing is wrong with any field."""
    values = {name: call.sent(name) for name in _READERS}
    read: dict[str, str | None] = {}
    errors: dict[str, Invalid] = {}
    for name, reader in _READERS.items():
        try:
            read[name] = reader(values[name])
        except Invalid as error:
            errors[name] = error
    if errors:
        return RegistrationForm(values, errors, None)
    details = Details(read["name"] or "", read["email"] or "", read["organisation"])
    return RegistrationForm(values, {}, details)


def is_trapped(call: Call) -> bool:
    """Whether something was written where no person sees a field."""
    return call.sent(HONEYPOT) != ""


def stamp(secrets: Sequence[str], page: str, now: datetime) -> str:
    """When a form was given out, signed; it goes along in the form."""
    opened = str(int(now.timestamp()))
    return f"{opened}.{sign(secrets, 'form', page, opened)}"


def stamp_of(secrets: Sequence[str], page: str, text: str, now: datetime) -> str:
    """The stamp for a form that is shown once more: the first one, as long as it holds."""
    try:
        _opened(secrets, page, text, now)
    except Invalid:
        return stamp(secrets, page, now)
    return text


def require_time(secrets: Sequence[str], page: str, text: str, now: datetime) -> None:
    """Invalid unless the form was given out by us for this page, not just now and not long ago."""
    if now - _opened(secrets, page, text, now) < SHORTEST:
        raise Invalid("That was very fast. Look through what you have written and send it again.")


def _opened(secrets: Sequence[str], page: str, text: str, now: datetime) -> datetime:
    opened, _, signature = text.partition(".")
    if not (opened.isdecimal() and opened.isascii() and len(opened) <= 12) or not is_signed(
        secrets, signature, "form", page, opened
    ):
        raise Invalid("The form could not be read. Send it once more.")
    given_out = datetime.fromtimestamp(int(opened), UTC)
    if now - given_out > LONGEST:
        raise Invalid("The page had been open for long. Look it through and send it again.")
    return given_out
