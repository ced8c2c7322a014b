"""Cutting into passages: cues stay whole, silences part, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from mediahub.search.content.passages import (
    LONGEST_CHARACTERS,
    LONGEST_SECONDS,
    LONGEST_SILENCE,
    LONGEST_WORDS,
    spoken,
    written,
)
from mediahub.search.content.search_items import Field, Part, Passage
from mediahub.transcripts.cues import Cue


def cue(start: float, end: float, text: str, speaker: str = "") -> Cue:
    return Cue(round(start * 1000), round(end * 1000), speaker, text)


def steady(count: int, seconds: float = 5.0, text: str = "ord utan slut") -> list[Cue]:
    return [cue(seconds * n, seconds * (n + 1), text) for n in range(count)]


def lengths(passages: list[Passage]) -> list[tuple[float | None, float | None]]:
    return [(passage.start, passage.end) for passage in passages]


def test_ends_with_the_sentence_after_half_a_minute() -> None:
    cues = [*steady(6), cue(30, 35, "Nu är det slut."), cue(35, 40, "Och så vidare.")]
    assert lengths(list(spoken(cues))) == [(0.0, 35), (35, 40)]


def test_never_longer_than_a_minute() -> None:
    assert lengths(list(spoken(steady(24)))) == [(0.0, 60.0), (60.0, 120.0)]


def test_never_spans_a_silence() -> None:
    cues = [cue(0, 5, "före"), cue(5 + LONGEST_SILENCE, 40, "nära"), cue(70.001, 75, "efter")]
    assert [passage.text for passage in spoken(cues)] == ["före nära", "efter"]


def test_speaker_who_takes_over_begins_a_passage() -> None:
    cues = [cue(0, 15, "Hej.", "Anna"), cue(15, 20, "Hej.", "Bo"), cue(20, 25, "Ja.", "Anna")]
    assert [passage.speaker for passage in spoken(cues)] == ["Anna", "Bo"]


def test_knows_where_each_cue_begins() -> None:
    (passage,) = spoken([cue(1, 2, "ett två"), cue(3, 4, " "), cue(5, 6, "tre")])
    assert (passage.text, passage.cues) == ("ett två tre", ((0, 1), (8, 5)))
    assert [passage.time_at(place) for place in (0, 7, 8, 10)] == [1, 1, 5, 5]


def test_knows_who_says_what() -> None:
    cues = [cue(1, 2, "ett", "Anna"), cue(2, 3, "två", "Bo"), cue(3, 4, "tre", "Bo")]
    (passage,) = spoken(cues)
    assert (passage.speaker, passage.speakers) == ("Anna", ((4, "Bo"),))
    assert [passage.speaker_at(place) for place in (0, 4, 9)] == ["Anna", "Bo", "Bo"]


def test_time_that_goes_back_begins_a_passage() -> None:
    assert lengths(list(spoken([cue(10, 12, "a"), cue(3, 5, "b")]))) == [(10, 12), (3, 5)]


def test_words_without_times_are_cut_by_their_number() -> None:
    cues = [Cue(None, None, "Anna", "Nio ord till står det i var och en.")] * 20
    passages = list(spoken(cues))
    assert [len(passage.text.split()) for passage in passages] == [63, 63, 54]
    assert {(one.start, one.cues, one.speaker) for one in passages} == {(None, (), "Anna")}


def test_endless_cue_is_cut_by_words() -> None:
    passages = list(spoken([cue(0, 3600, "ord " * 10_000), cue(3600, 3601, "x" * 100_000)]))
    assert max(len(passage.text.split()) for passage in passages) <= LONGEST_WORDS
    assert max(len(passage.text) for passage in passages) <= LONGEST_CHARACTERS
    assert {passage.start for passage in passages} == {0, 3600}


def test_written_text_is_cut_after_sentences() -> None:
    sentence = "Detta är en mening med åtta ord sammanlagt. "
    passages = list(written(sentence * 30, url="u", label="l", part=Part.PAGE))
    assert [len(passage.text.split()) for passage in passages] == [64, 64, 64, 48]
    assert passages[0].text.endswith("sammanlagt.")
    assert {(one.url, one.label, one.field, one.part) for one in passages} == {
        ("u", "l", Field.DOCUMENT, Part.PAGE)
    }


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90), st.text("ab .", max_size=40))))
def test_nothing_is_lost_and_no_passage_is_too_long(steps: list[tuple[int, int, str]]) -> None:
    cues, now = [], 0.0
    for pause, length, text in steps:
        cues.append(cue(now + pause, now + pause + length, text))
        now += pause + length
    passages = list(spoken(cues))
    words = [word for one in cues for word in one.text.split()]
    assert [word for passage in passages for word in passage.text.split()] == words
    for passage in passages:
        assert passage.start is not None
        assert passage.end is not None
        if len(passage.cues) > 1:
            assert passage.end - passage.start <= LONGEST_SECONDS
