"""Staff answer whether a seat may go to somebody else: with one click, where they find it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from mediahub.accounts.models import Role
from mediahub.hub import Hub
from mediahub.participants.details import Details
from mediahub.participants.models import Registration, RegistrationState
from mediahub.recordings.transfers.requests import ask, list_requests
from tests.factories import (
    make_participant,
    make_registration,
    make_series,
    make_user,
    make_webcast,
)
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import attributes, page_of

HOME = "/studio/webbsandningar/dialog/deltagare"
SECOND = timedelta(seconds=1)
BO = Details("Bo Alm", "bo@goteborg.se", "Borås stad")


@pytest.fixture
def held(studio: Hub) -> Registration:
    """A seat whose holder has asked; as has one of another webcast."""
    with studio.writing() as db:
        webcast = make_webcast(db, slug="dialog", title="Dialog")
        held = make_registration(db, webcast, participant=make_participant(db, name="Anna Ek"))
        ask(db, held, BO, studio.now())
        other = make_registration(db, make_webcast(db, slug="annat", title="Annat"))
        ask(db, other, Details("Eva Ek", "eva@goteborg.se", None), studio.now() + SECOND)
    return held


@pytest.fixture
def member(studio: Hub, held: Registration) -> Iterator[Member]:
    with studio.writing() as db:
        user = make_user(db)
    with at_work(studio, user) as member:
        yield member


def buttons(member: Member, home: str = HOME) -> list[str | None]:
    return attributes(page_of(member.get(home)), "#overlatelser button", "formaction")


def state(hub: Hub, held: Registration) -> RegistrationState:
    with hub.reading() as db:
        return db.get_one(Registration, held.id).state


def test_it_waits_on_the_start_page(studio: Hub, member: Member, held: Registration) -> None:
    page = page_of(member.get("/studio"))
    paths = attributes(page, "section[@aria-labelledby='transfers'] li a", "href")
    assert paths == [f"{HOME}#overlatelser", "/studio/webbsandningar/annat/deltagare#overlatelser"]


def test_each_list_asks_its_own(member: Member, held: Registration) -> None:
    (text,) = said(member.get(HOME), "#overlatelser li p")
    assert text.startswith("Anna Ek, ")
    assert "wants to give the seat to Bo Alm, bo@goteborg.se, Borås stad" in text
    assert len(buttons(member)) == 2


def over(member: Member, path: str) -> bool:
    """Whether the answer in another tab leads to the list, which says that it came too late."""
    answer = member.post(path, {})
    assert answer.headers["location"].startswith(f"{HOME}?")
    return said(member.get(answer.headers["location"]), ".is-done") == [
        "The question has been answered already, or has come to nothing. Nothing was changed."
    ]


def test_no_in_one_tab_and_yes_in_the_other(
    studio: Hub, member: Member, held: Registration
) -> None:
    yes, no = buttons(member)
    member.post(str(no), {})
    assert over(member, str(yes))
    assert state(studio, held) is RegistrationState.ACTIVE


def test_a_yes_to_one_who_has_registered_meanwhile(
    studio: Hub, member: Member, held: Registration
) -> None:
    with studio.writing() as db:
        webcast = db.get_one(Registration, held.id).webcast
        assert webcast is not None
        make_registration(db, webcast, participant=make_participant(db, email=BO.email))
    answer = member.post(str(buttons(member)[0]), {})
    (told,) = said(member.get(answer.headers["location"]), ".is-done")
    assert told.startswith("The seat has not gone over: the person is registered already")
    assert (state(studio, held), len(buttons(member))) == (RegistrationState.ACTIVE, 2)


def test_yes(studio: Hub, member: Member, held: Registration) -> None:
    yes, _ = buttons(member)
    answer = member.post(str(yes), {})
    done = said(member.get(answer.headers["location"]), ".is-done")
    assert done[0].startswith("Has taken over the seat and gets a mail with a link")
    assert (state(studio, held), buttons(member)) == (RegistrationState.TRANSFERRED, [])
    assert over(member, str(yes))
    assert len(buttons(member, "/studio/webbsandningar/annat/deltagare")) == 2


def test_no(studio: Hub, member: Member, held: Registration) -> None:
    _, no = buttons(member)
    answer = member.post(str(no), {})
    assert said(member.get(answer.headers["location"]), ".is-done") == [
        "The giver keeps the seat, and gets a mail that says so."
    ]
    assert (state(studio, held), buttons(member)) == (RegistrationState.ACTIVE, [])
    assert over(member, str(no))


def test_it_is_answered_where_it_belongs(studio: Hub, member: Member, held: Registration) -> None:
    (yes, _) = buttons(member)
    elsewhere = str(yes).replace("/dialog/", "/annat/")
    assert member.post(elsewhere, {}).status_code == 404
    assert member.post(str(yes), {"csrf": "x"}).status_code == 403
    assert state(studio, held) is RegistrationState.ACTIVE


def test_a_course_has_them_too(studio: Hub, member: Member) -> None:
    with studio.writing() as db:
        course = make_registration(db, make_series(db, slug="kurs"))
        identity: UUID = ask(db, course, BO, studio.now()).id
    home = "/studio/kurser/kurs/deltagare"
    assert buttons(member, home)[0] == f"{home}/overlatelser/{identity}/ja"
    assert member.post(f"{home}/overlatelser/{identity}/ja", {}).status_code == 303
    assert state(studio, course) is RegistrationState.TRANSFERRED


def test_staff_who_change_nothing_only_look(studio: Hub, held: Registration) -> None:
    with studio.writing() as db:
        user = make_user(db, role=Role.STAFF)
    with studio.reading() as db:
        (asked, _) = list_requests(db, studio.now())
    with at_work(studio, user) as reader:
        assert buttons(reader) == []
        assert said(reader.get(HOME), "#overlatelser h3") == ["May the seat go to somebody else?"]
        for act in ("ja", "nej"):
            answer = reader.post(f"{HOME}/overlatelser/{asked.id}/{act}", {})
            assert answer.status_code == 403
        assert attributes(page_of(reader.get("/studio")), "#transfers", "id") == []
    assert state(studio, held) is RegistrationState.ACTIVE
