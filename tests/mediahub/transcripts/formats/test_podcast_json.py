"""Reading the podcast namespace's JSON."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.formats.podcast_json import read_segments


def segments(*given: dict[str, Any]) -> str:
    return json.dumps({"version": "1.0.0", "segments": given})


def segment(start: float | None, end: float | None, body: str, speaker: str = "") -> dict[str, Any]:
    return {"speaker": speaker, "startTime": start, "endTime": end, "body": body}


def cues(*given: dict[str, Any]) -> list[Cue]:
    return [cue for _, cue in read_segments(segments(*given)).cues]


def test_a_segment_is_a_cue() -> None:
    assert cues(segment(0.5, 2, "Hej på dig.", "Nils"), segment(2, None, "Tack för det.")) == [
        Cue(500, 2000, "Nils", "Hej på dig."),
        Cue(2000, 3000, "", "Tack för det."),
    ]


@pytest.mark.parametrize("words", [("Hej", "du", ".", "Tack"), ("Hej", " du", ".", " Tack")])
def test_single_words_become_sentences(words: tuple[str, ...]) -> None:
    given = [segment(at, at + 1, word, "Nils") for at, word in enumerate(words)]
    assert cues(*given) == [Cue(0, 3000, "Nils", "Hej du."), Cue(3000, 4000, "Nils", "Tack")]


def test_segments_without_times_are_untimed() -> None:
    assert cues({"body": "Hej på dig."}) == [Cue(None, None, "", "Hej på dig.")]


@pytest.mark.parametrize(
    "text",
    ["{", "[" * 100_000, "[]", '{"segments": 1}', '{"segments": [1]}', '{"segments": [{}]}'],
)
def test_another_thing_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_segments(text)


@pytest.mark.parametrize("time", ["1", True, -1, 1e99, 10**400, float("nan")])
def test_a_time_that_is_none_is_told(time: Any) -> None:
    text = segments({"startTime": time, "endTime": 2, "body": "Hej på dig."})
    assert [one.values["line"] for one in read_segments(text).remarks] == [1]


@given(st.recursive(st.none() | st.floats() | st.text(max_size=5), st.lists))
def test_no_value_breaks_the_reader(value: Any) -> None:
    given = {"startTime": value, "endTime": value, "speaker": value, "body": "Hej på dig."}
    assert len(read_segments(segments(given)).cues) == 1
