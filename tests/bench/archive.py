"""An archive to search: 340 000 words of Swedish, as seventy episodes of sixty-word passages.

The words are those of the text files in the folder that BENCH_CORPUS names (by default `corpus`
in a folder `shared` beside the checkout); without such a folder they are made up.
"""

import os
import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from mediahub import demo
from mediahub.search.content.passages import spoken
from mediahub.search.content.search_items import Credit, Document, Key, Part
from mediahub.transcripts.cues import Cue

WORDS, EPISODES = 340_000, 70
_CUE_WORDS, _WORDS_A_SECOND = 10, 2
_DEFAULT = Path(__file__).parents[3] / "shared" / "corpus"

# Words, a phrase, prefixes, compounds, inflections, filters, OR and −.
QUERIES = """
skola; vård omsorg; "ekonomisk politik"; kommun*; klimat; demokrati OR jämställdhet;
medborgare -skatt; bostadsbyggande; arbetslöshet ungdomar; person:"Person 3" skatt; år:2019 energi;
ämne:vård barn; järnväg; integr*; välfärd; "i hela landet"; försvar; utbildning lärare skola;
pension; forskning innovation; skattesänkning; landsbygd; regeringen; migrationspolitik; kultur;
arbete; typ:avsnitt företag; sjukvården kommuner regioner; EU; lagstiftning trygghet
"""


def queries() -> list[str]:
    """The thirty."""
    return [query.strip() for query in QUERIES.replace("\n", " ").split(";")]


def documents() -> Iterator[Document]:
    """The episodes; each word takes half a second."""
    words = _words()
    each = len(words) // EPISODES
    for number in range(EPISODES):
        yield episode(number, words[number * each : (number + 1) * each])


def episode(number: int, words: list[str]) -> Document:
    """An episode in which these words are said."""
    return Document(
        key=Key("episode", f"{number:04}"),
        url=f"https://podd.example/arkivet/{number}",
        title=f"Avsnitt {number}: {' '.join(words[100:104])}",
        public=Part.ALL,
        day=date(2015 + number % 9, 1 + number % 12, 3),
        credits=(Credit(f"Person {number % 9}", ("guest", "gäst"), "ämnesråd"),),
        topics=("demokrati", "ekonomi") if number % 2 else ("vård",),
        passages=tuple(spoken(_cues(words))),
    )


def _cues(words: list[str]) -> Iterator[Cue]:
    for first in range(0, len(words), _CUE_WORDS):
        said = words[first : first + _CUE_WORDS]
        start = first * 1000 // _WORDS_A_SECOND
        yield Cue(start, start + len(said) * 1000 // _WORDS_A_SECOND, "Anna Ek", " ".join(said))


def _words() -> list[str]:
    folder = Path(os.environ.get("BENCH_CORPUS", _DEFAULT))
    files = sorted(file for file in folder.glob("*.txt"))
    if not files:
        return _made_up()
    return [word for file in files for word in file.read_text("utf-8").split()][:WORDS]


def _made_up() -> list[str]:
    """Words of the demo and of the queries, and compounds of any two, the same in every run."""
    texts = [file.read_text("utf-8") for file in Path(demo.__file__).parent.glob("*.vtt")]
    simple = sorted({*re.findall(r"[a-zåäö]{4,}", " ".join([*texts, QUERIES]).lower())})
    chance = random.Random(1)  # noqa: S311 no secret is made of it
    compounds = ["".join(chance.sample(simple, 2)) for _ in range(20_000)]
    vocabulary = simple + compounds
    weights = [1 / (place + 10) for place in range(len(vocabulary))]
    return chance.choices(vocabulary, weights, k=WORDS)
