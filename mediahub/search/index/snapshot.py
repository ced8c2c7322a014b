"""What an engine must do: find terms, and give back texts, in one unchanging state of the index."""

from collections.abc import Collection, Mapping
from typing import Protocol

from mediahub.search.content.catalogue import Catalogue
from mediahub.search.index.texts import Text

# Terms that stand one after the other.
Run = tuple[str, ...]
# How often in each unit, by the unit's number (see units.py).
Counts = Mapping[int, int]
# Positions in ascending order, by unit and term.
Places = Mapping[int, Mapping[str, list[int]]]


class Snapshot(Protocol):
    """Everything above it is shared by the engines, so that they give the same answers."""

    @property
    def catalogue(self) -> Catalogue:
        """The items."""

    def look_up(self, terms: Collection[str]) -> dict[str, Counts]:
        """The units that hold each term; a term that is nowhere may be left out."""

    def look_up_runs(self, runs: Collection[Run]) -> dict[Run, Collection[int]]:
        """The units that hold the terms of a run one after the other."""

    def load(self, units: Collection[int]) -> dict[int, Text]:
        """The texts of these units."""

    def places(self, units: Collection[int], terms: Collection[str]) -> Places:
        """Where in these units each of the terms stands."""

    def words_beginning(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        """Words as written that begin so, with how often they occur, the commonest first.

        Of words that are equally common the first in the alphabet goes first. Words of items that
        are removed may linger until the next rebuild.
        """

    def known_words(self, words: Collection[str]) -> dict[str, int]:
        """Which of these occur, and how often."""
