"""Webcasts: added and edited by the rules, with an address of their own, found and listed."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from mediahub.clock import parse_instant
from mediahub.db import content_revision
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.i18n import sentence
from mediahub.people.service import CreditLine
from mediahub.webcasts.models import Webcast, WebcastKind
from mediahub.webcasts.programme import parse_programme
from mediahub.webcasts.service import (
    add_webcast,
    coming,
    count_past,
    edit_webcast,
    get_listed,
    get_webcast,
    kind_named,
    list_webcasts,
    past,
    set_credits,
)
from tests.conftest import NOON
from tests.factories import make_webcast

HOUR = timedelta(hours=1)
START, END = parse_instant("2026-03-11T09:00"), parse_instant("2026-03-11T12:00")


def add(db: Session, **fields: Any) -> Webcast:
    given = {"title": "Kommunala råd", "starts_at": START, "ends_at": END, **fields}
    return add_webcast(db, now=NOON, **given)


def test_the_address_is_made_from_title_and_date_in_sweden(rows: Session) -> None:
    late = add(rows, starts_at=parse_instant("2026-03-11T00:30"))
    assert late.slug == "kommunala-rad-2026-03-11"


@pytest.mark.parametrize(
    ("title", "slug"), [("!", "2026-03-11"), ("å" * 200, f"{'a' * 80}-2026-03-11")]
)
def test_any_title_gives_an_address(rows: Session, title: str, slug: str) -> None:
    assert add(rows, title=title).slug == slug


def test_an_address_is_taken_once(db: Session) -> None:
    add(db)
    with pytest.raises(Conflict) as refusal:
        add(db, ends_at=END + timedelta(hours=1))
    assert str(refusal.value) == (
        "The address “kommunala-rad-2026-03-11” is taken by “Kommunala råd”."
    )


def test_what_is_not_said_has_a_usual_value(rows: Session) -> None:
    webcast = add(rows)
    assert (webcast.kind, webcast.place) == (WebcastKind.BROADCAST, "Webbsänt")
    assert (webcast.opens_at, webcast.sequence, webcast.is_form_open) == (None, 0, False)
    assert (webcast.created_at, webcast.changed_at) == (NOON, NOON)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " "}, "A webcast needs a title."),
        ({"slug": "Råd"}, "“Råd” is not an address: use a–z, 0–9 and single hyphens."),
        (
            {"ends_at": START},
            "A webcast ends after it starts, and Wednesday 11 March 2026 at 09:00 is not after"
            " Wednesday 11 March 2026 at 09:00.",
        ),
        (
            {"live_url": "live.example"},
            "“live.example” is not an address: it must begin with https://.",
        ),
        (
            {"registration_url": "javascript:x"},
            "“javascript:x” is not an address: it must begin with https://.",
        ),
        ({"contact_email": "anna"}, "“anna” is not an e-mail address."),
        ({"capacity": 0}, "There is room for 1 participant or more, not 0."),
        ({"price_amount": -1}, "A price is 0 kronor or more, not -1."),
        (
            {"register_by": date(2026, 3, 12)},
            "The last day to register, 2026-03-12, is after the webcast.",
        ),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused(
    rows: Session, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        add(rows, **fields)
    assert sentence(refusal.value, "en").replace("\xa0", " ") == words


def test_the_day_itself_is_a_last_day_to_register(rows: Session) -> None:
    assert add(rows, register_by=date(2026, 3, 11)).register_by == date(2026, 3, 11)


def test_a_kind_has_a_swedish_name() -> None:
    assert kind_named(" Webbkurs ") is WebcastKind.COURSE
    with pytest.raises(Invalid) as refusal:
        kind_named("webinar")
    assert str(refusal.value) == (
        "“webinar” is not a kind of webcast: webbsändning, webbinarium, webbkurs, nätverksträff."
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Råd"},
        {"starts_at": START + timedelta(minutes=5)},
        {"ends_at": END + timedelta(minutes=5)},
        {"place": "Stockholm"},
        {"description": "Om råd."},
        {"title": "Råd", "place": "Stockholm"},
    ],
)
def test_what_a_calendar_shows_raises_the_sequence_by_one(
    rows: Session, fields: dict[str, Any]
) -> None:
    webcast = add(rows)
    edit_webcast(rows, webcast, **fields)
    assert webcast.sequence == 1


@pytest.mark.parametrize(
    "fields", [{}, {"title": "Kommunala råd"}, {"capacity": 5}, {"live_url": "https://x.example"}]
)
def test_what_no_calendar_shows_leaves_the_sequence(rows: Session, fields: dict[str, Any]) -> None:
    webcast = add(rows)
    edit_webcast(rows, webcast, **fields)
    assert webcast.sequence == 0


def test_the_end_stands_once_a_link_was_given_and_the_rest_may_change(rows: Session) -> None:
    webcast = make_webcast(rows, end_fixed_at=NOON)
    edit_webcast(rows, webcast, title="Råd", starts_at=webcast.starts_at - HOUR)
    with pytest.raises(Conflict):
        edit_webcast(rows, webcast, ends_at=webcast.ends_at + HOUR)


def test_the_planned_end_may_change_when_the_actual_one_is_known(rows: Session) -> None:
    webcast = make_webcast(rows, end_fixed_at=NOON)
    webcast.ended_at = webcast.ends_at
    edit_webcast(rows, webcast, ends_at=webcast.ends_at + HOUR)
    assert webcast.end == webcast.ended_at


def test_the_programme_moves_along_or_is_replaced(db: Session) -> None:
    webcast = add(db, points=parse_programme("09.15 A"))
    week = timedelta(days=7)
    edit_webcast(db, webcast, starts_at=START + week, ends_at=END + week)
    assert [point.starts_at for point in webcast.programme] == [parse_instant("2026-03-18T09:15")]
    edit_webcast(db, webcast, ends_at=START + week + timedelta(minutes=10), points=[])
    assert webcast.programme == []


def test_an_end_before_the_last_point_is_refused(rows: Session) -> None:
    webcast = add(rows, points=parse_programme("11.30 A"))
    with pytest.raises(Invalid, match=r"outside the webcast, which is 09\.00–11\.00"):
        edit_webcast(rows, webcast, ends_at=END - timedelta(hours=1))


def test_a_change_of_any_part_dates_the_webcast(db: Session) -> None:
    webcast = add(db, points=parse_programme("09.15 A | Eva Ek"))
    db.info["now"] = lambda: NOON + timedelta(hours=1)
    before = content_revision(db)
    webcast.programme[0].speakers[0].title = "rektor"
    db.flush()
    assert webcast.changed_at == NOON + timedelta(hours=1)
    assert content_revision(db) == before + 1


def test_credits_are_replaced(db: Session) -> None:
    webcast = make_webcast(db)
    for names in (["Nils Munthe", "Anders Nordh"], ["Anders Nordh"]):
        set_credits(db, webcast, [CreditLine(name) for name in names])
    assert [(one.person.name, one.position) for one in webcast.credits] == [("Anders Nordh", 0)]


def test_it_is_found_by_its_slug_and_listed_from_its_second(db: Session) -> None:
    webcast = make_webcast(db, slug="rad", opens_at=NOON)
    make_webcast(db)
    assert get_webcast(db, "rad") is webcast
    assert get_listed(db, "rad", NOON) is webcast
    with pytest.raises(NotFound, match="There is no webcast called “rad”"):
        get_listed(db, "rad", NOON - timedelta(seconds=1))
    with pytest.raises(NotFound, match="There is no webcast called “finns-inte”"):
        get_webcast(db, "finns-inte")


def test_coming_and_past_meet_at_the_end(db: Session) -> None:
    week = timedelta(days=7)
    later = make_webcast(db, starts_at=START + week)
    first = make_webcast(db, starts_at=START)
    earlier = make_webcast(db, starts_at=START - week)
    cut_short = make_webcast(db, starts_at=START, ended_at=END - timedelta(hours=1))
    make_webcast(db, opens_at=None)
    make_webcast(db, opens_at=END + week)

    now = END - timedelta(seconds=1)
    assert list(coming(db, now)) == [first, later]
    assert list(past(db, now, limit=9)) == [cut_short, earlier]
    assert list(coming(db, END)) == [later]
    assert set(past(db, END, limit=9)) == {first, cut_short, earlier}
    assert list(past(db, END, limit=9, offset=2)) == [earlier]
    assert count_past(db, END) == 3


def test_all_are_listed_for_staff_latest_first(rows: Session) -> None:
    draft = make_webcast(rows, opens_at=None)
    later = make_webcast(rows, starts_at=START + timedelta(days=1))
    assert list(list_webcasts(rows)) == [later, draft]


def test_a_page_takes_the_same_queries_however_long_the_programme_is(rows: Session) -> None:
    def queries(slug: str) -> int:
        seen: list[str] = []

        def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(rows.get_bind(), "before_cursor_execute", see)
        found = get_listed(rows, slug, NOON)
        assert [len(point.speakers) for point in found.programme]
        assert [credit.person.name for credit in found.credits] == []
        event.remove(rows.get_bind(), "before_cursor_execute", see)
        return len(seen)

    for slug, count in (("kort", 1), ("lang", 12)):
        programme = "\n".join(f"09.{minute:02} A | B{minute}" for minute in range(count))
        add(rows, slug=slug, opens_at=NOON, points=parse_programme(programme))
    rows.expunge_all()
    assert queries("kort") == queries("lang")
