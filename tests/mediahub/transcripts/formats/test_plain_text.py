"""Reading paragraphs with and without names and times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.transcripts.cues import Cue
from mediahub.transcripts.formats.plain_text import read_text


def cues(text: str) -> list[Cue]:
    return [cue for _, cue in read_text(text).cues]


def test_paragraphs_without_times_are_untimed() -> None:
    text = "Nils Munthe: Hej.\n\nEva Ek: Tack.\nKlockan 10:30 kommer han.\n\nResultat: bra."
    assert cues(text) == [
        Cue(None, None, "Nils Munthe", "Hej."),
        Cue(None, None, "Eva Ek", "Tack. Klockan 10:30 kommer han."),
        Cue(None, None, "Eva Ek", "Resultat: bra."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[00:00:01] Nils Munthe: Hej.\n[00:00:05] Eva Ek: Tack.\nJo.",
        "00:01 Nils Munthe: Hej.\n\n00:05 Eva Ek: Tack.\n\nJo.",
        "Nils Munthe   0:01\nHej.\n\nEva Ek 0:05\nTack.\nJo.",
        "(00:01)\nNils Munthe: Hej.\n(00:05)\nEva Ek: Tack.\nJo.",
        "00:01 – 00:05 Nils Munthe: Hej.\n00:05 – 00:06: Eva Ek: Tack.\nJo.",
    ],
)
def test_a_time_holds_until_the_next(text: str) -> None:
    first, last = cues(text)
    assert first == Cue(1000, 5000, "Nils Munthe", "Hej.")
    assert (last.start_ms, last.speaker, last.text) == (5000, "Eva Ek", "Tack. Jo.")
    assert 6000 <= (last.end_ms or 0) <= 6200


def test_one_word_is_a_name_when_it_comes_again() -> None:
    assert [cue.speaker for cue in cues("Nils: Hej.\n\nAlla: tack.\n\nNils: Nu.")] == [
        "Nils", "Nils", "Nils",
    ]  # fmt: skip


@given(st.text("Ab:1 [](\n-0", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    read = cues(text)
    assert len({cue.start_ms is None for cue in read}) <= 1
    assert all(cue.text for cue in read)
