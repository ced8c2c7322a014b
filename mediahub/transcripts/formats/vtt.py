"""Reading WebVTT by the parser of the W3C specification (WebVTT, sections 6.1 to 6.4)."""

import re
from collections.abc import Iterator
from html import unescape

from mediahub.errors import Invalid
from mediahub.transcripts.cues import Cue, Script, clean, clean_name, milliseconds

MOST_TAGS = 200_000
# Section 4.1: more may follow on the line after a space or a tab.
_HEADER = re.compile(r"WEBVTT(?:[ \t][^\n]*)?(?:\n|$)")
_TIME = r"(?:(\d{1,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})(?!\d)"
_TIMING = re.compile(rf"[ \t\f]*{_TIME}[ \t\f]*-->[ \t\f]*{_TIME}", re.ASCII)
_TAG = re.compile(r"<([^>]*)(?:>|$)")
_VOICE = re.compile(r"v(?:\.[^ \t\n\f]*)?(?:[ \t\n\f]+(.*))?", re.DOTALL)


def read_vtt(text: str) -> Script:
    """The cues in the order of the file; a cue with several voices gives one for each.

    Notes, styles and regions are passed over; malformed timings too, with a remark. Invalid when
    the file does not begin as WebVTT does.
    """
    if (count := text.count("<")) > MOST_TAGS:
        raise Invalid("It has {count} tags; {most} are the most.", count=count, most=MOST_TAGS)
    header = _HEADER.match(text)
    if header is None:
        raise Invalid("The first line must be WEBVTT, or WEBVTT and a space.")
    script = Script()
    lines = text[header.end() :].split("\n")
    for number, timing, words in _blocks(lines, script):
        if timing is None:
            continue
        start, end = milliseconds(*timing.groups()[:4]), milliseconds(*timing.groups()[4:])
        for speaker, said in _voices(words):
            script.add(number, Cue(start, end, speaker, said))
    return script


def _blocks(lines: list[str], script: Script) -> Iterator[tuple[int, re.Match[str] | None, str]]:
    """Line, timing and words of each block of section 6.1; the timing is None when malformed."""
    at = _after_header(lines)
    while at < len(lines):
        found, begin = _timing_line(lines, at), at
        at = begin if found is None else found + 1
        first = at
        while at < len(lines) and lines[at] and "-->" not in lines[at]:
            at += 1
        if found is not None:
            timing = _TIMING.match(lines[found])
            if timing is None:
                _remark_timing(script, found, lines[found])
            yield found + 2, timing, "\n".join(lines[first:at])
        at += at < len(lines) and not lines[at]


def _after_header(lines: list[str]) -> int:
    # Lines right below the first one belong to the header, up to an empty one or a timing.
    at = 0
    while at < len(lines) and lines[at] and "-->" not in lines[at]:
        at += 1
    return at


def _timing_line(lines: list[str], at: int) -> int | None:
    """The timing is on the first line of a block, or on the second below an identifier."""
    if "-->" in lines[at]:
        return at
    return at + 1 if lines[at] and at + 1 < len(lines) and "-->" in lines[at + 1] else None


def _remark_timing(script: Script, at: int, line: str) -> None:
    script.remarks.append(
        Invalid(
            "Line {line}: “{text}” is not a timing such as 00:00:01.000 --> 00:00:04.000, and its"
            " words are left out.",
            line=at + 2,
            text=clean(line)[:60],
        )
    )


def _voices(words: str) -> Iterator[tuple[str, str]]:
    """What each voice says in a cue; marks, classes, rubies and times inside it are left out."""
    speaker, said, at = "", "", 0
    for tag in _TAG.finditer(words):
        said += words[at : tag.start()]
        at = tag.end()
        voice = _VOICE.fullmatch(tag[1])
        if voice is not None or tag[1].strip() == "/v":
            yield speaker, clean(unescape(said))
            speaker, said = clean_name(unescape((voice and voice[1]) or "")), ""
    yield speaker, clean(unescape(said + words[at:]))
