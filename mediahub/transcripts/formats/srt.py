"""Reading SubRip (SRT), which has no specification, as programs and people write it."""

import re

from mediahub.errors import Invalid
from mediahub.transcripts.cues import Script, clean, milliseconds
from mediahub.transcripts.formats.speakers import Turns

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?", re.ASCII)
_INDEX = re.compile(r"\s*\d{1,9}\s*", re.ASCII)
_MARKS = re.compile(r"</?(?:b|i|u|s|font|c)\b[^<>]*>|\{\\[^{}]*\}", re.IGNORECASE)
_LONGEST_LINE = 200


def read_srt(text: str) -> Script:
    """The cues in the order of the file, with comma or point, with or without numbers.

    A name and a colon at the beginning of a cue tell who speaks from there on. Invalid when there
    is not a timing at all.
    """
    script, lines = Script(), text.split("\n")
    at = [i for i, line in enumerate(lines) if "-->" in line[:_LONGEST_LINE]]
    timings = [(i, _TIMING.fullmatch(lines[i][:_LONGEST_LINE])) for i in at]
    if not any(timing for _, timing in timings):
        raise Invalid("There are no times in it, such as 00:00:01,000 --> 00:00:04,000.")
    turns = Turns()
    for (i, timing), end in zip(timings, [*at[1:], len(lines)], strict=True):
        if timing is None:
            script.remarks.append(
                Invalid(
                    "Line {line}: “{text}” is not a timing such as 00:00:01,000 --> 00:00:04,000,"
                    " and its words are left out.",
                    line=i + 1,
                    text=clean(lines[i])[:60],
                )
            )
        else:
            start = milliseconds(*timing.groups()[:4])
            turns.add(i + 1, start, milliseconds(*timing.groups()[4:]), _words(lines, i + 1, end))
    for line, cue in turns.cues():
        script.add(line, cue)
    return script


def _words(lines: list[str], start: int, end: int) -> str:
    """The lines of a cue, without the number of the next one."""
    held = lines[start:end]
    if end < len(lines) and held and _INDEX.fullmatch(held[-1]):
        held.pop()
    return clean(_MARKS.sub("", "\n".join(held)))
