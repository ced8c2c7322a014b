"""The fields of an episode: what is written as lines is read back, and nothing is lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from feeds.chapter_lines import parse_lines
from mediahub.episodes.fields import FIELDS, EpisodeFields
from mediahub.episodes.lines import chapter_line, soundbite_line
from mediahub.episodes.models import Episode
from mediahub.forms.fields import columns_of, filled_from, read
from mediahub.forms.kinds import comma_list

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
    values, errors = read(filled_from(FIELDS, saved), saved, "sv")
    assert not errors
    assert {one.name: one.value_of(saved) for one in FIELDS} == values


def test_lines() -> None:
    assert [chapter_line(one) for one in CHAPTERS] == [
        "00:00 Början",
        "01:01.055 Mitten",
        "1:02:05 Slutet",
    ]
    assert [soundbite_line(one) for one in SOUNDBITES] == ["01:12.5+30 Hör här", "00:00+1.5"]
    assert comma_list("a,  b c ,, a") == ["a", "b c"]


@given(st.integers(0, 359_999_999))
def test_a_time_is_read_as_it_was_written(milliseconds: int) -> None:
    line = chapter_line({"start": milliseconds / 1000, "title": "x"})
    assert round(parse_lines(line)[0].start * 1000) == milliseconds


def test_services_are_given_what_the_table_holds() -> None:
    """Credits have a function of their own."""
    assert {one.name for one in FIELDS} - {"credits"} == set(EpisodeFields.__annotations__)


def test_columns_are_of_the_table_or_the_services_own() -> None:
    """A column that is neither would be missing in log and history."""
    own = {"id", "show_id", "guid", "created_at", "opens_at", "closes_at", "changed_at", "aside"}
    files = {"audio_id", "enclosure_id", "image_id", "image_small_id"}
    assert set(Episode.__table__.columns.keys()) - own - files == set(columns_of(FIELDS))
