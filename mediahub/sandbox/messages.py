"""What a sandbox and its process say to each other: JSON with bytes, and refusals."""

import base64
import json
from typing import Any

from mediahub import errors
from mediahub.errors import MediaHubError

TOO_LARGE = 3
"""The exit status of a process that ran out of memory."""


def as_json(value: object) -> str:
    """One line; bytes are in base64, and a refusal is its class, sentence and values."""
    return json.dumps(value, default=_more)


def from_json(text: bytes | str) -> Any:
    """What `as_json` has written; tuples have become lists."""
    return json.loads(text, object_hook=_back)


def refusal_of(value: Any) -> Exception:
    """The refusal, or the OSError, that was written."""
    if isinstance(value, MediaHubError):
        return value
    return OSError(*value)


def _more(value: object) -> object:
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, MediaHubError):
        return {"$error": [type(value).__name__, value.sentence, value.values]}
    raise TypeError(f"{type(value).__name__} is nothing that a sandbox can tell")


def _back(found: dict[str, Any]) -> Any:
    if found.keys() == {"$bytes"}:
        return base64.b64decode(found["$bytes"])
    if found.keys() == {"$error"}:
        name, sentence, values = found["$error"]
        kinds = {kind.__name__: kind for kind in MediaHubError.__subclasses__()}
        return kinds.get(name, errors.Invalid)(sentence, **values)
    return found
