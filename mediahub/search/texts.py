"""The texts of units as both engines keep them: one line of JSON each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from mediahub.search.documents import Field, Part, Passage

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """A passage, and where its words stand: beginning, end, beginning, end … as characters."""

    passage: Passage
    words: Sequence[int]

    def span(self, first: int, last: int) -> Span:
        """From the beginning of one word to the end of another."""
        return self.words[2 * first], self.words[2 * last + 1]


def pack(text: Text) -> str:
    """The text as a line."""
    passage = text.passage
    return json.dumps(
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
            text.words,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def unpack(line: str | bytes) -> Text:
    """The text that `pack` made the line of."""
    text, field, part, start, end, speaker, url, label, speakers, cues, words = json.loads(line)
    times = tuple(zip(cues[::2], cues[1::2], strict=True))
    turns = tuple((begins, name) for begins, name in speakers)
    passage = Passage(text, Field(field), Part(part), start, end, speaker, times, url, label, turns)
    return Text(passage, words)
