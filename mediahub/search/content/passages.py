"""Cutting what was said and written into passages: as long as one reads, never over a silence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from mediahub.search.content.search_items import Field, Part, Passage
from mediahub.transcripts.cues import Cue

# A passage ends at the first sentence, or else the first cue, that ends past the first of these,
# and before it would pass the second.
WANTED_SECONDS, LONGEST_SECONDS = 30.0, 60.0
LONGEST_SILENCE = 30.0
WANTED_WORDS, LONGEST_WORDS = 60, 120
# A single cue may hold an hour of speech without a space; words are cut out of it all the same.
LONGEST_CHARACTERS = 2_000

_ENDS = (".", "!", "?", "…", ".”", "!”", "?”", '."', '!"', '?"')


def spoken(cues: Iterable[Cue], *, part: Part = Part.RECORDING) -> Iterator[Passage]:
    """Passages of whole cues, about 30–60 s each; a cue longer than a passage is cut by words.

    A change of speaker ends a passage of half the wanted length. The cues come in order of time;
    one that begins before its predecessor begins a new passage.
    Cues without times become passages of about 60–120 words.
    """
    held: list[Cue] = []
    for cue in cues:
        if not cue.text.strip():
            continue
        if held and _is_apart(held, cue):
            yield from _joined(held, part)
            held = []
        held.append(cue)
    if held:
        yield from _joined(held, part)


def written(
    text: str,
    *,
    field: Field = Field.DOCUMENT,
    part: Part = Part.RECORDING,
    url: str = "",
    label: str = "",
) -> Iterator[Passage]:
    """Passages of about 60–120 words, cut after sentences where there are any."""
    for piece in _pieces(text):
        yield Passage(piece, field, part, url=url, label=label)


def _is_apart(held: Sequence[Cue], cue: Cue) -> bool:
    if sum(len(one.text) + 1 for one in held) + len(cue.text) > LONGEST_CHARACTERS:
        return True
    last = held[-1]
    if _is_silent(last, cue):
        return True
    full, _ = _fullness([*held, cue])
    _, wanted = _fullness(held)
    if full > 1:
        return True
    if cue.speaker and last.speaker and cue.speaker != last.speaker:
        return wanted >= 1 / 2
    return wanted >= 1 and last.text.endswith(_ENDS)


def _is_silent(last: Cue, cue: Cue) -> bool:
    if last.start is None or last.end is None or cue.start is None:
        return False
    return cue.start < last.start or cue.start - last.end > LONGEST_SILENCE


def _fullness(held: Sequence[Cue]) -> tuple[float, float]:
    """The length as a share of the longest and of the wanted: in seconds, or else in words."""
    first, last = held[0].start, held[-1].end
    if first is not None and last is not None:
        return (last - first) / LONGEST_SECONDS, (last - first) / WANTED_SECONDS
    words = sum(len(cue.text.split()) for cue in held)
    return words / LONGEST_WORDS, words / WANTED_WORDS


def _joined(held: Sequence[Cue], part: Part) -> Iterator[Passage]:
    speaker = next((cue.speaker for cue in held if cue.speaker), "")
    start, end = held[0].start, max((cue.end for cue in held if cue.end is not None), default=None)
    if len(held) == 1:
        for piece in _pieces(held[0].text):
            begins = () if start is None else ((0, start),)
            yield Passage(piece, Field.TRANSCRIPT, part, start, end, speaker, begins)
        return
    offsets = accumulate((len(cue.text) + 1 for cue in held), initial=0)
    placed = list(zip(offsets, held, strict=False))
    yield Passage(
        " ".join(cue.text for cue in held),
        Field.TRANSCRIPT,
        part,
        start,
        end,
        speaker,
        cues=tuple((offset, cue.start) for offset, cue in placed if cue.start is not None),
        speakers=tuple(_turns(placed, speaker)),
    )


def _turns(placed: Iterable[tuple[int, Cue]], speaker: str) -> Iterator[tuple[int, str]]:
    for offset, cue in placed:
        if cue.speaker != speaker:
            speaker = cue.speaker
            yield offset, speaker


def _pieces(text: str) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for word in _words(text):
        if held and (len(held) >= LONGEST_WORDS or size + len(word) > LONGEST_CHARACTERS):
            yield " ".join(held)
            held, size = [], 0
        held.append(word)
        size += len(word) + 1
        if len(held) >= WANTED_WORDS and word.endswith(_ENDS):
            yield " ".join(held)
            held, size = [], 0
    if held:
        yield " ".join(held)


def _words(text: str) -> Iterator[str]:
    for found in re.finditer(r"\S+", text):
        word = found[0]
        for begins in range(0, len(word), LONGEST_CHARACTERS):
            yield word[begins : begins + LONGEST_CHARACTERS]
