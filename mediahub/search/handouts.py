"""The text of documents that are handed out, read in a process of its own with bounded time."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mediahub.search.handout_reader import PDF, SLIDES, WORD

READ = (PDF, WORD, SLIDES)
LONGEST_SECONDS = 30.0
"""Of the clock; the computing is limited by the reader itself."""

log = logging.getLogger(__name__)


class PageText(NamedTuple):
    """The words of a page, counted from 1."""

    number: int
    text: str


def page_texts(path: Path, content_type: str) -> Iterator[PageText]:
    """The pages that have words, as far as the document could be read; it is never an error."""
    if content_type not in READ:
        return
    for line in _read(path, content_type).splitlines():
        try:
            number, text = json.loads(line)
        except ValueError:  # the last line of a reader that was stopped
            return
        if text.strip():
            yield PageText(number, text.encode("utf-8", "replace").decode())


def _read(path: Path, content_type: str) -> bytes:
    command = [sys.executable, "-m", "mediahub.search.handout_reader", str(path), content_type]
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and a file that we named
            command, check=False, capture_output=True, timeout=LONGEST_SECONDS
        )
    except subprocess.TimeoutExpired as stopped:
        log.warning("%s was read for %s seconds, and no further", path.name, LONGEST_SECONDS)
        return stopped.stdout or b""
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        log.warning("%s could not be read to its end: %s", path.name, reason)
    return done.stdout
