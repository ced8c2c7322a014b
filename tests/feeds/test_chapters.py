"""Chapters files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.chapters import chapters_json, parse_chapters
from feeds.errors import FeedError
from feeds.model import Chapter, Location

CHAPTERS = (
    Chapter(0, "Inledning"),
    Chapter(62.5, "Råden", img="https://a.example/k.jpg", url="https://a.example/rad", end=80),
    Chapter(90, toc=False, location=Location("Visby", geo="geo:57.6,18.3", osm="R1")),
)


def file_of(*chapters: object, version: object = "1.2.0") -> bytes:
    return json.dumps({"version": version, "chapters": chapters}).encode()


def refusal(data: bytes) -> str:
    with pytest.raises(FeedError) as caught:
        parse_chapters(data)
    return str(caught.value)


def is_read_or_refused(data: bytes) -> bool:
    try:
        return isinstance(parse_chapters(data), tuple)
    except FeedError as error:
        return str(error).endswith(".")


def test_written_as_version_1_2_0() -> None:
    assert json.loads(chapters_json("Kommunala råd", CHAPTERS)) == {
        "version": "1.2.0",
        "title": "Kommunala råd",
        "chapters": [
            {"startTime": 0, "title": "Inledning"},
            {
                "startTime": 62.5,
                "endTime": 80,
                "title": "Råden",
                "img": "https://a.example/k.jpg",
                "url": "https://a.example/rad",
            },
            {
                "startTime": 90,
                "toc": False,
                "location": {"name": "Visby", "geo": "geo:57.6,18.3", "osm": "R1"},
            },
        ],
    }


def test_what_is_written_is_read() -> None:
    assert parse_chapters(chapters_json("T", CHAPTERS)) == CHAPTERS


TITLES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))
TIMES = st.lists(st.floats(0, 600_000), unique=True).map(sorted)


@given(TIMES, TITLES)
def test_any_rising_times_and_text_are_read_as_written(times: list[float], title: str) -> None:
    chapters = tuple(Chapter(time, title.strip()) for time in times)
    assert parse_chapters(chapters_json(title, chapters)) == chapters


def test_a_byte_order_mark_and_unknown_names_are_passed_over() -> None:
    data = b"\xef\xbb\xbf" + file_of({"startTime": 1, "title": " A ", "mood": "glad"})
    assert parse_chapters(data) == (Chapter(1, "A"),)


def test_no_chapters_are_no_chapters() -> None:
    assert parse_chapters(file_of()) == ()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The chapters file is not JSON: line 1, column 1."),
        (
            b'{"version": "1.2.0",\n"chapters": [',
            "The chapters file is not JSON: line 2, column 14.",
        ),
        ("å".encode("latin-1"), "The chapters file is not UTF-8: byte 1 is not."),
        (b"\xff\xfe{\x00}\x00", "The chapters file is not UTF-8: byte 1 is not."),
        (b"[" * 100_000, "The chapters file is not JSON that can be read."),
        (b"[1" + b"0" * 5000 + b"]", "The chapters file is not JSON that can be read."),
        (b"[]", "The chapters file must hold an object with “version” and “chapters”."),
        (b'{"chapters": []}', "The chapters file must say “version”: “1.2.0”; it says null."),
        (file_of(version=1.2), "The chapters file must say “version”: “1.2.0”; it says 1.2."),
        (file_of(version="2.0"), 'The chapters file must say “version”: “1.2.0”; it says "2.0".'),
        (b'{"version": "1.2.0"}', "The chapters file must hold a list named “chapters”."),
        (
            b'{"version": "1.2.0", "chapters": {"0": 1}}',
            "The chapters file must hold a list named “chapters”.",
        ),
        (
            b'{"version": "1.2.0", "chapters": [{"startTime": NaN}]}',
            "The chapters file holds NaN, which is not a time.",
        ),
        (
            b'{"version": "1.2.0", "chapters": [{"startTime": -Infinity}]}',
            "The chapters file holds -Infinity, which is not a time.",
        ),
        (
            b'{"version": "1.2.0", "chapters": [{"startTime": 1e999}]}',
            "Chapter 1 has the startTime Infinity, which is not a time in an episode.",
        ),
    ],
)
def test_a_file_that_is_no_chapters_file_is_refused(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


@pytest.mark.parametrize(
    ("chapter", "sentence"),
    [
        ("A", "Chapter 2 is not an object."),
        ({"title": "A"}, "Chapter 2 has no startTime."),
        ({"startTime": -1}, "Chapter 2 has the startTime -1, which is not a time in an episode."),
        (
            {"startTime": 10**9},
            "Chapter 2 has the startTime 1000000000, which is not a time in an episode.",
        ),
        (
            {"startTime": "0:10"},
            'Chapter 2 has the startTime "0:10", which is not a number of seconds.',
        ),
        (
            {"startTime": True},
            "Chapter 2 has the startTime true, which is not a number of seconds.",
        ),
        (
            {"startTime": ["x" * 100]},
            'Chapter 2 has the startTime ["' + "x" * 38 + "…, which is not a number of seconds.",
        ),
        (
            {"startTime": 9, "endTime": 9},
            "Chapter 2 ends at 9.0 s, which is not after its start at 9.0 s.",
        ),
        ({"startTime": 9, "title": 7}, "Chapter 2 has a title that is not text."),
        (
            {"startTime": 9, "url": "javascript:alert(1)"},
            "Chapter 2 has the url “javascript:alert(1)”, which is not a web address.",
        ),
        (
            {"startTime": 9, "img": "/k.jpg"},
            "Chapter 2 has the img “/k.jpg”, which is not a web address.",
        ),
        ({"startTime": 9, "toc": "no"}, "Chapter 2 has a toc that is not true or false."),
        ({"startTime": 9, "location": "Visby"}, "Chapter 2 has a location that is not an object."),
        (
            {"startTime": 9, "location": {"name": "Visby"}},
            "Chapter 2 has a location without a name and a geo address.",
        ),
        ({"startTime": 5}, "Chapter 2 starts at 5.0 s, as the one before it does."),
        ({"startTime": 4}, "Chapter 2 starts at 4.0 s, before the one before it at 5.0 s."),
    ],
)
def test_the_chapter_that_is_wrong_is_named(chapter: object, sentence: str) -> None:
    assert refusal(file_of({"startTime": 5}, chapter)) == sentence


def test_a_refusal_carries_its_sentence_and_values_for_translation() -> None:
    with pytest.raises(FeedError) as caught:
        parse_chapters(file_of({"startTime": 5}, {"startTime": 4}))
    error = caught.value
    assert error.values == {"number": 2, "start": 4.0, "before": 5.0}
    assert error.sentence == (
        "Chapter {number} starts at {start} s, before the one before it at {before} s."
    )


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert is_read_or_refused(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["startTime", "endTime", "title", "toc", "location", "url"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=4))
def test_any_chapters_are_read_or_refused(chapters: list[object]) -> None:
    data = file_of(*chapters)
    assert is_read_or_refused(data)
