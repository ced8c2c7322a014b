"""The programme: read from text, kept inside the webcast, moved along with it."""

from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mediahub.clock import local, parse_instant
from mediahub.errors import Invalid
from mediahub.people.service import CreditLine
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.programme import (
    PointLine,
    move_programme,
    parse_point,
    parse_programme,
    set_programme,
)
from tests.factories import make_webcast


def guest(name: str, title: str | None = None, organisation: str | None = None) -> CreditLine:
    return CreditLine(name, title, organisation, role="guest")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09.15 Välkomna", PointLine(time(9, 15), "Välkomna")),
        ("9:05  Om   råd ", PointLine(time(9, 5), "Om råd")),
        ("23.59 Slut |  ", PointLine(time(23, 59), "Slut")),
        (
            "09.15 Välkomna | Nils Munthe, SKR; Eva Ek, rektor, Borås stad",
            PointLine(
                time(9, 15),
                "Välkomna",
                speakers=(
                    guest("Nils Munthe", None, "SKR"),
                    guest("Eva Ek", "rektor", "Borås stad"),
                ),
            ),
        ),
    ],
)  # fmt: skip
def test_a_point_is_a_time_a_title_and_those_who_speak(text: str, expected: PointLine) -> None:
    assert parse_point(text) == expected


@pytest.mark.parametrize("text", ["", "Välkomna", "09.15", "9 Välkomna", "| Nils"])
def test_a_point_without_time_or_title_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_point(text)
    assert str(refusal.value) == (
        f"“{text}” is not a point of a programme. Write “09.15 Title | Name, title, organisation;"
        " Name”."
    )


@pytest.mark.parametrize("text", ["24.00 Slut", "09.60 Slut"])
def test_a_time_of_day_exists(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_point(text)
    assert str(refusal.value) == f"“{text[:5]}” is not a time of day."


@given(st.text("0129.: |;,\n\taå"))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert all(point.title for point in parse_programme(text))


def test_a_file_has_a_point_on_each_line_and_more_of_it_indented() -> None:
    text = "\n09.00 Välkomna\n  Om *dagen*.\n\tOch mer.\n\n10.00 Råd | Eva Ek\n"
    assert parse_programme(text) == [
        PointLine(time(9), "Välkomna", "Om *dagen*.\nOch mer."),
        PointLine(time(10), "Råd", speakers=(guest("Eva Ek"),)),
    ]


def test_points_stand_at_their_hours_of_the_day(rows: Session) -> None:
    webcast = make_webcast(rows)
    set_programme(rows, webcast, parse_programme("10.00 B | Eva Ek\n09.00 A\n12.00 Slut"))
    rows.flush()
    rows.refresh(webcast)
    assert clocks(webcast) == ["2026-03-11 09.00 A", "2026-03-11 10.00 B", "2026-03-11 12.00 Slut"]
    assert [one.person.name for one in webcast.programme[1].speakers] == ["Eva Ek"]


def test_a_new_programme_takes_the_place_of_the_old(db: Session) -> None:
    webcast = make_webcast(db)
    for text in ("09.00 A\n10.00 B", "11.00 C"):
        set_programme(db, webcast, parse_programme(text))
        db.flush()
    db.refresh(webcast)
    assert clocks(webcast) == ["2026-03-11 11.00 C"]


@pytest.mark.parametrize("at", ["08.59", "12.01"])
def test_a_point_outside_the_webcast_is_refused(rows: Session, at: str) -> None:
    with pytest.raises(Invalid) as refusal:
        set_programme(rows, make_webcast(rows), [parse_point(f"{at} Råd")])
    assert str(refusal.value) == (
        f"“Råd” begins at {at}, outside the webcast, which is 09.00–12.00."
    )


def test_past_midnight_is_the_day_after(rows: Session) -> None:
    ends_at = parse_instant("2026-03-12T01:00")
    webcast = make_webcast(rows, starts_at=parse_instant("2026-03-11T22:00"), ends_at=ends_at)
    set_programme(rows, webcast, parse_programme("22.30 A\n00.30 B"))
    assert clocks(webcast) == ["2026-03-11 22.30 A", "2026-03-12 00.30 B"]


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("2026-03-18T09:00", "2026-03-18 10.15 A"),
        ("2026-04-01T09:00", "2026-04-01 10.15 A"),
        ("2026-03-11T13:30", "2026-03-11 14.45 A"),
    ],
    ids=["a week", "over the change to summer time", "hours"],
)
def test_it_moves_with_the_start(rows: Session, starts: str, expected: str) -> None:
    webcast = make_webcast(rows)
    set_programme(rows, webcast, [parse_point("10.15 A")])
    before, webcast.starts_at = webcast.starts_at, parse_instant(starts)
    move_programme(webcast, before)
    assert clocks(webcast) == [expected]


def clocks(webcast: Webcast) -> list[str]:
    return [f"{local(p.starts_at):%Y-%m-%d %H.%M} {p.title}" for p in webcast.programme]
