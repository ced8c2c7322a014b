"""Reading plain text: paragraphs, with or without names and times, as people write them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from mediahub.transcripts.cues import MOST_CUES, Script, clean, clean_name, milliseconds
from mediahub.transcripts.formats.speakers import Turns, named

_TIME = r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?"
# “[00:01:02] …”, “(00:12) …”, “00:12 – 00:15 …”, “00:12: …”
_AT = re.compile(rf"[\[(]?{_TIME}(?:\s*(?:-->|[-–—])\s*{_TIME})?[\])]?(?:[:.]?\s+|:?$)", re.ASCII)
# “Nils Munthe 00:12”, alone on its line, as meeting programs write it.
_NAME_AT = re.compile(rf"(\S[^:\n]{{0,60}}?)[ \t,]+[\[(]?{_TIME}[\])]?:?", re.ASCII)
_LONGEST_HEAD = 100
# Where a text does not say how long something is: 15 characters a second, as captions are read.
_MS_A_CHARACTER = 1000 / 15
_SHORTEST_MS = 1000


@dataclass(slots=True)
class Block:
    """What stands together: the line it begins on, when it is said if that is told, by whom."""

    line: int
    start_ms: int | None = None
    end_ms: int | None = None
    speaker: str = ""
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words on one line."""
        return clean(" ".join(self.texts))


def read_text(text: str) -> Script:
    """A cue for each paragraph, or for each time where the text begins with one.

    A time holds until the next one. A text that only mentions a time further on is untimed.
    """
    blocks = (block for block in _blocks(text.split("\n")) if block.text)
    # One more than there may be: whoever counts them says so.
    return script_of(list(islice(blocks, MOST_CUES + 1)))


def script_of(blocks: Sequence[Block]) -> Script:
    """The cues of blocks: timed when the first or half of them have times."""
    known = sum(block.start_ms is not None for block in blocks)
    timed = known * 2 >= len(blocks) or (known > 0 and blocks[0].start_ms is not None)
    script, turns = Script(), Turns()
    for block in _timed(blocks) if timed else _untimed(blocks):
        turns.add(block.line, block.start_ms, block.end_ms, block.text, block.speaker)
    for line, cue in turns.cues():
        script.add(line, cue)
    return script


def _timed(blocks: Sequence[Block]) -> Iterator[Block]:
    """What has no time of its own belongs to the time before; each ends where the next begins."""
    held: list[Block] = []
    for block in blocks:
        if block.start_ms is None and held and not block.speaker and not named(block.text):
            held[-1].texts.append(block.text)
        else:
            held.append(block)
    last = 0
    for at, block in enumerate(held):
        block.start_ms = last = last if block.start_ms is None else block.start_ms
        following = next((b.start_ms for b in held[at + 1 : at + 2]), None)
        block.end_ms = _end(block, following)
        yield block


def _end(block: Block, following: int | None) -> int:
    start = block.start_ms or 0
    if block.end_ms is not None:
        return block.end_ms
    if following is not None and following > start:
        return following
    return start + max(_SHORTEST_MS, round(len(block.text) * _MS_A_CHARACTER))


def _untimed(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        block.start_ms = block.end_ms = None
        yield block


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """A block ends at an empty line, and where a time or a name begins another."""
    held: Block | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            if held is not None and held.texts:
                yield held
                held = None
            continue
        head = _head(number, line.strip())
        begins = head.start_ms is not None or named(line.strip()[:_LONGEST_HEAD]) is not None
        if held is None or (begins and held.texts):
            if held is not None:
                yield held
            held = head
        elif begins:
            held = _joined(held, head)
        else:
            held.texts += head.texts
    if held is not None:
        yield held


def _joined(held: Block, head: Block) -> Block:
    # A time alone on its line, and the name or the words on the next one.
    if head.start_ms is None:
        head.start_ms, head.end_ms = held.start_ms, held.end_ms
    head.line, head.speaker = held.line, head.speaker or held.speaker
    return head


def _head(number: int, line: str) -> Block:
    """A line as the beginning of a block: its time, the name before a time, and its words."""
    beginning = line[:_LONGEST_HEAD]
    at = _AT.match(beginning)
    if at is not None:
        parts, rest = at.groups(), line[at.end() :]
        end = milliseconds(*parts[4:]) if parts[5] else None
        return Block(number, milliseconds(*parts[:4]), end, texts=[rest] if rest else [])
    after_name = _NAME_AT.fullmatch(beginning) if len(line) < _LONGEST_HEAD else None
    if after_name is not None:
        speaker = clean_name(after_name[1])
        return Block(number, milliseconds(*after_name.groups()[1:]), speaker=speaker)
    return Block(number, texts=[line])
