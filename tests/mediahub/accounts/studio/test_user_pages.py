"""Users in the studio: invited, changed, shut out; and what the form does not take."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from mediahub.accounts.login.password_links import user_of
from mediahub.accounts.models import AuditEntry, Role, User
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.shows.models import Show
from tests.conftest import NOON
from tests.factories import make_show, make_user
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import attributes, page_of, texts

NEW = "/studio/anvandare/ny"
BO = {"name": "Bo Alm", "email": "Bo.Alm@skr.example", "role": "producer"}


@pytest.fixture
def chief(studio: Hub) -> User:
    with studio.writing() as db:
        return make_user(db, Role.ADMINISTRATOR, name="Anna Ek", email="anna.ek@skr.example")


@pytest.fixture
def show(studio: Hub) -> Show:
    with studio.writing() as db:
        return make_show(db)


@pytest.fixture
def member(studio: Hub, chief: User) -> Iterator[Member]:
    with at_work(studio, chief) as opened:
        yield opened


def bo(hub: Hub) -> User:
    with hub.reading() as db:
        return db.scalars(select(User).where(User.email == "bo.alm@skr.example")).one()


def invite(hub: Hub, member: Member, **fields: str) -> str:
    """The path of the new user's page."""
    assert member.post(NEW, BO | fields).status_code == 303
    return f"/studio/anvandare/{bo(hub).id}"


def test_invited(studio: Hub, chief: User, member: Member) -> None:
    answer = member.post(NEW, BO)
    page = answer.headers["location"]
    assert said(member.get(page), ".is-done") == [
        "The user is there. Show the link below, and give it to them."
    ]
    assert (bo(studio).name, bo(studio).role) == ("Bo Alm", Role.PRODUCER)
    with studio.reading() as db:
        mail = db.scalars(select(Mail)).one()
        entry = db.scalars(select(AuditEntry)).one()
    assert (mail.email, mail.about_id) == ("bo.alm@skr.example", bo(studio).id)
    assert (entry.action, entry.actor) == ("user.add", str(chief.id))
    assert entry.sender is not None
    assert entry.sender.address == "127.0.0.1"


def test_link_of_who_was_invited_is_given_by_hand(studio: Hub, chief: User, member: Member) -> None:
    path = invite(studio, member)
    page = page_of(member.post(f"{path}/visa-lank", {}))
    (link,) = texts(page, ".secret code")
    with studio.reading() as db:
        token = link.rpartition("/")[2]
        assert user_of(db, studio.settings.secret_keys, token, NOON).id == bo(studio).id
        shown = select(AuditEntry).where(AuditEntry.action == "user.show_link")
        (entry,) = db.scalars(shown)
    assert (entry.subject_id, entry.actor) == (bo(studio).id, str(chief.id))
    assert link not in member.get(path).text


def test_nobody_is_shown_a_link_to_sign_in_as_somebody_else(studio: Hub, member: Member) -> None:
    """Who has a password, or is shut out."""
    with studio.writing() as db:
        other = make_user(db, password_hash="x")
    own = member.post(f"/studio/anvandare/{other.id}/visa-lank", {})
    assert (own.status_code, "has chosen a password" in own.text) == (409, True)
    assert "Show the link" not in said(member.get(f"/studio/anvandare/{other.id}"), ".button")
    path = invite(studio, member)
    member.post(f"{path}/stang-av", {})
    assert member.post(f"{path}/visa-lank", {}).status_code == 409


@pytest.mark.parametrize("url", ["", "smtp://127.0.0.1:25"])
def test_pages_that_cause_mail_say_whether_it_reaches_anybody(
    studio: Hub, chief: User, url: str
) -> None:
    settings = studio.settings.model_copy(update={"smtp_url": url})
    told = "No mail server is set up"
    with at_work(replace(studio, settings=settings), chief) as member:
        for path in ("/studio", "/studio/status", "/studio/post", "/studio/utskick", NEW):
            assert (told in member.get(path).text) is not bool(url)
        assert told not in member.get("/studio/avsnitt").text
        answer = member.post(NEW, BO)
        done = said(member.get(answer.headers["location"]), ".is-done")[0]
    assert done.startswith("The invitation is on its way." if url else "The user is there.")


def test_too_long_a_name_is_counted_and_kept_whole(member: Member) -> None:
    page = page_of(member.post(NEW, BO | {"name": "a" * 1000}))
    assert any("1000 characters" in one for one in texts(page, ".wrong li"))
    assert attributes(page, "#name", "value") == ["a" * 1000]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, ["Write the name."]),
        ({"email": "bo"}, ["“bo” is not an e-mail address. Write it as namn@kommun.se."]),
        ({"role": "root"}, ["Choose what the user may do."]),
        (
            {"limited": "1"},
            ["Choose at least one show, or let the producer work with all of them."],
        ),
    ],
)
def test_form_comes_back(member: Member, fields: dict[str, str], wrong: list[str]) -> None:
    answer = member.post(NEW, BO | fields)
    assert answer.status_code == 422
    assert said(answer, ".wrong li") == wrong
    assert member.get("/studio/anvandare").text.count("data-label") == 3


def test_address_is_taken(studio: Hub, member: Member) -> None:
    answer = member.post(NEW, BO | {"email": "anna.ek@skr.example"})
    assert said(answer, ".wrong p") == ["“anna.ek@skr.example” is a user already."]


def test_limited_to_a_show(studio: Hub, member: Member, show: Show) -> None:
    path = invite(studio, member, limited="1", show=str(show.id))
    assert [kept.show_id for kept in bo(studio).shows] == [show.id]
    assert said(member.get("/studio/anvandare"), "tbody tr[2] td[1]") == ["ProducerDemokratiresan"]
    member.post(path, {"name": "Bo Alm", "role": "producer"})
    assert (bo(studio).is_limited, bo(studio).shows) == (False, [])


def test_changed(studio: Hub, member: Member) -> None:
    path = invite(studio, member)
    fields = {"name": "Bo Berg", "role": "staff", "email": "x@y.se", "version": "9"}
    assert member.post(path, fields).headers["location"] == f"{path}?klart=sparad"
    user = bo(studio)
    assert (user.name, user.role, user.version) == ("Bo Berg", Role.STAFF, 1)


def test_last_administrator_is_told(studio: Hub, chief: User, member: Member) -> None:
    path = f"/studio/anvandare/{chief.id}"
    answer = member.post(path, {"name": "Anna Ek", "role": "staff"})
    assert said(answer, ".wrong p") == [
        "Anna Ek is the last administrator. Make another one first."
    ]
    assert member.post(f"{path}/stang-av", {}).status_code == 409


def test_shut_out_and_let_in(studio: Hub, member: Member) -> None:
    path = invite(studio, member)
    assert member.post(f"{path}/stang-av", {}).headers["location"] == f"{path}?klart=avstangd"
    assert bo(studio).disabled_at == NOON
    assert member.post(f"{path}/lank", {}).status_code == 409
    member.post(f"{path}/slapp-in", {})
    assert bo(studio).disabled_at is None
    assert member.post(f"{path}/lank", {}).headers["location"] == f"{path}?klart=lank"
    with studio.reading() as db:
        actions = db.scalars(select(AuditEntry.action)).all()
    assert sorted(actions) == ["user.add", "user.disable", "user.enable", "user.link"]


def test_nobody_of_that_id(member: Member) -> None:
    assert member.get("/studio/anvandare/x").status_code == 404


def test_removed_when_that_is_meant(studio: Hub, chief: User, member: Member) -> None:
    path = invite(studio, member)
    number = path.rpartition("/")[2]
    answer = member.post(f"{path}/ta-bort", {})
    assert answer.status_code == 422
    assert "Tick that the user is to be removed for good." in answer.text
    answer = member.post(f"{path}/ta-bort", {"sure": "1"})
    assert answer.headers["location"] == "/studio/anvandare?klart=borttagen"
    page = member.get("/studio/anvandare?klart=borttagen")
    assert "The user is removed." in page.text
    assert "Bo Alm" not in page.text
    assert member.get(path).status_code == 404
    log = member.get(f"/studio/logg?id={number}").text
    assert f"Removed user {number[:8]}" in log
    assert "Bo Alm" not in log
    assert invite(studio, member) != path
    with studio.reading() as db:
        assert db.scalars(select(User.email).order_by(User.email)).all() == [
            chief.email,
            "bo.alm@skr.example",
        ]


def test_last_administrator_stays(studio: Hub, chief: User, member: Member) -> None:
    answer = member.post(f"/studio/anvandare/{chief.id}/ta-bort", {"sure": "1"})
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert "The user is not removed" in answer.text
    assert "Nothing has been saved yet" not in answer.text
    assert len(said(answer, "details[@open]")) == 1
    assert said(member.get(f"/studio/anvandare/{chief.id}"), "details[@open]") == []
    with studio.writing() as db:
        make_user(db, Role.ADMINISTRATOR)
    answer = member.post(f"/studio/anvandare/{chief.id}/ta-bort", {"sure": "1"})
    assert answer.status_code == 303
    assert member.get("/studio").headers["location"].startswith("/studio/logga-in")
