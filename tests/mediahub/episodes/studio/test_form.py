"""The lines of an episode's form: what is written as lines is read back, and nothing is lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from feeds.chapter_lines import parse_lines
from mediahub.episodes.models import Episode
from mediahub.episodes.studio.form import (
    EpisodeForm,
    chapter_line,
    filled_from,
    read,
    read_topics,
    rearranged,
    soundbite_line,
)

CHAPTERS = [
    {"start": 0.0, "title": "Början", "toc": True},
    {"start": 61.055, "title": "Mitten", "img": "https://a.se/b.png", "toc": False},
    {"start": 3_725, "title": "Slutet", "location": {"text": "Umeå"}},
]
PLACES = [{"text": "Umeå", "geo": "geo:63.8,20.3"}]
SOUNDBITES: list[dict[str, Any]] = [
    {"start": 72.5, "duration": 30, "title": "Hör här"},
    {"start": 0, "duration": 1.5},
]
ROWS = [{"url": "https://a.se", "title": ""}, {"url": "https://b.se", "title": "B"}]


def episode() -> Episode:
    return Episode(
        title="Råd",
        slug="rad",
        description="Ett.\n\nTvå.\n",
        type="full",
        explicit=False,
        topics=["skola"],
        links=[{"url": "https://a.se", "title": "A"}],
        chapters=CHAPTERS,
        soundbites=[{**one, "title": one.get("title", "")} for one in SOUNDBITES],
        locations=PLACES,
    )


def test_what_is_saved_comes_back_as_it_was() -> None:
    """Pictures of chapters and what is known of places are not in the lines, and stay."""
    saved = episode()
    wanted, _ = read(filled_from(saved), saved, "sv")
    assert wanted is not None
    assert {name: getattr(saved, name) for name in wanted.fields} == wanted.fields


def test_lines() -> None:
    assert [chapter_line(one) for one in CHAPTERS] == [
        "00:00 Början",
        "01:01.055 Mitten",
        "1:02:05 Slutet",
    ]
    assert [soundbite_line(one) for one in SOUNDBITES] == ["01:12.5+30 Hör här", "00:00+1.5"]
    assert read_topics("a,  b c ,, a") == ["a", "b c"]


@given(st.integers(0, 359_999_999))
def test_a_time_is_read_as_it_was_written(milliseconds: int) -> None:
    line = chapter_line({"start": milliseconds / 1000, "title": "x"})
    assert round(parse_lines(line)[0].start * 1000) == milliseconds


def urls(act: str) -> list[str]:
    filled = EpisodeForm({}, {"links": ROWS})
    return [row["url"] for row in rearranged(filled, act).rows["links"]]


def test_rows_are_moved() -> None:
    first, second = "https://a.se", "https://b.se"
    assert urls("links-down-0") == urls("links-up-1") == [second, first]
    assert urls("links-remove-0") == [second]
    assert urls("links-add") == [first, second, ""]
    for nothing in ("links-up-0", "links-down-1", "links-remove-9", "links-x", "csrf-add"):
        assert urls(nothing) == [first, second]
