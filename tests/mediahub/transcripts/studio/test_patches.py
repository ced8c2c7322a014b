"""Many corrections in one: read from a script that may send anything, and checked as one is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid, MediaHubError
from mediahub.i18n import sentence
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.studio.patches import Hunk, applied, checked, read_hunks
from tests.mediahub.transcripts.editing import CUES


def hunk(at: int, count: int, *cues: list[Any]) -> dict[str, Any]:
    return {"at": at, "count": count, "cues": list(cues)}


def test_read_and_put_in_their_places() -> None:
    sent = [
        hunk(0, 1),
        hunk(1, 1, [2_000, 3_000, " Eva  Ek ", "Tack\nså"], [3_000, 6_000, "", "mycket."]),
    ]
    assert applied(CUES, read_hunks(json.dumps(sent))) == (
        Cue(2_000, 3_000, "Eva Ek", "Tack så"),
        Cue(3_000, 6_000, "", "mycket."),
        CUES[2],
    )


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{}",
        "[1]",
        "[" * 100_000,
        [hunk(-1, 1)],
        [hunk(0, -1)],
        [hunk(0, 2), hunk(1, 1)],
        [hunk(0, 1, [0, None, "", "x"])],
        [hunk(0, 1, [True, 1, "", "x"])],
        [hunk(0, 1, [0, 1, "", 5])],
        [hunk(0, 1, [0, 1, ""])],
        [hunk(10**30, 1)],
        [{"at": 0, "count": 1}],
    ],
)
def test_what_no_script_of_ours_sends(sent: object) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        read_hunks(sent if isinstance(sent, str) else json.dumps(sent))


@given(st.lists(st.none() | st.booleans() | st.integers() | st.lists(st.text()), max_size=3))
def test_whatever_else_is_refused(sent: object) -> None:
    if sent == []:
        assert read_hunks("[]") == []
    else:
        with pytest.raises(Invalid, match="cannot be read"):
            read_hunks(json.dumps(sent))


@pytest.mark.parametrize(
    ("hunks", "said"),
    [
        ([Hunk(0, 1, (Cue(0, 2_000, "", ""),))], "Cue 1: A cue needs words."),
        ([Hunk(1, 1, (Cue(6_500, 6_600, "", "x"),))], "it would change places with another"),
        ([Hunk(1, 1, (Cue(3_000, 3_000, "", "x"),))], "Cue 2 cannot last from 3.0 s to 3.0 s."),
        ([Hunk(1, 1, (Cue(None, None, "", "x"),))], "cannot be read"),
        ([Hunk(2, 2, ())], "cannot be read"),
        ([Hunk(0, 3, ())], "A transcript needs at least one cue."),
    ],
)
def test_refused_as_one_correction_is(hunks: list[Hunk], said: str) -> None:
    with pytest.raises(MediaHubError) as refused:
        checked(CUES, hunks)
    assert said in sentence(refused.value, "en")
