"""Where somebody is credited: in their own episodes, each once."""

from datetime import timedelta

from sqlalchemy.orm import Session

from mediahub.episodes.appearances import appearances
from mediahub.episodes.service import set_credits
from mediahub.people.service import CreditLine
from tests.conftest import NOON
from tests.factories import make_episode, make_show


def test_credits_of_others_are_not_told(rows: Session) -> None:
    lines = [CreditLine("Eva Ek", None, "Borås stad"), CreditLine("Bo Alm", "rektor", "Umeå")]
    show = make_show(rows)
    both, one = (
        make_episode(rows, show, title=title, opens_at=NOON + timedelta(days=days))
        for days, title in ((-2, "Båda"), (-1, "En"))
    )
    make_episode(rows, show)  # with nobody
    set_credits(rows, both, lines)
    set_credits(rows, one, lines[1:])
    eva, bo = both.credits
    assert bo.organisation is not None
    for who, titles in (
        (eva.person, ["Båda"]),
        (bo.person, ["En", "Båda"]),
        (bo.organisation, ["En", "Båda"]),
    ):
        found = appearances(rows, who)
        assert [told.title for told in found] == titles
        assert found[-1].path == f"/studio/avsnitt/{both.id}"
    assert {told.name for told in appearances(rows, bo.organisation)} == {"Bo Alm"}
