"""Reading SRT as it is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.formats.srt import read_srt


def cues(text: str) -> list[Cue]:
    return [cue for _, cue in read_srt(text).cues]


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:01,000 --> 00:00:02,500\nHej\n\n2\n00:00:03,000 --> 00:00:04,000\ndär\n",
        "1\n00:00:01.000 --> 00:00:02.5\nHej\n2\n00:00:03.000 --> 00:00:04\ndär",
        "0:00:01,0-->0:00:02,5\n<i>Hej</i>\n\n00:03,000 --> 00:04,000 X1:40\n{\\an8}där",
        "\n\n1\n00:00:01,000 --> 00:00:02,500\n\nHej\n\n\n2\n00:00:03,000 --> 00:00:04,000\ndär",
    ],
)
def test_cues_are_found_however_they_are_written(text: str) -> None:
    assert cues(text) == [Cue(1000, 2500, "", "Hej"), Cue(3000, 4000, "", "där")]


def test_a_number_that_is_said_is_kept() -> None:
    text = "1\n00:01,000 --> 00:02,000\nÅret är\n2030\n\n2\n00:03,000 --> 00:04,000\nNu"
    assert [cue.text for cue in cues(text)] == ["Året är 2030", "Nu"]


def test_a_name_goes_on_until_the_next() -> None:
    said = ("Nils Munthe: Hej.", "Jo.", "Eva Ek: Nej: aldrig.")
    text = "\n\n".join(f"00:0{i},000 --> 00:0{i},900\n{one}" for i, one in enumerate(said, 1))
    assert [(cue.speaker, cue.text) for cue in cues(text)] == [
        ("Nils Munthe", "Hej."),
        ("Nils Munthe", "Jo."),
        ("Eva Ek", "Nej: aldrig."),
    ]


def test_a_malformed_timing_is_told_by_its_line() -> None:
    (remark,) = read_srt("00:01,000 --> 00:02,000\nHej\n\n2\n00:xx --> 3\nNej").remarks
    assert remark.values["line"] == 5


def test_without_times_it_is_refused() -> None:
    with pytest.raises(Invalid):
        read_srt("1\nHej --> då")


@given(st.text("-> ,:0123A\n", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert len(read_srt(f"00:01,000 --> 00:02,000\nHej\n{text}").cues) >= 1
