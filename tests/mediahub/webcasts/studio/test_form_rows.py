"""Rows of a form: what they become, and how they are moved without script."""

from datetime import time

import pytest

from mediahub.errors import Invalid
from mediahub.forms.rows import moved
from mediahub.people.service import CreditLine
from mediahub.webcasts.programme import PointLine
from mediahub.webcasts.studio.form import WebcastForm, after_button
from mediahub.webcasts.studio.form_rows import HOST, PersonRow, PointRow, read_time

EVA = PersonRow("Eva Lund", "chef, HR", "Borås stad", HOST)


def test_person_becomes_a_credit() -> None:
    assert EVA.line() == CreditLine("Eva Lund", "chef, HR", "Borås stad", "host", "cast")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (PersonRow(title="chef"), "“chef” has no name."),
        (
            PersonRow("x" * 129),
            f"“{'x' * 40}…” is 129 characters long; 128 is the most.",
        ),
        (
            PersonRow("Eva", organisation="x" * 201),
            f"“{'x' * 40}…” is 201 characters long; 200 is the most.",
        ),
    ],
)
def test_person_is_refused(row: PersonRow, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        row.line()
    assert str(refusal.value) == said


def test_point_becomes_a_line_of_the_programme() -> None:
    row = PointRow("09.15", "Inledning", "Välkomna", [PersonRow(), EVA])
    assert row.line() == PointLine(time(9, 15), "Inledning", "Välkomna", (EVA.line(),))


@pytest.mark.parametrize("text", ["", "25:00", "kl 9"])
def test_no_time_of_day(text: str) -> None:
    with pytest.raises(Invalid):
        read_time(text)


@pytest.mark.parametrize(
    ("act", "at", "became"),
    [
        ("add", -1, "abcN"),
        ("remove", 1, "ac"),
        ("up", 1, "bac"),
        ("up", 0, "abc"),
        ("down", 1, "acb"),
        ("down", 2, "abc"),
        ("remove", 3, "abc"),
        ("burn", 0, "abc"),
    ],
)
def test_moved(act: str, at: int, became: str) -> None:
    assert moved("abc", act, at, "N") == list(became)


def test_buttons_change_only_their_rows() -> None:
    filled = WebcastForm(people=[EVA], points=[PointRow("09:00", "A"), PointRow("10:00", "B")])
    assert after_button(filled, "person-add").people == [EVA, PersonRow()]
    assert [row.title for row in after_button(filled, "point-up-1").points] == ["B", "A"]
    assert after_button(filled, "speaker-add-1").points[1].speakers == [PersonRow()]
    assert after_button(filled, "speaker-add-9").points == filled.points
    assert after_button(filled, "nonsense") == filled
