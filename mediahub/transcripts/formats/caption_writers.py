"""Writing captions: WebVTT and SRT, cut to lines that can be read in time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from textwrap import wrap

from mediahub.transcripts.cues import Cue
from mediahub.transcripts.track_info import TrackInfo

VTT_COLUMNS = 65
SRT_COLUMNS = 32
LINES = 2


def write_vtt(cues: Sequence[Cue], about: TrackInfo) -> str:
    """WebVTT (W3C): voices as `<v Name>`, two lines of at most 65 characters."""
    parts = ["WEBVTT\n"]
    parts += [f"NOTE {line}\n" for line in about.notes()]
    for cue in cues:
        for piece, lines in _pieces(cue, VTT_COLUMNS):
            words = "\n".join(_escaped(line) for line in lines)
            voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
            parts.append(f"{_timing(piece, '.')}\n{voice}{words}\n")
    return "\n".join(parts)


def write_srt(cues: Sequence[Cue], _: TrackInfo) -> str:
    """SubRip: two lines of at most 32 characters; a new speaker's name stands before the words."""
    written: list[str] = []
    speaker = ""
    for cue in cues:
        named, speaker = _named(cue, speaker), cue.speaker
        for piece, lines in _pieces(named, SRT_COLUMNS):
            words = "\n".join(lines).replace("-->", "→")
            written.append(f"{len(written) + 1}\n{_timing(piece, ',')}\n{words}\n")
    return "\n".join(written)


def _named(cue: Cue, speaker: str) -> Cue:
    if not cue.speaker or cue.speaker == speaker:
        return cue
    return replace(cue, text=f"{cue.speaker}: {cue.text}")


def _pieces(cue: Cue, columns: int) -> Iterator[tuple[Cue, Sequence[str]]]:
    """The cue in pieces of two lines, each shown as long as its part of the words."""
    lines = wrap(cue.text, columns, break_on_hyphens=False)
    start, end = cue.start_ms or 0, cue.end_ms or 0
    groups = [lines[at : at + LINES] for at in range(0, len(lines), LINES)]
    if len(groups) > max(1, end - start):
        groups = [lines]
    total, said, at = sum(map(len, lines)), 0, start
    for number, group in enumerate(groups, 1):
        said += sum(map(len, group))
        latest = end - (len(groups) - number)
        until = min(latest, max(at + 1, start + (end - start) * said // total))
        yield replace(cue, start_ms=at, end_ms=until), group
        at = until


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _timing(cue: Cue, point: str) -> str:
    return f"{_time(cue.start_ms or 0, point)} --> {_time(cue.end_ms or 0, point)}"


def _time(ms: int, point: str) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}{point}{ms:03}"
