"""From cues to something to read: paragraphs by speaker, made of sentences that know their time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from mediahub.transcripts.cues import Cue

LONGEST_PARAGRAPH = 600
_ENDS = (".", "!", "?", "…", ".”", "!”", "?”", '."', '!"', '?"')


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that are read together; `start` is seconds from the beginning, if that is known."""

    start: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one speaker says; `speaker` is "" when it is unknown or goes on from the one before."""

    speaker: str
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> float | None:
        """Seconds from the beginning, if that is known."""
        return self.sentences[0].start

    @property
    def text(self) -> str:
        """All of its words on one line."""
        return " ".join(sentence.text for sentence in self.sentences)


def article(cues: Iterable[Cue]) -> tuple[Paragraph, ...]:
    """The cues as an article: a new paragraph for each speaker, and after about 600 characters."""
    paragraphs: list[Paragraph] = []
    for speaker, turn in groupby(cues, key=lambda cue: cue.speaker):
        shown = speaker
        for sentences in _paragraphs(_sentences(turn)):
            paragraphs.append(Paragraph(shown, sentences))
            shown = ""
    return tuple(paragraphs)


def _sentences(cues: Iterable[Cue]) -> Iterator[Sentence]:
    """Captions break lines in the middle of a sentence: these are joined again."""
    start: float | None = None
    words = ""
    for cue in cues:
        if not cue.text:
            continue
        start, words = (start, f"{words} {cue.text}") if words else (cue.start, cue.text)
        if words.endswith(_ENDS) or len(words) > LONGEST_PARAGRAPH:
            yield Sentence(start, words)
            words = ""
    if words:
        yield Sentence(start, words)


def _paragraphs(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    held: list[Sentence] = []
    for sentence in sentences:
        held.append(sentence)
        if sum(len(one.text) for one in held) > LONGEST_PARAGRAPH:
            yield tuple(held)
            held = []
    if held:
        yield tuple(held)
