"""Reading WebVTT: times, voices and words."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.transcripts.vtt import Cue, read_vtt


def test_a_cue_has_its_times_its_speaker_and_its_words() -> None:
    cue = "1\n01:02:03.500 --> 01:02:05.000 align:left\n<v.loud Nils Munthe>Hej\ndär</v>"
    assert read_vtt(f"WEBVTT\n\n{cue}".encode()) == (Cue(3723.5, 3725.0, "Nils Munthe", "Hej där"),)


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("00:00.000 --> 00:01.000\nA &amp; <b>B</b>", "A & B"),
        ("00:00.000 --> 00:01.000\nrad ett\nrad två", "rad ett rad två"),
        ("00:00.000 --> 00:01.000", ""),
    ],
)
def test_words_lose_their_marking(block: str, text: str) -> None:
    assert read_vtt(f"WEBVTT\n\n{block}\n".encode()) == (Cue(0.0, 1.0, "", text),)


@pytest.mark.parametrize(
    "block",
    [
        "NOTE 00:00.000 --> är ingen tid",
        "STYLE\n::cue { color: red }",
        "REGION\nid:fred",
        "00:61.000 --> 00:62.000\nomöjlig tid",
        "a\nb\n00:00.000 --> 00:01.000\nfor sent",
    ],
)
def test_what_is_no_cue_is_passed(block: str) -> None:
    assert read_vtt(f"WEBVTT\n\n{block}\n\n00:02.000 --> 00:03.000\nHej\n".encode()) == (
        Cue(2.0, 3.0, "", "Hej"),
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_known(line_end: str) -> None:
    text = "\ufeffWEBVTT\n\n00:00.000 --> 00:01.000\nHej\n".replace("\n", line_end)
    assert read_vtt(text.encode()) == (Cue(0.0, 1.0, "", "Hej"),)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    assert all(isinstance(cue, Cue) for cue in read_vtt(b"WEBVTT\n\n" + data))


def test_the_demo_is_read_in_full() -> None:
    data = Path("mediahub/demo/demokratiresan-097-kommunala-rad.sv.vtt").read_bytes()
    cues = read_vtt(data)
    assert len(cues) == data.count(b" --> ")
    assert all(before.start < after.start for before, after in pairwise(cues))
    assert {cue.speaker for cue in cues} == {"Uppläsare 1", "Uppläsare 2"}
