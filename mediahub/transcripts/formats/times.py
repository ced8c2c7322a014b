"""Times as people write them, in a command or a form, and milliseconds."""

import re

from mediahub.errors import Invalid
from mediahub.transcripts.cues import milliseconds

_TIME = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6})(?:[.,](\d{1,3}))?", re.ASCII)
_SECONDS = re.compile(r"([+−-]?)(\d{1,6}(?:[.,]\d{1,3})?)", re.ASCII)


def read_ms(text: str) -> int:
    """The milliseconds of 1:02:34.5, 12:34.5 or 754.5; Invalid for anything else."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise Invalid("“{text}” is not a time. Write it as 12:34.5, or as seconds.", text=text[:60])
    hours, minutes, seconds, fraction = match.groups()
    return milliseconds(hours, minutes or "0", seconds, fraction)


def read_shift(text: str) -> int:
    """The milliseconds of 2.5 or −2.5 seconds; Invalid for anything else."""
    match = _SECONDS.fullmatch(text.strip())
    if match is None:
        raise Invalid("“{text}” is not a number of seconds, such as 2.5 or -2.5.", text=text[:60])
    ms = round(float(match[2].replace(",", ".")) * 1000)
    return -ms if match[1] in ("-", "−") else ms


def written(ms: int | None) -> str:
    """As `read_ms` takes it: 12:34 or 1:12:34.5; "" for None."""
    if ms is None:
        return ""
    seconds, ms = divmod(ms, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    whole = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
    return f"{whole}.{ms:03}".rstrip("0") if ms else whole
