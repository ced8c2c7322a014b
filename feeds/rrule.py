"""Recurrence rules of RFC 5545 section 3.3.10, as far as telling whether one is well written."""

import re

_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
    "FREQ": r"SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d*",
    "COUNT": r"[1-9]\d*",
    # The podcast namespace writes UNTIL as ISO 8601, RFC 5545 in its basic form.
    "UNTIL": r"\d{8}(?:T\d{6}Z?)?|\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z?)?",
    "BYSECOND": r"\d{1,2}(?:,\d{1,2})*",
    "BYMINUTE": r"\d{1,2}(?:,\d{1,2})*",
    "BYHOUR": r"\d{1,2}(?:,\d{1,2})*",
    "BYDAY": rf"(?:[+-]?\d{{1,2}})?{_DAY}(?:,(?:[+-]?\d{{1,2}})?{_DAY})*",
    "BYMONTHDAY": r"[+-]?\d{1,2}(?:,[+-]?\d{1,2})*",
    "BYYEARDAY": r"[+-]?\d{1,3}(?:,[+-]?\d{1,3})*",
    "BYWEEKNO": r"[+-]?\d{1,2}(?:,[+-]?\d{1,2})*",
    "BYMONTH": r"\d{1,2}(?:,\d{1,2})*",
    "BYSETPOS": r"[+-]?\d{1,3}(?:,[+-]?\d{1,3})*",
    "WKST": _DAY,
}


def parts(rrule: str) -> dict[str, str]:
    """Return the parts of a rule by name, whatever they say."""
    return {name: value for name, _, value in (part.partition("=") for part in rrule.split(";"))}


def fault(rrule: str) -> str:
    """Return the first part that is wrong, "FREQ" when it is missing, or "" when all is well."""
    seen: set[str] = set()
    for part in rrule.split(";"):
        name, _, value = part.partition("=")
        if name in seen or not re.fullmatch(_PARTS.get(name, "(?!)"), value):
            return part or ";"
        seen.add(name)
    if "FREQ" not in seen:
        return "FREQ"
    return "COUNT, UNTIL" if {"COUNT", "UNTIL"} <= seen else ""
