"""The texts of units as both engines keep them: a line of JSON, then where the words stand."""

import json
from array import array
from dataclasses import dataclass
from sys import byteorder

from mediahub.search.content.search_items import Field, Part, Passage

Span = tuple[int, int]

# Looked up, for making them anew takes longer than all the rest of a text.
_FIELDS = list(Field)
_PARTS = [Part(number) for number in range(Part.ALL + 1)]


@dataclass(frozen=True, slots=True)
class Text:
    """A passage, and where its words stand: beginning, end, beginning, end … as characters."""

    passage: Passage
    words: "array[int]"

    def span(self, first: int, last: int) -> Span:
        """From the beginning of one word to the end of another."""
        return self.words[2 * first], self.words[2 * last + 1]


def pack(text: Text) -> bytes:
    """The text as bytes; its many numbers as they are, for they need not be read one by one."""
    passage = text.passage
    line = json.dumps(
        [
            passage.text,
            passage.field,
            passage.part,
            passage.start,
            passage.end,
            passage.speaker,
            passage.url,
            passage.label,
            passage.speakers,
            [number for cue in passage.cues for number in cue],
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return b"%b\n%b" % (line.encode(), _little(text.words).tobytes())


def unpack(packed: bytes) -> Text:
    """The text that `pack` made the bytes of."""
    line, _, words = packed.partition(b"\n")
    text, field, part, start, end, speaker, url, label, speakers, cues = json.loads(line.decode())
    times = tuple(zip(cues[::2], cues[1::2], strict=True))
    turns = tuple((begins, name) for begins, name in speakers)
    passage = Passage(
        text, _FIELDS[field], _PARTS[part], start, end, speaker, times, url, label, turns
    )
    return Text(passage, _little(array("I", words)))


def _little(numbers: "array[int]") -> "array[int]":
    """From the order of this machine's bytes to the least significant first, or back."""
    if byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers
