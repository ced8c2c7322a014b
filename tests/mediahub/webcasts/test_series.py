"""Series: added and edited by the rules, found, with their webcasts in order."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.webcasts.series import add_series, edit_series, get_series, list_series
from tests.conftest import NOON
from tests.factories import make_series, make_webcast


def test_the_address_is_made_from_the_title_and_taken_once(db: Session) -> None:
    assert add_series(db, now=NOON, title="Från grunden").slug == "fran-grunden"
    with pytest.raises(Conflict) as refusal:
        add_series(db, now=NOON, title="Från grunden!")
    assert str(refusal.value) == "There is already a series called “fran-grunden”."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "A series needs a title."),
        ({"slug": "Å"}, "“Å” is not an address: use a–z, 0–9 and single hyphens."),
        ({"registration_url": "x"}, "“x” is not an address: it must begin with https://."),
        ({"capacity": 0}, "There is room for 1 participant or more, not 0."),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused(
    rows: Session, fields: dict[str, Any], sentence: str
) -> None:
    series = make_series(rows)
    with pytest.raises(Invalid) as refusal:
        edit_series(rows, series, **fields)
    assert str(refusal.value) == sentence


def test_its_webcasts_stand_in_order(rows: Session) -> None:
    series = make_series(rows, slug="kurs")
    later = make_webcast(rows, series=series, starts_at=NOON + timedelta(days=7))
    first = make_webcast(rows, series=series, starts_at=NOON)
    rows.expire_all()
    assert get_series(rows, "kurs").webcasts == [first, later]


def test_they_are_found_by_slug_and_listed_by_title(rows: Session) -> None:
    second, first = make_series(rows, title="B"), make_series(rows, title="A")
    assert list(list_series(rows)) == [first, second]
    with pytest.raises(NotFound) as refusal:
        get_series(rows, "finns-inte")
    assert str(refusal.value) == "There is no series called “finns-inte”."
