"""What the command line says when a command fails."""

import os
from contextlib import suppress

from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from feeds.errors import FeedError
from mediahub.cli.hints import COMMANDS
from mediahub.errors import Conflict, Invalid, MediaHubError
from mediahub.i18n import sentence
from mediahub.settings import load


def sentence_of(error: Exception) -> str | None:
    """The sentence for whoever ran the command, and behind it how to do what it hints at.

    None for what only a traceback can tell.
    """
    refusal = _refusal(error)
    if refusal is None:
        return None
    said = sentence(refusal, _language())
    if not isinstance(refusal, MediaHubError) or refusal.hint is None:
        return said
    return f"{said} ({COMMANDS[refusal.hint].format(**refusal.values)})"


def _refusal(error: Exception) -> MediaHubError | FeedError | None:
    match error:
        case MediaHubError() | FeedError():
            return error
        case ValidationError():
            return _bad_setting(error)
        case OperationalError():
            return Conflict("The database does not answer: {reason}", reason=error.orig)
        case SQLAlchemyError():
            reason = getattr(error, "orig", None) or error
            return Conflict("The database refuses: {reason}", reason=reason)
        case OSError():
            file = error.filename or ""
            return Conflict("“{file}” cannot be used: {reason}.", file=file, reason=error.strerror)
    return None


def _language() -> str:
    with suppress(ValidationError, MediaHubError):
        return load().language
    return "en" if os.environ.get("MEDIAHUB_LANGUAGE") == "en" else "sv"


def _bad_setting(error: ValidationError) -> MediaHubError:
    first = error.errors()[0]
    field = str(first["loc"][0])
    name = field if field.isupper() else f"MEDIAHUB_{field.upper()}"
    given, bounds = first["input"], first.get("ctx", {})
    match first["type"]:
        case "int_parsing" | "int_parsing_size":
            return Invalid("{name} is “{value}”. Write a whole number.", name=name, value=given)
        case "greater_than_equal":
            least = bounds["ge"]
            return Invalid(
                "{name} is {value}; {least} is the smallest.", name=name, value=given, least=least
            )
        case "less_than_equal":
            most = bounds["le"]
            return Invalid(
                "{name} is {value}; {most} is the largest.", name=name, value=given, most=most
            )
        case "literal_error":
            choices = bounds["expected"].replace(" or ", ", ").replace("'", "")
            return Invalid(
                "{name} is “{value}”. Write one of these: {choices}.",
                name=name,
                value=given,
                choices=choices,
            )
    return Invalid("The setting {name} is wrong: {reason}.", name=name, reason=first["msg"])
