"""What a participant says of themselves: name, e-mail address and organisation, put in order."""

import unicodedata
from dataclasses import dataclass

from mediahub.errors import Invalid
from mediahub.mail.addresses import read_public_address
from mediahub.names import LONGEST_ORGANISATION, check_name
from mediahub.normalizing import normalize


@dataclass(frozen=True, slots=True)
class Details:
    """A name, an e-mail address in lower case, and an organisation or None."""

    name: str
    email: str
    organisation: str | None


def read_details(name: str, email: str, organisation: str | None) -> Details:
    """The three put in order; Invalid for the first that cannot be used."""
    return Details(read_name(name), read_email(email), read_organisation(organisation))


def read_name(text: str) -> str:
    """A name on one line, or Invalid."""
    name = _one_line(text)
    if not name:
        raise Invalid("A name is missing.")
    check_name(name)
    return name


def read_organisation(text: str | None) -> str | None:
    """The name of an organisation on one line, None if there is none, or Invalid."""
    organisation = _one_line(text or "")
    if len(organisation) > LONGEST_ORGANISATION:
        raise Invalid(
            "The organisation's name is {length} characters long; there is room for {longest}.",
            length=len(organisation),
            longest=LONGEST_ORGANISATION,
        )
    return organisation or None


def read_email(text: str) -> str:
    """An e-mail address in lower case whose domain is in ASCII (RFC 5891), or Invalid.

    Two spellings that reach the same mailbox anywhere in practice are so the same participant.
    """
    given = _one_line(text)
    if not given:
        raise Invalid("An e-mail address is missing.")
    return read_public_address(given)


def _one_line(text: str) -> str:
    # Keyboards differ in how they write an å; what is pasted carries marks that nobody sees.
    composed = normalize("NFC", text)
    kept = (
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in composed
        if unicodedata.category(c) not in ("Cf", "Cs")
    )
    return " ".join("".join(kept).split())
