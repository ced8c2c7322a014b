"""What is given to the index: an episode or webcast with its words, cut into passages."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, IntFlag
from typing import NamedTuple


class Field(IntEnum):
    """Where words stand; the first three describe the whole item, the rest are its passages."""

    TITLE = 0
    CREDITS = 1
    TOPICS = 2
    DESCRIPTION = 3
    CHAPTER = 4
    TRANSCRIPT = 5
    DOCUMENT = 6


class Part(IntFlag):
    """The two parts of an item that can be public each for itself."""

    NONE = 0
    PAGE = 1  # title, credits, topics, description, programme
    RECORDING = 2  # what is said and shown: transcript, chapters, documents
    ALL = 3


class Key(NamedTuple):
    """Which item: `kind` is episode or webcast, `id` the row's id as text."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


Visible = Callable[[Collection[Key]], Mapping[Key, Part]]
"""The database's word: which parts of these items somebody may see; not of others at all."""


@dataclass(frozen=True, slots=True)
class Credit:
    """A credited person; `roles` are all names of the role that `roll:` shall understand.

    `text` is what else may be searched: title and organisation.
    """

    name: str
    roles: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that are found and shown together; times are seconds from the beginning.

    `cues` tells where in `text` each cue begins, and when: (character, seconds), ascending.
    `speakers` tells where another than `speaker` takes over: (character, name), ascending.
    `url` is for a passage with a place of its own, such as a document; else it is the item's.
    `label` names that place for people ("Handbok.pdf, s. 3").
    """

    text: str
    field: Field = Field.TRANSCRIPT
    part: Part = Part.RECORDING
    start: float | None = None
    end: float | None = None
    speaker: str = ""
    cues: tuple[tuple[int, float], ...] = ()
    url: str = ""
    label: str = ""
    speakers: tuple[tuple[int, str], ...] = ()

    def speaker_at(self, character: int) -> str:
        """Who says this character of the text; "" when that is unknown."""
        begun = [name for begins, name in self.speakers if begins <= character]
        return begun[-1] if begun else self.speaker

    def time_at(self, character: int) -> float | None:
        """When the cue that holds this character of the text begins; None without times."""
        begun = [seconds for begins, seconds in self.cues if begins <= character]
        return begun[-1] if begun else self.start


@dataclass(frozen=True, slots=True)
class Document:
    """An episode or webcast as it is searched.

    `public` is what visitors may find, NONE for a draft; `type` is episodeType or "" (`typ:` knows
    it, and the kind by its Swedish names). `day` is the local day that sorts and filters. `stamp`
    is another as soon as anything here is, so that an index can tell what it holds from what is.
    """

    key: Key
    url: str
    title: str
    public: Part
    day: date | None = None
    type: str = ""
    credits: tuple[Credit, ...] = ()
    topics: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    stamp: str = ""

    def units(self) -> Iterable[Passage]:
        """Everything that is indexed, the head first."""
        page = Part.PAGE
        yield Passage(self.title, Field.TITLE, page)
        for credit in self.credits:
            yield Passage(f"{credit.name}, {credit.text}".rstrip(", "), Field.CREDITS, page)
        for topic in self.topics:
            yield Passage(topic, Field.TOPICS, page)
        yield from self.passages
