"""Names of people and organisations: how long they may be."""

from mediahub.errors import Invalid

LONGEST_NAME = 128
"""Characters, in the name of a person."""


def check_name(name: str, longest: int = LONGEST_NAME) -> None:
    """Invalid for a name of more characters than there is room for."""
    if len(name) > longest:
        raise Invalid(
            "The name is {length} characters long; there is room for {longest}.",
            length=len(name),
            longest=longest,
        )
