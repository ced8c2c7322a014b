"""Reading WebVTT: times, voices and words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.transcripts.cues import Cue, clean
from mediahub.transcripts.formats.vtt import read_vtt

LAST = "00:02.000 --> 00:03.000\nHej"


def cues(text: str) -> list[Cue]:
    return [cue for _, cue in read_vtt(text).cues]


def test_a_cue_has_its_times_its_speaker_and_its_words() -> None:
    cue = "1\n01:02:03.500 --> 01:02:05.000 align:left\n<v.loud Nils Munthe>Hej\ndär</v>"
    assert read_vtt(f"WEBVTT\n\n{cue}").cues == [
        (4, Cue(3_723_500, 3_725_000, "Nils Munthe", "Hej där"))
    ]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("A &amp; <b>B</b>", "A & B"),
        ("rad ett\nrad två", "rad ett rad två"),
        ("ett<00:00:00.500> två", "ett två"),
        ("<c.gul>gul</c> <lang en>word</lang>", "gul word"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("hel <b", "hel"),
    ],
)
def test_words_lose_their_marking(words: str, text: str) -> None:
    assert cues(f"WEBVTT\n\n00:00.000 --> 00:01.000\n{words}") == [Cue(0, 1000, "", text)]


def test_each_voice_of_a_cue_is_a_cue() -> None:
    words = "<v Nils>Hej.</v>\n<v Eva &amp; Bo>Hej!</v> Alla."
    assert cues(f"WEBVTT\n\n00:00.000 --> 00:01.000\n{words}") == [
        Cue(0, 1000, "Nils", "Hej."),
        Cue(0, 1000, "Eva & Bo", "Hej!"),
        Cue(0, 1000, "", "Alla."),
    ]


@pytest.mark.parametrize(
    "block",
    [
        "NOTE 00:00.000 --> är ingen tid",
        "NOTE\nrad ett\nrad två",
        "STYLE\n::cue { color: red }",
        "REGION\nid:fred",
        "00:61.000 --> 00:62.000\nomöjlig tid",
        "00:00.0000 --> 00:01.000\nfyra siffror",
        "00:00.000 --> 00:01.000",
    ],
)
def test_what_is_no_cue_is_passed(block: str) -> None:
    assert cues(f"WEBVTT\n\n{block}\n\n{LAST}\n") == [Cue(2000, 3000, "", "Hej")]


@pytest.mark.parametrize("before", ["WEBVTT", "WEBVTT - Råd\nKind: captions", "WEBVTT\n\na\nb"])
def test_a_timing_begins_a_cue_wherever_it_stands(before: str) -> None:
    assert cues(f"{before}\n{LAST}") == [Cue(2000, 3000, "", "Hej")]


def test_a_malformed_timing_is_told_by_its_line() -> None:
    (remark,) = read_vtt(f"WEBVTT\n\n{LAST}\n\nx\n0:1 --> 0:2\nHå").remarks
    assert remark.values["line"] == 7


@pytest.mark.parametrize("text", ["hej", "WEBVTTfoo\n\n", "\nWEBVTT", ""])
def test_another_beginning_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_vtt(text)


@given(st.text("-> <v>&ab\n0:1.", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    for _, cue in read_vtt(f"WEBVTT\n\n{text}\n{LAST}").cues:
        assert cue.text == clean(cue.text) != ""


def test_the_demo_is_read_in_full() -> None:
    text = Path("mediahub/demo/demokratiresan-097-kommunala-rad.sv.vtt").read_text("utf-8")
    read = read_vtt(text)
    assert (len(read.cues), read.remarks) == (text.count(" --> "), [])
    assert {cue.speaker for _, cue in read.cues} == {"Uppläsare 1", "Uppläsare 2"}


@pytest.mark.parametrize("last", ["slut", "NOTE slut", "2", "\n\nslut\n", "-->", "2\n-->"])
def test_the_last_line_may_be_no_cue(last: str) -> None:
    assert cues(f"WEBVTT\n\n{LAST}\n\n{last}") == [Cue(2000, 3000, "", "Hej")]


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\nKind: captions", "\n\nslut"])
def test_a_file_without_cues_has_none(end: str) -> None:
    assert cues(f"WEBVTT{end}") == []
