"""Corrections that meet those of somebody else: both kept where they can be, else both shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mediahub.differences import differences
from mediahub.transcripts.cue_edits import Cues
from mediahub.transcripts.diffs import undone
from mediahub.transcripts.models import Transcript
from mediahub.transcripts.service import changes_of, cues_of
from mediahub.transcripts.studio.patches import Hunk, applied, plain_cue


@dataclass(frozen=True, slots=True)
class Meeting:
    """A place that two people have corrected: `theirs` stands `at` now, `yours` was typed."""

    at: int
    theirs: Cues
    yours: Cues

    def plain(self) -> dict[str, object]:
        """For the script of the page."""
        return {
            "at": self.at,
            "theirs": [plain_cue(one) for one in self.theirs],
            "yours": [plain_cue(one) for one in self.yours],
        }


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of corrections of an older revision: `hunks` fit the cues as they are now."""

    hunks: Sequence[Hunk]
    meetings: Sequence[Meeting]


def cues_at(db: Session, transcript: Transcript, revision: int) -> Cues:
    """The cues as they were at a revision that has been."""
    cues = cues_of(db, transcript)
    for change in changes_of(db, transcript):
        if change.revision > revision:
            cues = undone(cues, change.diff)
    return cues


def merge(base: Cues, theirs: Cues, hunks: Sequence[Hunk]) -> Merged:
    """Move the hunks, which are of `base`, to where they belong in `theirs`.

    What both have changed in the same way is not a meeting, and no hunk either.
    """
    others = _differences(base, theirs)
    moved, meetings = list[Hunk](), list[Meeting]()
    grown = 0  # by what others have changed further up
    for cluster in _clusters([(one, True) for one in hunks] + [(one, False) for one in others]):
        ours = [one for one, is_ours in cluster if is_ours]
        known = [one for one, is_ours in cluster if not is_ours]
        begin, end = min(one.at for one, _ in cluster), max(one.end for one, _ in cluster)
        at = begin + grown
        grown += sum(len(one.cues) - one.count for one in known)
        if not known:
            moved += [Hunk(one.at - begin + at, one.count, one.cues) for one in ours]
        elif ours:
            mine, said = _part(base, ours, begin, end), _part(base, known, begin, end)
            if mine != said:
                meetings.append(Meeting(at, said, mine))
    return Merged(moved, meetings)


def _differences(base: Cues, theirs: Cues) -> list[Hunk]:
    return [
        Hunk(one.begin, one.end - one.begin, theirs[one.start : one.stop])
        for one in differences(base, theirs)
        if not one.is_same
    ]


Owned = tuple[Hunk, bool]


def _clusters(hunks: Iterable[Owned]) -> list[list[Owned]]:
    """Those that touch the same cues together, in the order of their places."""
    clusters: list[list[Owned]] = []
    end = -1
    for one in sorted(hunks, key=lambda owned: (owned[0].at, owned[0].end)):
        # Two insertions at one place meet as well: nobody knows which is to come first.
        if clusters and (one[0].at < end or one[0].at == end == clusters[-1][0][0].at):
            clusters[-1].append(one)
        else:
            clusters.append([one])
        end = max(end, one[0].end)
    return clusters


def _part(base: Cues, hunks: Sequence[Hunk], begin: int, end: int) -> Cues:
    inside = [Hunk(one.at - begin, one.count, one.cues) for one in hunks]
    return applied(base[begin:end], inside)
