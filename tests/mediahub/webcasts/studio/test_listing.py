"""The list of staff: every part holds its own webcasts, and a filter leaves out the rest."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from mediahub.webcasts.models import WebcastKind
from mediahub.webcasts.programme import parse_programme, set_programme
from mediahub.webcasts.studio.listing import Part, WebcastFilter, count_parts, list_filtered
from mediahub.webcasts.studio.programmes import programmes
from tests.conftest import NOON
from tests.factories import make_network, make_series, make_webcast

DAY = timedelta(days=1)


def titles(db: Session, wanted: WebcastFilter) -> list[str]:
    return [webcast.title for webcast in list_filtered(db, wanted, NOON, limit=99)]


def test_every_webcast_stands_in_its_part(db: Session) -> None:
    for title, day, fields in (
        ("later", 2, {}),
        ("coming", 1, {}),
        ("past", -1, {}),
        ("cut short", 0, {"ended_at": NOON}),
        ("draft", 1, {"opens_at": None}),
        ("old draft", -1, {"opens_at": None}),
        ("cancelled", 1, {"cancelled_at": NOON}),
        ("was cancelled", -1, {"cancelled_at": NOON}),
        ("cancelled draft", 1, {"cancelled_at": NOON, "opens_at": None}),
    ):
        make_webcast(db, title=title, starts_at=NOON + day * DAY, **fields)
    parts: dict[Part, list[str]] = {
        Part.COMING: ["coming", "later"],
        Part.PAST: ["cut short", "past"],
        Part.DRAFTS: ["draft", "old draft"],
        Part.CANCELLED: ["cancelled", "cancelled draft", "was cancelled"],
    }
    for part, expected in parts.items():
        found = titles(db, WebcastFilter(part))
        assert (sorted(found), found[0] in expected[:2]) == (sorted(expected), True)
    assert len(titles(db, WebcastFilter(Part.ALL))) == 9
    assert count_parts(db, WebcastFilter(), NOON) == {
        **{part: len(expected) for part, expected in parts.items()},
        Part.ALL: 9,
    }


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (WebcastFilter(text="ÅRE"), ["I Åre"]),
        (WebcastFilter(text="grund-1"), ["Kurs"]),
        (WebcastFilter(kind=WebcastKind.COURSE), ["Kurs"]),
        (WebcastFilter(series="grund"), ["Kurs"]),
        (WebcastFilter(network="dialog"), ["Träff"]),
        (WebcastFilter(network="dialog", text="åre"), []),
    ],
)
def test_filter_leaves_out_the_rest(
    rows: Session, wanted: WebcastFilter, expected: Sequence[str]
) -> None:
    groups = {slug: make_series(rows, slug=slug) for slug in ("grund", "annan")}
    networks = {slug: make_network(rows, slug=slug) for slug in ("dialog", "annat")}
    kurs = {"kind": WebcastKind.COURSE, "series": groups["grund"], "slug": "grund-1"}
    make_webcast(rows, title="Kurs", **kurs)
    make_webcast(rows, title="Träff", network=networks["dialog"])
    make_webcast(rows, title="I Åre", series=groups["annan"], network=networks["annat"])
    assert titles(rows, wanted) == expected
    assert count_parts(rows, wanted, NOON)[Part.COMING] == len(expected)


def test_chapters_are_proposed_from_webcasts_with_a_programme(rows: Session) -> None:
    webcast, other = make_webcast(rows, title="Med"), make_webcast(rows, title="Utan")
    set_programme(rows, webcast, parse_programme("09.15 A"))
    rows.expire(other)
    (programme,) = programmes(rows)
    assert (programme.title, [title for _, title in programme.points]) == ("Med", ["A"])
