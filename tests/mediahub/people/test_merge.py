"""Names that change and persons made one: every other person, role and credit stays as it is."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.episodes.models import Episode, EpisodeCredit
from mediahub.people.merge import count_credits, find_named, merge, rename
from mediahub.people.models import Organisation, Person
from mediahub.people.service import (
    CreditLine,
    credit,
    get_person,
    list_people,
    organisation,
    person,
)
from mediahub.shows.appearances import appearances
from mediahub.shows.service import get_show, set_hosts
from tests.conftest import NOON
from tests.factories import make_episode, make_show

ANNA, ANA, BO = "Anna Ek", "Ana Ek", "Bo Alm"


def credited(db: Session, *lines: CreditLine) -> Episode:
    episode = make_episode(db, make_show(db))
    episode.credits = [credit(db, EpisodeCredit, line, at) for at, line in enumerate(lines)]
    db.flush()
    return episode


def told(db: Session, episode: Episode) -> list[tuple[str, str, str]]:
    db.expire_all()
    return [(one.person.name, one.role, one.group) for one in episode.credits]


@pytest.mark.parametrize(
    "kept",
    [
        CreditLine(ANNA, role="host"),
        CreditLine(ANNA, role="guest", group="writing"),
        CreditLine(BO, role="guest"),
    ],
)
def test_a_credit_in_another_role_or_of_another_person_is_kept(
    db: Session, kept: CreditLine
) -> None:
    episode = credited(db, kept, CreditLine(ANA, role="guest"))
    merge(db, person(db, ANNA), person(db, ANA), actor="bo", now=NOON)
    assert told(db, episode) == [(kept.name, kept.role, kept.group), (ANNA, "guest", "cast")]


def test_who_is_credited_in_the_same_role_elsewhere_is_credited_here_too(db: Session) -> None:
    first, second = (credited(db, CreditLine(name, role="guest")) for name in (ANNA, ANA))
    merge(db, person(db, ANNA), person(db, ANA), actor="bo", now=NOON)
    assert [told(db, episode) for episode in (first, second)] == [[(ANNA, "guest", "cast")]] * 2


def test_what_others_are_credited_for_is_not_moved(db: Session) -> None:
    lines = (CreditLine(BO, None, "SKR"), CreditLine(ANA, None, "Skr"), CreditLine(ANNA))
    episode = credited(db, *lines)
    merge(db, organisation(db, "SKR"), organisation(db, "Skr"), actor="bo", now=NOON)
    merge(db, person(db, ANNA), person(db, BO), actor="bo", now=NOON)
    db.expire_all()
    names = [(one.person.name, one.organisation) for one in episode.credits]
    assert names == [(ANA, organisation(db, "SKR")), (ANNA, None)]
    assert db.scalars(select(Person.name).order_by(Person.name)).all() == [ANA, ANNA]
    assert db.scalars(select(Organisation.name)).all() == ["SKR"]


def test_credits_are_counted_for_those_who_are_asked_for(db: Session) -> None:
    for _ in range(2):
        credited(db, CreditLine(ANNA, None, "SKR"), CreditLine(ANA), CreditLine(BO, None, "Umeå"))
    set_hosts(db, make_show(db), [CreditLine(ANNA, None, "SKR")])
    anna, ana, nobody = (person(db, name) for name in (ANNA, ANA, "Ingen"))
    assert count_credits(db, [anna, ana, nobody]) == {anna.id: 3, ana.id: 2, nobody.id: 0}
    skr = organisation(db, "SKR")
    assert count_credits(db, [skr]) == {skr.id: 3}


def test_one_name_is_found_and_given_and_the_others_stay(db: Session) -> None:
    for make, kind in ((person, Person), (organisation, Organisation)):
        second, first = make(db, BO), make(db, ANNA)
        assert (find_named(db, kind, BO), find_named(db, kind, "Ingen")) == (second, None)
        rename(db, first, ANA, actor="bo", now=NOON)
        assert (first.name, second.name, make(db, BO)) == (ANA, BO, second)
    assert get_person(db, BO) == person(db, BO)
    assert [one.name for one in list_people(db)] == [ANA, BO]


def test_shows_are_told_of_their_own_hosts_by_title(db: Session) -> None:
    for title, hosts in (("B", [ANNA]), ("A", [BO, ANNA]), ("C", [BO])):
        show = make_show(db, title=title, slug=title.lower())
        set_hosts(db, show, [CreditLine(name, None, "SKR") for name in hosts])
    assert [one.title for one in appearances(db, person(db, ANNA))] == ["A", "B"]
    everyone = [(one.title, one.name) for one in appearances(db, organisation(db, "SKR"))]
    assert sorted(everyone) == [("A", ANNA), ("A", BO), ("B", ANNA), ("C", BO)]
    assert appearances(db, organisation(db, "Umeå")) == []
    assert get_show(db, "c").title == "C"
