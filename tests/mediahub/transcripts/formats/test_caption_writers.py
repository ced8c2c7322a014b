"""Writing every format from the same cues, and reading it again."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.transcripts.cues import Cue, clean
from mediahub.transcripts.formats.caption_writers import write_srt, write_vtt
from mediahub.transcripts.formats.reader import read_transcript
from mediahub.transcripts.formats.registry import FORMATS, formats_of, written
from mediahub.transcripts.formats.srt import read_srt
from mediahub.transcripts.formats.vtt import read_vtt
from mediahub.transcripts.track_info import TrackInfo

DEMO = Path("mediahub/demo/demokratiresan-097-kommunala-rad.sv.vtt")
ABOUT = TrackInfo("Råd & <b>", "sv")
MACHINE = TrackInfo("Råd", "sv", is_unreviewed=True)
LONG = Cue(0, 9000, "Nils & Bo", "ord " * 60 + "slut.")


def said(cues: list[Cue]) -> str:
    return " ".join(cue.text for cue in cues)


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.extension)
def test_what_is_written_says_the_same_when_read(one: object) -> None:
    demo = read_transcript(DEMO.read_bytes(), DEMO.name)
    extension = one.extension  # type: ignore[attr-defined]
    out = written(demo.cues, MACHINE, extension)
    assert out is not None
    again = read_transcript(out, f"a.{extension}")
    assert said(list(again.cues)) == said(list(demo.cues))
    assert {cue.speaker for cue in again.cues} == {"Uppläsare 1", "Uppläsare 2"}
    assert again.warnings == ()


def test_captions_have_two_lines_that_fit() -> None:
    for text, longest in ((write_vtt([LONG], ABOUT), 65), (write_srt([LONG], ABOUT), 32)):
        blocks = [b.split("\n") for b in re.split("\n\n+", text.strip()) if "-->" in b]
        words = [b[[("-->" in line) for line in b].index(True) + 1 :] for b in blocks]
        assert max(map(len, words)) == 2
        shown = [re.sub("<v [^>]*>", "", line) for lines in words for line in lines]
        assert max(map(len, shown)) <= longest


def test_pieces_follow_each_other_and_fill_the_time() -> None:
    pieces = [cue for _, cue in read_vtt(write_vtt([LONG], ABOUT)).cues]
    assert (pieces[0].start_ms, pieces[-1].end_ms) == (0, 9000)
    assert [one.end_ms for one in pieces[:-1]] == [one.start_ms for one in pieces[1:]]
    assert {one.speaker for one in pieces} == {"Nils & Bo"}


def test_a_cue_too_short_to_be_cut_stays_whole() -> None:
    assert len(read_vtt(write_vtt([Cue(0, 1, "", "ord " * 99)], ABOUT)).cues) == 1


def test_names_and_words_are_escaped() -> None:
    cue = Cue(0, 1000, "<b>", "<script>alert(1)</script> -->")
    assert "<v &lt;b&gt;>&lt;script&gt;alert(1)&lt;/script&gt; --&gt;\n" in write_vtt([cue], ABOUT)
    html = (written([cue], ABOUT, "html") or b"").decode()
    assert "<title>Råd &amp; &lt;b&gt;</title>" in html
    assert "<script" not in html


@pytest.mark.parametrize("extension", ["vtt", "json", "html"])
def test_an_unreviewed_one_says_so(extension: str) -> None:
    mark = b"Maskinellt, ej granskat"
    assert mark in (written([LONG], MACHINE, extension) or b"")
    assert mark not in (written([LONG], ABOUT, extension) or b"")


def test_untimed_text_is_only_to_be_read() -> None:
    cues = [Cue(None, None, "Nils", "Hej.")]
    assert [one.extension for one in formats_of(timed=False)] == ["html", "txt"]
    assert written(cues, ABOUT, "vtt") is None
    assert written(cues, ABOUT, "txt") == b"Nils: Hej.\n"
    assert b"<cite>Nils:</cite>\n<p>Hej.</p>" in (written(cues, ABOUT, "html") or b"")


WORDS = st.text("aåÅ <>&-:.", max_size=150).map(clean).filter(bool)


@given(st.lists(WORDS, min_size=1, max_size=5), st.integers(1, 5000))
def test_captions_keep_every_letter_and_rising_times(words: list[str], length: int) -> None:
    cues = [Cue(at * 5000, at * 5000 + length, "", text) for at, text in enumerate(words)]
    for script in (read_vtt(write_vtt(cues, ABOUT)), read_srt(write_srt(cues, ABOUT))):
        assert script.remarks == []
        times = [time for _, cue in script.cues for time in (cue.start_ms or 0, cue.end_ms or 0)]
        assert times == sorted(times)
    again = [cue for _, cue in read_vtt(write_vtt(cues, ABOUT)).cues]
    assert said(again).replace(" ", "") == "".join(words).replace(" ", "")
