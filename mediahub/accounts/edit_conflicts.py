"""Two people at one form: what it was filled from goes along, and tells whether it still holds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from mediahub.accounts.guard import FormCall

VERSION_FIELD = "began"
"""The field of a form that says what it was filled from."""

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else has saved meanwhile: what it says there, and what was typed."""

    name: str
    theirs: str
    yours: str


def version_of(texts: Texts) -> str:
    """What stands for the texts that a form was filled with: the same for the same texts."""
    plain = json.dumps(dict(texts), sort_keys=True, ensure_ascii=False)
    return sha256(plain.encode()).hexdigest()[:32]


def is_stale(call: FormCall, current: Texts) -> bool:
    """Whether somebody saved something else since the form was opened."""
    return call.sent(VERSION_FIELD) != version_of(current)


def differences(current: Texts, typed: Texts) -> Sequence[Difference]:
    """By field, in the order of the form, where what is saved and what was typed differ."""
    return [
        Difference(name, theirs, typed[name])
        for name, theirs in current.items()
        if name in typed and _lines(theirs) != _lines(typed[name])
    ]


def _lines(text: str) -> str:
    """Browsers end the lines of a form with CR LF (HTML, 4.10.22, "constructing entry list")."""
    return text.replace("\r\n", "\n").strip()
