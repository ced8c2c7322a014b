"""One generation of the Whoosh index: reading it, and writing the next.

Whoosh holds one document for each item. What it keeps of a term in a document is the item's
number and every occurrence (units.py), 32 bits each, so that a word that stands in a thousand
passages is read in some seventy pieces. Whoosh's own scores are not used, and texts lie in files
beside (whoosh_texts.py).
"""

import json
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Generator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import ID, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.index import FileIndex
from whoosh.reading import IndexReader, TermNotFound

from mediahub.search.content.catalogue import Catalogue, describe, restore
from mediahub.search.content.search_items import Key
from mediahub.search.index.generations import Damaged
from mediahub.search.index.snapshot import Counts, Places, Run
from mediahub.search.index.texts import Text
from mediahub.search.index.units import POSITION_BITS, UNIT_BITS, Analysed
from mediahub.search.index.whoosh_texts import ReadingTexts, TextLocation, WritingTexts

_CATALOGUE, _WORDS = "catalogue.json", "words.json"
# What the catalogue tells of an item beside its facts: where its texts are.
_TEXTS = "texts"
_UNIT_MASK = (1 << UNIT_BITS) - 1
_POSITION_MASK = (1 << POSITION_BITS) - 1
# Of memory while a segment is sorted; more of it makes nothing faster.
_SORTING_MIB = 64
# Every segment is looked into for every term; as many files of texts are enough, too.
_MOST_SEGMENTS = 6
# A term that was looked up is needed again to mark it; a common one takes some 50 kB.
_MOST_HELD = 200


class Occurrences(FieldType):  # type: ignore[misc, unused-ignore]
    """A field whose terms, and what is kept of each, are given ready-made."""

    format = Format()
    scorable = False
    stored = False

    def __init__(self) -> None:
        """Nothing to choose."""

    def index(
        self, value: dict[str, bytes], **_: Any
    ) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """The terms as Whoosh wants them: text, frequency, weight, what is kept."""
        for term, kept in value.items():
            yield term.encode(), 1, 1.0, kept


def _schema() -> Schema:
    return Schema(item=ID(), terms=Occurrences())


def create(folder: Path) -> None:
    """An empty index in an empty folder."""
    FileIndex.create(FileStorage(str(folder)), _schema(), "MAIN")
    _write(folder / _WORDS, {})
    _write(folder / _CATALOGUE, {"next": 1, "items": {}})


class Writing:
    """Changes to the files of a folder that nobody reads yet; `commit` ends it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = FileIndex(FileStorage(str(folder)), _schema(), "MAIN")
        # Uncompressed: what is read of the disk once is unpacked with every query.
        codec = W3Codec(compression=0)
        self._writer = self._index.writer(limitmb=_SORTING_MIB, codec=codec)
        kept = json.loads((folder / _CATALOGUE).read_bytes())
        self._next: int = kept["next"]
        self._items: dict[str, Any] = kept["items"]
        self._numbers = {
            Key(facts["kind"], facts["id"]): number for number, facts in self._items.items()
        }
        self._words: Counter[str] = Counter(json.loads((folder / _WORDS).read_bytes()))
        self._texts = WritingTexts(folder, folder.stem)
        if len(list(folder.glob("*.texts"))) > _MOST_SEGMENTS:
            for facts in self._items.values():
                facts[_TEXTS] = self._texts.take_over(facts[_TEXTS])

    @property
    def count(self) -> int:
        """How many items there will be."""
        return len(self._items)

    def add(self, analysed: Analysed) -> None:
        """Index this instead of what was there under its key."""
        document, number = analysed.document, self._next
        self.remove(document.key)
        self._next += 1
        beginning = array("I", [number])
        self._writer.add_document(
            item=str(number),
            terms={
                term: (beginning + occurrences).tobytes()
                for term, occurrences in analysed.terms.items()
            },
        )
        facts = describe(document, len(analysed.units), analysed.keywords)
        self._items[str(number)] = facts | {_TEXTS: self._texts.add(analysed.units)}
        self._numbers[document.key] = str(number)
        self._words.update(analysed.words)

    def remove(self, key: Key) -> None:
        """Forget an item, if it is there. One that was added in the same change cannot be."""
        number = self._numbers.pop(key, None)
        if number is not None:
            del self._items[number]
            self._writer.delete_by_term("item", number)

    def commit(self) -> None:
        """Write everything; the writer is of no more use."""
        self._texts.finish(facts[_TEXTS] for facts in self._items.values())
        crowded = len(list(self._folder.glob("*.seg"))) > _MOST_SEGMENTS
        self._writer.commit(optimize=crowded)
        self._index.close()
        _write(self._folder / _WORDS, dict(sorted(self._words.items())))
        _write(self._folder / _CATALOGUE, {"next": self._next, "items": self._items})
        for lock in self._folder.glob("*LOCK"):
            lock.unlink()

    def cancel(self) -> None:
        """Let go of the files."""
        self._texts.cancel()
        with suppress(Exception):  # the reason to cancel is the one to tell
            self._writer.cancel()


def _write(file: Path, content: object) -> None:
    # What is there may be a link to the generation before: it is replaced, not written to.
    file.unlink(missing_ok=True)
    file.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")


class Reading:
    """A snapshot: the files of one generation. One thread at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        try:
            items = json.loads((folder / _CATALOGUE).read_bytes())["items"]
            self.catalogue = Catalogue(restore(int(number), items[number]) for number in items)
            self._places: dict[int, TextLocation] = {int(one): items[one][_TEXTS] for one in items}
            index = FileIndex(FileStorage(str(folder)), _schema(), "MAIN")
            self._reader = cast("IndexReader", index.reader())
            whole = self._reader.doc_count() == len(self.catalogue.items)
        except Exception as error:  # Whoosh unpickles; what that raises has no base in common
            raise Damaged(f"generation {name} cannot be opened: {error!r}") from error
        if not whole:
            self._reader.close()
            raise Damaged(f"generation {name} lacks items")
        self._words: tuple[list[str], list[int]] | None = None
        self._held: dict[str, list[array[int]]] = {}
        self._texts = ReadingTexts(folder)

    def look_up(self, terms: Collection[str]) -> dict[str, Counts]:
        """See Snapshot."""
        return {term: self._counts(term) for term in terms}

    def look_up_runs(self, runs: Collection[Run]) -> dict[Run, Collection[int]]:
        """See Snapshot."""
        return {run: self._in_a_row(run) for run in runs}

    def load(self, units: Collection[int]) -> dict[int, Text]:
        """See Snapshot."""
        wanted: dict[int, list[int]] = {}
        for unit in units:
            wanted.setdefault(unit >> UNIT_BITS, []).append(unit & _UNIT_MASK)
        found: dict[int, Text] = {}
        try:
            for number, in_it in wanted.items():
                texts = self._texts.read(self._places[number], in_it)
                found.update((number << UNIT_BITS | unit, text) for unit, text in texts.items())
        except (OSError, ValueError, IndexError) as error:
            raise Damaged(f"the texts of generation {self.name} cannot be read") from error
        return found

    def places(self, units: Collection[int], terms: Collection[str]) -> Places:
        """See Snapshot."""
        wanted, items = set(units), {unit >> UNIT_BITS for unit in units}
        found: dict[int, dict[str, list[int]]] = {unit: {} for unit in wanted}
        for term in terms:
            for value in self._values(term):
                if value[0] not in items:
                    continue
                number = value[0] << UNIT_BITS
                for occurrence in value[1:]:
                    unit = number | occurrence >> POSITION_BITS
                    if unit in wanted:
                        found[unit].setdefault(term, []).append(occurrence & _POSITION_MASK)
        return found

    def words_beginning(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        """See Snapshot."""
        words, counts = self._vocabulary()
        first, last = bisect_left(words, beginning), bisect_left(words, beginning + "\U0010ffff")
        found = zip(words[first:last], counts[first:last], strict=True)
        return sorted(found, key=lambda one: (-one[1], one[0]))[:limit]

    def known_words(self, words: Collection[str]) -> dict[str, int]:
        """See Snapshot."""
        known, counts = self._vocabulary()
        found = {}
        for word in words:
            at = bisect_left(known, word)
            if at < len(known) and known[at] == word:
                found[word] = counts[at]
        return found

    def close(self) -> None:
        """Close the files."""
        self._texts.close()
        self._reader.close()

    def _vocabulary(self) -> tuple[list[str], list[int]]:
        if self._words is None:
            try:
                kept: dict[str, int] = json.loads((self._folder / _WORDS).read_bytes())
            except (OSError, ValueError) as error:
                raise Damaged(f"the words of generation {self.name} cannot be read") from error
            self._words = list(kept), list(kept.values())
        return self._words

    def _counts(self, term: str) -> Counts:
        return Counter(
            [
                number | occurrence >> POSITION_BITS
                for value in self._values(term)
                for number in (value[0] << UNIT_BITS,)
                for occurrence in value[1:]
            ]
        )

    def _in_a_row(self, run: Run) -> Collection[int]:
        found: set[int] | None = None
        for place, term in enumerate(run):
            begins = {
                (value[0] << UNIT_BITS + POSITION_BITS | occurrence) - place
                for value in self._values(term)
                for occurrence in value[1:]
                if occurrence & _POSITION_MASK >= place
            }
            found = begins if found is None else found & begins
            if not found:
                return ()
        return {begin >> POSITION_BITS for begin in found or ()}

    def _values(self, term: str) -> list["array[int]"]:
        """What is kept of a term in each item: the item's number, then the occurrences."""
        held = self._held.get(term)
        if held is None:
            held = [array("I", kept) for kept in self._kept(term)]
            if len(self._held) >= _MOST_HELD:
                self._held.clear()
            self._held[term] = held
        return held

    def _kept(self, term: str) -> list[bytes]:
        try:
            matcher = self._reader.postings("terms", term.encode())
            kept = []
            while matcher.is_active():
                kept.append(matcher.value())
                matcher.next()
        except TermNotFound:
            return []
        except Exception as error:  # see above
            raise Damaged(f"generation {self.name} cannot be read: {error!r}") from error
        return kept
