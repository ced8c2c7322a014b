"""Reasons that staff give: the audit log keeps them for good, so they name nobody."""

import re

from mediahub.errors import Invalid
from mediahub.participants.models import Participant, TransferRequest


def check_reason(reason: str | None, person: Participant | TransferRequest) -> None:
    """Invalid for a reason that holds the name or the address of whom it is about."""
    if reason and any(_holds(reason, words) for words in (person.name, person.email)):
        raise Invalid(
            "The reason stays in the log when the person is erased. Write it without their name"
            " and address."
        )


def _holds(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None
