"""Names of people and organisations: how long they may be."""

from mediahub.errors import Invalid

# In characters.
LONGEST_NAME = 128
LONGEST_ORGANISATION = 200


def check_name(name: str, longest: int = LONGEST_NAME) -> None:
    """Invalid for a name of more characters than there is room for."""
    if len(name) > longest:
        raise Invalid(
            "The name is {length} characters long; there is room for {longest}.",
            length=len(name),
            longest=longest,
        )
