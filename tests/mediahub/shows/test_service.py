"""Shows: added and edited by the rules, found, with seasons, hosts and a cover."""

from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy.orm import Session

from feeds.errors import FeedError
from feeds.guid import podcast_guid
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.people.service import parse_credit
from mediahub.shows.models import Show
from mediahub.shows.service import (
    RESERVED_SLUGS,
    add_show,
    edit_show,
    get_show,
    list_shows,
    season,
    set_hosts,
)
from tests.conftest import NOON
from tests.factories import make_show

ORIGIN = "https://podd.example"
# Of podcast:guid, by the podcast namespace.
NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def add(db: Session, slug: str = "resan", **fields: Any) -> Show:
    given = {"title": "Resan", "description": "Om resan.", "author": "SKR", **fields}
    return add_show(db, slug, origin=ORIGIN, now=NOON, **given)


def test_the_guid_is_made_of_the_address_and_kept(db: Session) -> None:
    show = add(db)
    edit_show(show, title="En annan titel")
    assert show.guid == podcast_guid("https://podd.example/feeds/resan.xml")
    assert show.guid == uuid5(NAMESPACE, "podd.example/feeds/resan.xml")


@pytest.mark.parametrize("slug", ["", "Resan", "resan-", "-resan", "a--b", "råd", "a/b", "a" * 65])
def test_a_slug_is_an_address(rows: Session, slug: str) -> None:
    with pytest.raises(Invalid) as refusal:
        add(rows, slug)
    assert str(refusal.value) == (f"“{slug}” is not an address: use a–z, 0–9 and single hyphens.")


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_a_slug_is_not_the_sites_own(rows: Session, slug: str) -> None:
    with pytest.raises(Invalid, match="is used by the site itself"):
        add(rows, slug)


def test_a_slug_is_taken_once(db: Session) -> None:
    add(db)
    with pytest.raises(Conflict) as refusal:
        add(db)
    assert str(refusal.value) == "There is already a show at “resan”."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "A show needs a title."),
        ({"language": "svenska!"}, "“svenska!” is not a language code. Swedish is sv."),
        ({"owner_email": "nils"}, "“nils” is not an e-mail address."),
        ({"type": "weekly"}, "A show is episodic or serial, not “weekly”."),
        ({"link": "skr.se"}, "“skr.se” is not an address: it must begin with https://."),
        (
            {"platform_links": [{"url": "javascript:x", "name": "x"}]},
            "“javascript:x” is not an address: it must begin with https://.",
        ),
        (
            {"funding": [{"url": "data:x", "text": "x"}]},
            "“data:x” is not an address: it must begin with https://.",
        ),
        ({"feed_limit": 0}, "A page of the feed holds 1 episode or more, not 0."),
        (
            {"license_identifier": "min egen"},
            "The licence “min egen” is not a known one, so it needs an address.",
        ),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused(
    rows: Session, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        add(rows, **fields)
    assert str(refusal.value) == sentence


def test_a_category_is_one_of_apples(rows: Session) -> None:
    with pytest.raises(FeedError):
        add(rows, categories=["Kommuner"])


def test_a_show_is_found_by_its_slug(db: Session) -> None:
    assert get_show(db, make_show(db, slug="resan").slug).slug == "resan"
    with pytest.raises(NotFound) as refusal:
        get_show(db, "annan")
    assert str(refusal.value) == "There is no show called “annan”."


def test_shows_are_listed_by_title(db: Session) -> None:
    for title in ("B", "A"):
        make_show(db, title=title)
    assert [show.title for show in list_shows(db)] == ["A", "B"]


def test_a_season_is_made_once_and_named_when_asked(db: Session) -> None:
    show = make_show(db)
    first = season(db, show, 1, "Första")
    assert season(db, show, 1) is first
    assert season(db, show, 2).name is None
    assert [(one.number, one.name) for one in show.seasons] == [(1, "Första"), (2, None)]


@pytest.mark.parametrize("number", [0, -1, 10**9])
def test_a_season_has_a_number(rows: Session, number: int) -> None:
    with pytest.raises(Invalid, match="A season's number is between 1 and"):
        season(rows, make_show(rows), number)


def test_hosts_are_replaced(db: Session) -> None:
    show = make_show(db)
    for names in (["Nils Munthe, SKR", "Anders Nordh"], ["Anders Nordh"]):
        set_hosts(db, show, [parse_credit(name, "host") for name in names])
    assert [(one.person.name, one.position) for one in show.credits] == [("Anders Nordh", 0)]
