"""What a participant says of themselves: name, e-mail address and organisation, put in order."""

from dataclasses import dataclass

from mediahub.errors import Invalid
from mediahub.mail.addresses import read_public_address
from mediahub.names import LONGEST_ORGANISATION, check_name, clean_line, find_address, find_number


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
    name = clean_line(text)
    if not name:
        raise Invalid("A name is missing.")
    check_name(name)
    return name


def read_visitors_name(text: str) -> str:
    """A name that a stranger writes, which may go to anybody by mail: Invalid if it leads there."""
    name = read_name(text)
    if not any(character.isalpha() for character in name):
        raise Invalid("Write the name with letters.")
    if (word := find_address(name)) is not None:
        raise Invalid(
            "“{word}” looks like an address on the web or for e-mail. Write the name alone, with"
            " a space after each dot.",
            word=word[:80],
        )
    if (number := find_number(name)) is not None:
        raise Invalid(
            "“{number}” looks like a telephone number. Write the name alone.", number=number[:80]
        )
    return name


def read_organisation(text: str | None) -> str | None:
    """The name of an organisation on one line, None if there is none, or Invalid."""
    organisation = clean_line(text or "")
    if len(organisation) > LONGEST_ORGANISATION:
        raise Invalid(
            "The organisation's name is {length} characters long; there is room for {longest}.",
            length=len(organisation),
            longest=LONGEST_ORGANISATION,
        )
    return organisation or None


def read_visitors_organisation(text: str | None) -> str | None:
    """The organisation that a stranger writes, which may be called as its domain is, or Invalid."""
    organisation = read_organisation(text)
    if organisation and (word := find_address(organisation, is_named=True)) is not None:
        raise Invalid(
            "“{word}” looks like an address on the web or for e-mail. Write the organisation's"
            " name alone.",
            word=word[:80],
        )
    return organisation


def read_email(text: str) -> str:
    """An e-mail address in lower case whose domain is in ASCII (RFC 5891), or Invalid.

    Two spellings that reach the same mailbox anywhere in practice are so the same participant.
    """
    return read_public_address(clean_line(text))
