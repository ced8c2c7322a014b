"""Chapters as lines, and told apart from JSON."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.chapter_lines import parse_lines, read_chapters
from feeds.errors import FeedError
from feeds.model import Chapter

BOTH = (Chapter(start=0.0, title="Välkommen"), Chapter(start=12.5, title="Råd - nu"))


@pytest.mark.parametrize(
    "text",
    [
        "00:00:00.000 Välkommen\n00:00:12.500 Råd - nu\n",
        "\ufeff00:00 Välkommen\r\n\r\n00:12,5 – Råd - nu",
        '{"version":"1.2.0","chapters":[{"startTime":0,"title":"Välkommen"},'
        '{"startTime":12.5,"title":"Råd - nu"}]}',
        "[0:00] Välkommen\n(0:12.5) - Råd - nu",
    ],
)
def test_every_way_of_writing_gives_the_same(text: str) -> None:
    assert read_chapters(text.encode()) == BOTH


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"hej", "Line 1: “hej” is not a chapter. Write “00:12 Title”."),
        (b"0:10 A\n\n0:10 B", "Line 3: the chapter starts at 10.0 s, not after the one before it."),
        (b"0:10 \xe5", "The chapters file is not UTF-8: byte 6 is not."),
        (
            b"0:10 A\n" * 10_001,
            "Line 2: the chapter starts at 10.0 s, not after the one before it.",
        ),
        (b"\n" * 10_001, "The chapters file has more than 10000 lines."),
    ],
)
def test_others_are_refused_by_line(data: bytes, sentence: str) -> None:
    with pytest.raises(FeedError) as refusal:
        read_chapters(data)
    assert str(refusal.value) == sentence


@given(st.text("0:1. a\n-", max_size=60))
def test_any_text_rises_or_is_refused(text: str) -> None:
    try:
        starts = [chapter.start for chapter in parse_lines(text)]
    except FeedError:
        return
    assert starts == sorted(set(starts))
