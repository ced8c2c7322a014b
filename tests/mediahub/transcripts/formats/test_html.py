"""Reading HTML transcripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.formats.html import MOST_TAGS, read_html


def cues(text: str) -> list[Cue]:
    return [cue for _, cue in read_html(text).cues]


def test_cite_time_and_p_are_a_cue() -> None:
    html = (
        "<!doctype html><title>Råd</title><style>p{}</style><h1>Råd</h1>\n"
        "<cite>Nils:</cite>\n<time>0:01</time>\n<p>Hej <b>du</b> &amp; ni</p>\n"
        "<cite>Eva:</cite> <time>1:00:02</time><p>Tack<br>så</p><p>mycket<script>x()</script></p>"
    )
    assert cues(html) == [
        Cue(1000, 3_602_000, "Nils", "Hej du & ni"),
        Cue(3_602_000, 3_604_000 - 1000, "Eva", "Tack så mycket"),
    ]


def test_paragraphs_alone_are_untimed() -> None:
    assert cues("<div>Nils Munthe: Hej</div><div>Jo") == [
        Cue(None, None, "Nils Munthe", "Hej"),
        Cue(None, None, "Nils Munthe", "Jo"),
    ]


def test_more_tags_than_anyone_writes_are_refused() -> None:
    with pytest.raises(Invalid):
        read_html("<b>" * (MOST_TAGS + 1))


@given(st.text("<>/pcitemb &;a0:1!-", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert all(cue.text for cue in cues(text))
