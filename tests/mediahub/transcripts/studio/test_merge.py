"""Two people's corrections of one transcript: kept together, or shown beside each other."""

from hypothesis import given
from hypothesis import strategies as st

from mediahub.transcripts.cues import Cue
from mediahub.transcripts.studio.merge import Meeting, merge
from mediahub.transcripts.studio.patches import Hunk, applied


def said(*words: str) -> tuple[Cue, ...]:
    return tuple(Cue(None, None, "", word) for word in words)


BASE = said("a", "b", "c", "d", "e")


def test_other_places_are_moved_along() -> None:
    theirs = said("a", "a2", "b", "c", "D", "e")
    merged = merge(BASE, theirs, [Hunk(2, 1, said("C")), Hunk(4, 1, said("E"))])
    assert merged.meetings == []
    assert applied(theirs, merged.hunks) == said("a", "a2", "b", "C", "D", "E")


def test_the_same_place_is_shown_with_both() -> None:
    theirs = said("x", "a", "B", "c", "d", "e")
    merged = merge(BASE, theirs, [Hunk(1, 1, said("bb")), Hunk(3, 1, said("dd"))])
    assert merged.meetings == [Meeting(2, said("B"), said("bb"))]
    assert applied(theirs, merged.hunks) == said("x", "a", "B", "c", "dd", "e")


def test_a_place_within_a_larger_one_brings_what_stands_around() -> None:
    merged = merge(BASE, said("a", "bcd", "e"), [Hunk(2, 1, said("C"))])
    assert merged.meetings == [Meeting(1, said("bcd"), said("b", "C", "d"))]


def test_what_both_have_done_is_no_meeting() -> None:
    merged = merge(BASE, said("a", "B", "c", "d", "e"), [Hunk(1, 1, said("B"))])
    assert (merged.hunks, merged.meetings) == ([], [])


def test_two_insertions_at_one_place_meet() -> None:
    merged = merge(BASE, said("a", "x", "b", "c", "d", "e"), [Hunk(1, 0, said("y"))])
    assert merged.meetings == [Meeting(1, said("x"), said("y"))]


@st.composite
def corrections(draw: st.DrawFn) -> tuple[tuple[Cue, ...], tuple[Cue, ...], list[Hunk]]:
    base = said(*(f"{number}" for number in range(draw(st.integers(1, 12)))))
    return base, applied(base, draw(_hunks(len(base), "t"))), draw(_hunks(len(base), "y"))


@st.composite
def _hunks(draw: st.DrawFn, length: int, mark: str) -> list[Hunk]:
    hunks, at = [], 0
    while at < length and draw(st.booleans()):
        at += draw(st.integers(0, length - at))
        count = draw(st.integers(0, min(3, length - at)))
        words = [f"{mark}{at}-{number}" for number in range(draw(st.integers(0, 3)))]
        hunks.append(Hunk(at, count, said(*words)))
        at += count + 1
    return hunks


@given(corrections())
def test_nothing_of_anyone_is_lost(
    given: tuple[tuple[Cue, ...], tuple[Cue, ...], list[Hunk]],
) -> None:
    base, theirs, hunks = given
    merged = merge(base, theirs, hunks)
    shown = {cue for meeting in merged.meetings for cue in (*meeting.theirs, *meeting.yours)}
    after = set(applied(theirs, merged.hunks)) | shown
    assert {cue for hunk in hunks for cue in hunk.cues} <= after
    assert {cue for cue in theirs if cue.text.startswith("t")} <= after
    for meeting in merged.meetings:
        assert theirs[meeting.at : meeting.at + len(meeting.theirs)] == meeting.theirs
