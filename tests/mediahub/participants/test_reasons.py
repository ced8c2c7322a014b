"""A reason stays in the log for good, so it names nobody."""

import pytest

from mediahub.errors import Invalid
from mediahub.participants.models import Participant
from mediahub.participants.reasons import check_reason

PERSON = Participant(name="Bo Ek", email="bo.ek@boras.se")


@pytest.mark.parametrize(
    "reason", ["Bo Ek bad om det", "enligt bo ek.", "Mail från BO.EK@boras.se den 3 mars"]
)
def test_named(reason: str) -> None:
    with pytest.raises(Invalid, match="Write it without"):
        check_reason(reason, PERSON)


@pytest.mark.parametrize(
    "reason", [None, "", "Begäran den 3 mars", "Turbo Ekonomi", "Bo Ekman", "turbo.ek@boras.se"]
)
def test_not_named(reason: str | None) -> None:
    check_reason(reason, PERSON)
