"""Documents for the tests: a few episodes and a webcast in which things are said."""

from datetime import date

from mediahub.search.content.search_items import Credit, Document, Field, Key, Part, Passage


def said(text: str, start: float = 0.0, speaker: str = "Anna Ek") -> Passage:
    """One cue as a passage of ten seconds."""
    return Passage(text, start=start, end=start + 10, speaker=speaker, cues=((0, start),))


def episode(name: str, *passages: Passage | str, **facts: object) -> Document:
    """A public episode with this name for its title and id; texts are said ten seconds apart."""
    spoken = tuple(
        said(one, 10.0 * place) if isinstance(one, str) else one
        for place, one in enumerate(passages)
    )
    given: dict[str, object] = {
        "key": Key("episode", name),
        "url": f"https://podd.example/resan/{name}",
        "title": name,
        "public": Part.ALL,
        "passages": spoken,
    }
    return Document(**(given | facts))  # type: ignore[arg-type]


ARCHIVE = [
    episode(
        "medborgarbudget",
        "Välkommen till Demokratiresan. I dag talar vi om pengar.",
        said("En medborgarbudget låter invånarna besluta om en del av budgeten.", 754.0),
        "Kommunen har prövat en dialog med ungdomar.",
        Passage("Så gör ni", Field.CHAPTER, start=30.0, cues=((0, 30.0),)),
        day=date(2023, 3, 1),
        credits=(Credit("Åsa Öberg", ("guest", "gäst"), "ämnesråd, Umeå kommun"),),
        topics=("demokrati", "budget"),
    ),
    episode(
        "pensionärsråd",
        "Pensionärsrådet möter kommunstyrelsen varje månad.",
        "Dialogen fortsätter, och budgeten är beslutad.",
        day=date(2024, 5, 2),
        credits=(
            Credit("Anna Ek", ("host", "samtalsledare")),
            Credit("Åsa Öberg", ("guest", "gäst")),
        ),
        topics=("demokrati",),
    ),
    episode(
        "skolval",
        "Eleverna röstade i ett skolval.",
        "Att vara eller inte vara, det är frågan.",
        day=date(2023, 9, 9),
        type="bonus",
        credits=(Credit("Bo Ask", ("guest", "gäst")), Credit("Anna Ek", ("host",))),
        topics=("val",),
    ),
    Document(
        key=Key("webcast", "digital-dialog"),
        url="https://podd.example/webbsandningar/digital-dialog",
        title="Digital medborgardialog",
        public=Part.PAGE,
        day=date(2024, 1, 15),
        topics=("digitalisering",),
        passages=(
            Passage("Sändningen handlar om e-tjänster.", Field.DESCRIPTION, Part.PAGE),
            said("Det hemliga verktyget heter demokratilabbet.", 61.5),
        ),
    ),
    episode("utkast", "Ett utkast om nedskärningar.", public=Part.NONE, day=date(2026, 1, 1)),
]
