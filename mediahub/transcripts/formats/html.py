"""Reading HTML transcripts as the podcast namespace describes them: cite, time and p."""

import re
from collections.abc import Iterator
from html import unescape

from mediahub.errors import Invalid
from mediahub.transcripts.cues import Script, clean_name, milliseconds
from mediahub.transcripts.formats.plain_text import Block, script_of
from mediahub.web.html_tags import closed

MOST_TAGS = 40_000
_MARKS = {"cite", "time", "br"}
_BLOCKS = {"p", "div", "li", "blockquote", "td", "dd", "dt"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SILENT = {"script", "style", "title", "template", "noscript"}
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)[^<>]*>|([^<]+)")
_TIME = re.compile(r"\D*(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?\D*", re.ASCII)


def read_html(text: str) -> Script:
    """A cue for each paragraph, of the speaker and from the time named before it.

    Headings are no speech. The lines that it tells are numbers of paragraphs. Invalid for more
    tags than any transcript has.
    """
    count = text.count("<") + text.count("&")
    if count > MOST_TAGS:
        raise Invalid("It has {count} tags; {most} are the most.", count=count, most=MOST_TAGS)
    tidy = closed(text, _MARKS | _BLOCKS | _HEADINGS, _SILENT)
    return script_of([block for block in _Reader().blocks(tidy) if block.text])


class _Reader:
    """Goes through tidy HTML once, and keeps what is open."""

    def __init__(self) -> None:
        self._number = 0
        self._inside = ""
        self._block = Block(0)
        self._speaker = ""
        self._time: int | None = None

    def blocks(self, tidy: str) -> Iterator[Block]:
        """What has been said each time a paragraph begins or ends."""
        for token in _TOKEN.finditer(tidy):
            end, tag, words = token.groups()
            if words is not None:
                self._say(unescape(words))
            elif tag in _BLOCKS or tag in _HEADINGS:
                yield self._next()
                self._inside = tag if tag in _HEADINGS and not end else ""
            elif tag == "br":
                self._block.texts.append(" ")
            else:
                # A name or a time between paragraphs belongs to the next one.
                if not end and self._block.text:
                    yield self._next()
                self._inside = "" if end else tag
        yield self._next()

    def _say(self, words: str) -> None:
        if self._inside == "cite":
            self._speaker = clean_name(words).rstrip(": ") or self._speaker
        elif self._inside == "time":
            found = _TIME.fullmatch(words[:60])
            if found is not None:
                self._time = milliseconds(*found.groups())
        elif self._inside not in _HEADINGS:
            self._block.texts.append(words)

    def _next(self) -> Block:
        done = self._block
        self._block = Block(self._number)
        if done.text:
            self._number += 1
            done.line, done.speaker, done.start_ms = self._number, self._speaker, self._time
            self._speaker, self._time = "", None
        return done
