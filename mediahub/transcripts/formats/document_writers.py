"""Writing transcripts to be read: the podcast namespace's JSON and HTML, and plain text."""

import json
from collections.abc import Sequence
from html import escape

from mediahub.transcripts.cues import Cue, clock
from mediahub.transcripts.formats.article import Paragraph, article
from mediahub.transcripts.track_info import TrackInfo

VERSION = "1.0.0"


def write_json(cues: Sequence[Cue], about: TrackInfo) -> str:
    """JSON of the podcast namespace (transcripts.md, version 1.0.0), a segment for each cue."""
    document: dict[str, object] = {"version": VERSION}
    if about.mark:
        document["note"] = about.mark
    document["segments"] = [_segment(cue) for cue in cues]
    return json.dumps(document, ensure_ascii=False, indent=1)


def _segment(cue: Cue) -> dict[str, object]:
    speaker = {"speaker": cue.speaker} if cue.speaker else {}
    return {**speaker, "startTime": cue.start, "endTime": cue.end, "body": cue.text}


def write_html(cues: Sequence[Cue], about: TrackInfo) -> str:
    """HTML as the podcast namespace describes it: cite, time and p for each paragraph."""
    mark = f'<meta name="description" content="{escape(about.mark)}">\n' if about.mark else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(about.language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(about.title)}</title>\n{mark}</head>\n<body>\n"
        + "".join(map(_paragraph, article(cues)))
        + "</body>\n</html>\n"
    )


def _paragraph(paragraph: Paragraph) -> str:
    cite = f"<cite>{escape(paragraph.speaker)}:</cite>\n" if paragraph.speaker else ""
    start = paragraph.start
    time = "" if start is None else f"<time>{clock(round(start * 1000))}</time>\n"
    return f"{cite}{time}<p>{escape(paragraph.text, quote=False)}</p>\n"


def write_text(cues: Sequence[Cue], _: TrackInfo) -> str:
    """Paragraphs with the speaker's name before the words of each turn."""
    return "\n".join(
        f"{one.speaker}: {one.text}\n" if one.speaker else f"{one.text}\n" for one in article(cues)
    )
