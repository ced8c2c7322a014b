"""What every search index promises: one set of tests, on both engines."""

from collections.abc import Collection, Mapping
from typing import Any

import pytest

from mediahub.search.content.search_items import Field, Key, Part, Passage
from mediahub.search.index.interface import SearchIndex, rebuild_if_needed
from mediahub.search.query.results import Facet, Segment, State
from mediahub.search.query.searcher import SearchQuery
from tests.mediahub.search.speech import ARCHIVE, episode, said


def ids(index: SearchIndex, text: str, **asked: Any) -> list[str]:
    """The ids of the items found, in order."""
    return [group.item.key.id for group in index.query(SearchQuery(text, **asked)).groups]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("skolval", {"skolval"}),
        ("SKOLVAL", {"skolval"}),
        ("pengar talar", {"medborgarbudget"}),
        ("pengar skolval", set()),
        ("pengar OR skolval", {"medborgarbudget", "skolval"}),
        ("pengar ELLER skolval", {"medborgarbudget", "skolval"}),
        ("budgeten -beslutad", {"medborgarbudget"}),
        ("pension*", {"pensionärsråd"}),
        ('"inte vara"', {"skolval"}),
        ('"vara inte"', set()),
        ('"att vara eller inte vara"', {"skolval"}),
        ("person:öberg dialogen", {"medborgarbudget", "pensionärsråd"}),
        ('person:"Bo Ask"', {"skolval"}),
        ("roll:samtalsledare", {"pensionärsråd"}),
        ("person:ek roll:gäst", set()),
        ("-person:ek typ:avsnitt", {"medborgarbudget"}),
        ("ämne:val", {"skolval"}),
        ("amne:demokrati ar:2023", {"medborgarbudget"}),
        ("år:2023-2024 ämne:demokrati", {"medborgarbudget", "pensionärsråd"}),
        ("typ:webbsändning", {"digital-dialog"}),
        ("typ:bonus", {"skolval"}),
        ("typ:webbsändning e-tjänster", {"digital-dialog"}),
        ("Öberg pengar", {"medborgarbudget"}),
        ("-budgeten", {"skolval", "digital-dialog"}),
        ("NOT budgeten", {"skolval", "digital-dialog"}),
        ("-budgeten -skolval", {"digital-dialog"}),
        ("-budgeten NOT typ:webbsändning", {"skolval"}),
        ('-"inte vara" -finnsinte', {"medborgarbudget", "pensionärsråd", "digital-dialog"}),
    ],
)
def test_query_language(archive: SearchIndex, text: str, found: set[str]) -> None:
    assert set(ids(archive, text)) == found


def test_hit_lands_on_the_second_of_its_cue(archive: SearchIndex) -> None:
    (hit, *_) = archive.query(SearchQuery("medborgarbudget", by="passage")).hits
    assert (hit.start, hit.url) == (754.0, "https://podd.example/resan/medborgarbudget#t=754")
    assert hit.segments[:2] == (Segment("En ", False), Segment("medborgarbudget", True))


def test_hit_begins_with_the_first_cue_that_matches(index: SearchIndex) -> None:
    passage = Passage(
        "Välkomna hit. Nu till vattenfrågan.", start=5.0, end=40.0, cues=((0, 5.0), (14, 31.5))
    )
    index.rebuild([episode("vatten", passage)])
    (hit,) = index.query(SearchQuery("vattenfrågan", by="passage")).hits
    assert hit.start == 31.5


def test_hit_names_who_says_the_word(index: SearchIndex) -> None:
    passage = Passage("Välkomna hit. Vattenfrågan.", speaker="Anna", speakers=((14, "Bo"),))
    index.rebuild([episode("vatten", passage)])
    (hit,) = index.query(SearchQuery("vattenfrågan", by="passage")).hits
    assert (hit.speaker, hit.start) == ("Bo", None)


def test_items_show_their_best_passages_in_time(index: SearchIndex) -> None:
    index.rebuild([episode("a", "vatten", "vatten vatten", "eld", "vatten", "luft vatten")])
    (group,) = index.query(SearchQuery("vatten", passages_each=3)).groups
    assert [hit.start for hit in group.hits] == [0.0, 10.0, 30.0]
    assert group.hit_count == 4


def test_title_is_marked_and_never_escaped(index: SearchIndex) -> None:
    index.rebuild([episode("a", title="<b>Vatten</b> & bröd")])
    (group,) = index.query(SearchQuery("vatten")).groups
    assert group.title == (
        Segment("<b>", False),
        Segment("Vatten", True),
        Segment("</b> & bröd", False),
    )


def test_phrase_is_marked_as_one(archive: SearchIndex) -> None:
    (hit,) = archive.query(SearchQuery('"inte vara"', by="passage")).hits
    assert [segment.text for segment in hit.segments if segment.is_hit] == ["inte vara"]


def test_whole_word_ranks_above_part_of_compound(index: SearchIndex) -> None:
    index.rebuild([episode("part", "En medborgarbudget antogs."), episode("whole", "En budget.")])
    assert ids(index, "budget") == ["whole", "part"]


def test_title_ranks_above_passage(index: SearchIndex) -> None:
    index.rebuild([episode("1", "vatten och vatten"), episode("2", title="Vatten")])
    assert ids(index, "vatten") == ["2", "1"]


def test_sorted_by_date_on_demand(archive: SearchIndex) -> None:
    assert ids(archive, "dialog", sort="date") == [
        "pensionärsråd",
        "digital-dialog",
        "medborgarbudget",
    ]


def test_pages_follow_each_other(archive: SearchIndex) -> None:
    whole = ids(archive, "typ:avsnitt")
    paged = [
        one for offset in range(3) for one in ids(archive, "typ:avsnitt", offset=offset, limit=1)
    ]
    assert paged == whole
    assert archive.query(SearchQuery("typ:avsnitt", limit=1)).total == 3


def test_words_in_different_places_are_a_second_best(archive: SearchIndex) -> None:
    results = archive.query(SearchQuery("pengar ungdomar"))
    assert [group.item.key.id for group in results.groups] == ["medborgarbudget"]
    assert len(results.remarks) == 1
    assert archive.query(SearchQuery("pengar ungdomar", by="passage")).total == 0


def test_facets_count_the_items_found(archive: SearchIndex) -> None:
    facets = archive.query(SearchQuery("typ:avsnitt")).facets
    assert [(one.value, one.count) for one in facets["year"]] == [("2024", 1), ("2023", 2)]
    assert [(one.value, one.count) for one in facets["kind"]] == [("episode", 3)]
    assert Facet("Åsa Öberg", 2, 'person:"Åsa Öberg"') in facets["person"]
    assert facets["topic"][0] == Facet("demokrati", 2, "ämne:demokrati")


def test_visitors_find_what_is_public(archive: SearchIndex) -> None:
    assert ids(archive, "nedskärningar") == []
    assert ids(archive, "nedskärningar", staff=True) == ["utkast"]


def test_closed_recording_is_for_staff_though_its_page_is_public(archive: SearchIndex) -> None:
    assert ids(archive, "demokratilabbet") == []
    assert ids(archive, "e-tjänster") == ["digital-dialog"]
    assert ids(archive, "demokratilabbet", staff=True) == ["digital-dialog"]


def test_the_database_has_the_last_word(archive: SearchIndex) -> None:
    asked: list[Collection[Key]] = []

    def visible(keys: Collection[Key]) -> Mapping[Key, Part]:
        asked.append(keys)
        return {Key("episode", "pensionärsråd"): Part.ALL}

    results = archive.query(SearchQuery("budgeten", visible=visible))
    assert [group.item.key.id for group in results.groups] == ["pensionärsråd"]
    assert results.total == 1
    assert set(asked[0]) == {Key("episode", "medborgarbudget"), Key("episode", "pensionärsråd")}


def test_page_that_closed_a_moment_ago_hides_only_the_recording(archive: SearchIndex) -> None:
    page_only = {Key("episode", "skolval"): Part.PAGE}
    assert ids(archive, "skolval", visible=lambda _: page_only) == ["skolval"]
    assert ids(archive, "eleverna", visible=lambda _: page_only) == []


def test_slip_of_the_finger_is_put_right(archive: SearchIndex) -> None:
    results = archive.query(SearchQuery("pensionärsrodet"))
    assert (results.total, results.suggestion) == (0, "pensionärsrådet")


def test_suggestion_tells_visitors_nothing_of_drafts(archive: SearchIndex) -> None:
    assert archive.query(SearchQuery("nedskärnimgar")).suggestion is None
    assert archive.query(SearchQuery("nedskärnimgar", staff=True)).suggestion == "nedskärningar"


def test_added_again_is_replaced(index: SearchIndex) -> None:
    index.rebuild(ARCHIVE)
    index.add([episode("skolval", "Nu handlar det om vatten.")])
    assert ids(index, "röstade") == []
    assert ids(index, "vatten") == ["skolval"]
    assert index.health().items == len(ARCHIVE)


def test_removed_is_gone_and_the_rest_is_found_as_before(index: SearchIndex) -> None:
    index.rebuild(ARCHIVE)
    words = ("kommun", "budget", "dialog", "skolval")
    before = {word: passages(index, word) for word in words}
    assert "skolval" in before["skolval"]
    index.remove([Key("episode", "skolval"), Key("episode", "unknown")])
    for found in before.values():
        found.pop("skolval", None)
    assert {word: passages(index, word) for word in words} == before
    assert index.health().items == len(ARCHIVE) - 1


def passages(index: SearchIndex, word: str) -> dict[str, list[str]]:
    found = index.query(SearchQuery(word)).groups
    return {one.item.key.id: sorted(hit.snippet for hit in one.hits) for one in found}


def test_every_change_holds_all_or_nothing(index: SearchIndex) -> None:
    index.rebuild(ARCHIVE)

    def failing() -> Any:
        yield episode("one", "vatten")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.add(failing())
    with pytest.raises(RuntimeError):
        index.rebuild(failing())
    assert ids(index, "vatten") == []
    assert ids(index, "skolval") == ["skolval"]


def test_similar_items_share_words_and_topics(archive: SearchIndex) -> None:
    found = archive.similar(Key("episode", "medborgarbudget"))
    assert next(item.key.id for item in found) == "pensionärsråd"
    assert "utkast" not in [item.key.id for item in found]
    assert archive.similar(Key("episode", "unknown")) == []


def test_healthy_index_is_not_healed(archive: SearchIndex) -> None:
    assert rebuild_if_needed(archive, list) is False
    assert archive.health().items == len(ARCHIVE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        '"',
        '""',
        "-",
        "*",
        "OR",
        "OR OR",
        "person:",
        'person:""',
        "år:abc",
        "(.*)+$",
        "[[[",
        "\\",
        "och",
        "och att i",
        "\0\x01\x1b[31m",
        "\u202e\u05d0\u05d1",
        "😀😀",
        "''; DROP TABLE search_units; --",
        "' | 'x",
        "&&&",
        ":*",
        "a:b:c",
    ],
)
def test_bad_query_is_answered_with_nothing(archive: SearchIndex, text: str) -> None:
    results = archive.query(SearchQuery(text))
    assert (results.state, results.total) == (State.READY, 0)


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("år:abc", ["“abc” is not a year. Write år:2023, or år:2021-2023 for several."]),
        ("typ:xyz", ["“xyz” is not a kind. Write typ:avsnitt or typ:webbsändning."]),
        ("år:1901 typ:webbkurs", []),
        ("år:2021- typ:pod*", []),
    ],
)
def test_a_filter_that_nothing_could_pass_is_told(
    archive: SearchIndex, text: str, remarks: list[str]
) -> None:
    assert [str(remark) for remark in archive.query(SearchQuery(text)).remarks] == remarks


def test_only_stop_words_are_answered_with_a_sentence(archive: SearchIndex) -> None:
    (remark,) = archive.query(SearchQuery("och att")).remarks
    assert remark.values == {"words": "och att"}


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000_000, " OR ".join(f"ord{n}" for n in range(10_000)), '"a" ' * 100_000],
    ids=["10 MB", "10 000 OR", "quotes"],
)
def test_endless_query_is_cut_and_told(archive: SearchIndex, text: str) -> None:
    results = archive.query(SearchQuery(text))
    assert (results.state, results.total) == (State.READY, 0)
    assert len(results.remarks) >= 1


def test_words_with_quotes_and_backslashes_are_found(index: SearchIndex) -> None:
    index.rebuild([episode("a", said("O'Connor skrev C:\\temp, 'så' sade hon."))])
    assert ids(index, "O'Connor") == ["a"]
    assert ids(index, "temp") == ["a"]


def test_endless_words_are_indexed(index: SearchIndex) -> None:
    index.rebuild([episode("a", "x" * 100_000, "vatten " * 5_000)])
    (group,) = index.query(SearchQuery("vatten")).groups
    assert len(group.hits[0].snippet) < 1_000


def test_document_has_an_address_of_its_own(index: SearchIndex) -> None:
    handbook = Passage(
        "Vattentorn.", Field.DOCUMENT, url="https://podd.example/media/1/h.pdf", label="h.pdf"
    )
    index.rebuild([episode("a", handbook)])
    (hit,) = index.query(SearchQuery("vattentorn", by="passage")).hits
    assert (hit.url, hit.label, hit.start) == ("https://podd.example/media/1/h.pdf", "h.pdf", None)


@pytest.mark.parametrize("by", ["item", "passage"])
def test_who_only_says_what_is_unwanted_gets_all_the_rest(archive: SearchIndex, by: str) -> None:
    """Of passages one for each item: there is nothing in any of them that was looked for."""
    found = archive.query(SearchQuery("-budgeten", by="item" if by == "item" else "passage"))
    items = [group.item for group in found.groups] or [hit.item for hit in found.hits]
    assert {item.key.id for item in items} == {"skolval", "digital-dialog"}
    assert (found.total, len(items), found.remarks, found.suggestion) == (2, 2, (), None)
    assert "utkast" in ids(archive, "-budgeten", staff=True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-och", "“och” stands in nearly every text."),
        ("NOT och -att", "“och att” stands in nearly every text."),
        ("-", "“-” holds no word to search for."),
        ("NOT", "“NOT” holds no word to search for."),
    ],
)
def test_unwanted_words_that_say_nothing_are_told(
    archive: SearchIndex, text: str, why: str
) -> None:
    found = archive.query(SearchQuery(text))
    assert (found.total, [str(remark)[: len(why)] for remark in found.remarks]) == (0, [why])
