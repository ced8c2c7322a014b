"""What the rules of podcast directories and apps say of a show before and after a change."""

from collections.abc import Sequence

from feeds.rules import Finding, check
from mediahub.errors import Invalid
from mediahub.shows.feed import channel_of
from mediahub.shows.models import Show


def findings(show: Show, origin: str) -> Sequence[Finding]:
    """Every rule that the show itself breaks, errors and warnings."""
    return check(channel_of(show, origin))


def refuse_new_errors(show: Show, origin: str, before: Sequence[Finding]) -> None:
    """Invalid with the sentence of every error that the show did not have before.

    A show with public episodes had none, so a change cannot take it past the publish gate.
    """
    known = {finding.rule.id for finding in before}
    errors = [
        finding
        for finding in findings(show, origin)
        if finding.level == "error" and finding.rule.id not in known
    ]
    if errors:
        raise Invalid(
            "“{title}” cannot be changed so: {reasons}",
            title=show.title,
            reasons={
                "sv": " ".join(finding.sentence("sv") for finding in errors),
                "en": " ".join(finding.sentence("en") for finding in errors),
            },
        )
