"""The text of documents that are handed out, read in a process of its own with bounded time."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mediahub import sandbox
from mediahub.sandbox import Limits
from mediahub.search.content.handout_reader import PDF, SLIDES, WORD, told_pages

READ = (PDF, WORD, SLIDES)
READING = Limits(memory_bytes=1 << 30, cpu_seconds=20, clock_seconds=60.0)


class PageText(NamedTuple):
    """The words of a page, counted from 1."""

    number: int
    text: str


def page_texts(path: Path, content_type: str) -> Iterator[PageText]:
    """The pages that have words, as far as the document could be read; it is never an error."""
    if content_type not in READ:
        return
    told, _ = sandbox.lines(told_pages, str(path), content_type, name=path.name, limits=READING)
    for number, text in told:
        if text.strip():
            yield PageText(number, text.encode("utf-8", "replace").decode())
