"""Formula injection: texts that a spreadsheet would compute, made harmless and back again."""

import re

# What spreadsheets begin a formula with; the wide forms too, which some take for the narrow.
_BEGINS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Digits and spaces after a plus compute nothing, and people want to read the number.
_PHONE = re.compile("\\+[0-9][0-9 \N{NO-BREAK SPACE}]*")
_APOSTROPHE = "'"


def neutralise(text: str) -> str:
    """The text as no spreadsheet computes it: an apostrophe goes before what begins a formula."""
    if _is_formula(text):
        return _APOSTROPHE + text
    return text


def restore(text: str) -> str:
    """What `neutralise` was given, so that a list that was exported can come in again."""
    inside = text.removeprefix(_APOSTROPHE)
    return inside if inside != text and _is_formula(inside) else text


def _is_formula(text: str) -> bool:
    # Some programs take away spaces before they look.
    begins = text.lstrip(" \N{NO-BREAK SPACE}")
    return begins.startswith(_BEGINS_FORMULA) and not _PHONE.fullmatch(text)
