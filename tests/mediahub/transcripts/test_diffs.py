"""Differences between cues, and going back."""

from hypothesis import given
from hypothesis import strategies as st

from mediahub.transcripts.cues import Cue
from mediahub.transcripts.diffs import diff, undone

CUES = st.lists(st.builds(Cue, st.integers(0, 2), st.just(3), st.just(""), st.sampled_from("ab")),
                max_size=6)  # fmt: skip


def cues(*texts: str) -> list[Cue]:
    return [Cue(0, 1, "Nils", text) for text in texts]


def test_only_what_differs_is_kept() -> None:
    changed = diff(cues("a", "b", "c", "d"), cues("a", "x", "c", "y"))
    assert changed == {
        "hunks": [
            {"at": 1, "before": [[0, 1, "Nils", "b"]], "after": [[0, 1, "Nils", "x"]]},
            {"at": 3, "before": [[0, 1, "Nils", "d"]], "after": [[0, 1, "Nils", "y"]]},
        ]
    }


def test_a_cue_more_is_one_hunk() -> None:
    (hunk,) = diff(cues("a", "bc", "d"), cues("a", "b", "c", "d"))["hunks"]
    assert (hunk["at"], len(hunk["before"]), len(hunk["after"])) == (1, 1, 2)


@given(CUES, CUES)
def test_undone_is_what_was(before: list[Cue], after: list[Cue]) -> None:
    assert undone(after, diff(before, after)) == tuple(before)
