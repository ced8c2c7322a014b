"""How many characters a field of a form takes: as many as there is room for where they are kept."""

from functools import cache

from mediahub.db import Base, longest
from mediahub.text_limits import LONGEST_MARKDOWN, LONGEST_QUERY, name_of

# What a field asks for is kept in no column of its name, or nowhere.
_ELSEWHERE = {
    "q": LONGEST_QUERY,
    "sok": 254,
    "med": 128,
    "ord": 100,
    "handelse": 64,
    "id": 36,
    "document_title": 255,
}


@cache
def room_for(field: str) -> int:
    """The characters that a field of this name takes, or a column as in “people.name”.

    What holds several texts, a line or a comma between them, takes as many as a description.
    ValueError for a name alone whose columns have room for different lengths.
    """
    if "." in field:
        return longest(field) or LONGEST_MARKDOWN
    if field in _ELSEWHERE:
        return _ELSEWHERE[field]
    tables = (name for name, table in Base.metadata.tables.items() if field in table.c)
    held = {longest(f"{name}.{field}") or 0 for name in tables if name_of(name, field)}
    if len(held - {0}) > 1:
        raise ValueError(f"{field} is not of one length; name its table, as in shows.{field}")
    return max(held, default=0) or LONGEST_MARKDOWN
