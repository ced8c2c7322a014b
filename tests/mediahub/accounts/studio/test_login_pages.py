"""Signing in: what a stranger learns, what a session is worth, and links to choose a password."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from mediahub.accounts.login import password_links, sessions
from mediahub.accounts.login.passwords import Passwords
from mediahub.accounts.models import Role, StudioSession, User, UserShow
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from tests.conftest import NOON, Clock
from tests.factories import make_show, make_user
from tests.mediahub.studio import (
    CHEAP,
    HOST,
    PASSWORD,
    Member,
    at_work,
    said,
    session_token,
    token_in,
)
from tests.mediahub.visitor import attributes, page_of
from tests.statements import statements

ANNA = "anna.ek@skr.example"
SIGN_IN = "/studio/logga-in"
NEW = "fyrkantig gurka i regn"


@pytest.fixture
def stranger(studio: Hub) -> Iterator[Member]:
    with at_work(studio) as member:
        yield member


@pytest.fixture
def anna(studio: Hub) -> User:
    return add(studio)


def add(hub: Hub, **fields: Any) -> User:
    values = {"email": ANNA, "name": "Anna Ek", "password_hash": CHEAP.hash(PASSWORD)}
    with hub.writing() as db:
        return make_user(db, **values | fields)


def sign_in(member: Member, password: str = PASSWORD, email: str = ANNA, wanted: str = "") -> Any:
    address = f"{SIGN_IN}?next={wanted}" if wanted else SIGN_IN
    return member.fill_in(address, {"email": email, "password": password})


def stored(hub: Hub) -> User:
    with hub.reading() as db:
        return db.scalars(select(User)).one()


def path_of(link: str) -> str:
    return link.removeprefix("http://site.example")


def password_path(hub: Hub, user: User) -> str:
    return path_of(password_links.password_link(hub.settings, user, NOON + timedelta(hours=24)))


def test_choosing_a_language_keeps_where_one_was_going(studio: Hub) -> None:
    with at_work(studio) as stranger:
        page = page_of(stranger.get(f"{SIGN_IN}?next=/studio/avsnitt"))
    assert attributes(page, ".languages a", "href") == ["?next=%2Fstudio%2Favsnitt&lang=sv"]


def test_sign_in_form_that_is_too_old_comes_back_with_the_address(
    anna: User, stranger: Member
) -> None:
    form = {"email": ANNA, "password": PASSWORD, "next": "/studio/konto", "csrf": "x.y"}
    stranger.visitor.client.cookies.set("lang", "sv", domain=HOST)
    answer = stranger.visitor.post(SIGN_IN, form)
    assert (answer.status_code, stranger.cookie("studio")) == (403, None)
    assert "Formuläret var för gammalt" in answer.text
    page = page_of(answer)
    assert attributes(page, "input[@id='email']", "value") == [ANNA]
    assert PASSWORD not in answer.text
    hidden = {
        "csrf": token_in(answer),
        "next": str(attributes(page, "input[@name='next']", "value")[0]),
    }
    again = stranger.visitor.post(SIGN_IN, {"email": ANNA, "password": PASSWORD, **hidden})
    assert again.headers["location"] == "/studio/konto"


@pytest.mark.parametrize("email", ["", " "])
def test_who_forgets_the_address_is_told_that_it_is_missing(stranger: Member, email: str) -> None:
    answer = stranger.fill_in("/studio/losenord", {"email": email})
    assert (answer.status_code, said(answer, ".wrong p")) == (
        422,
        ["An e-mail address is missing."],
    )


def test_forms_of_strangers_that_are_too_old_keep_what_was_typed(
    studio: Hub, stranger: Member
) -> None:
    setup = path_of(password_links.setup_link(studio.settings, NOON))
    for path in ("/studio/losenord", setup):
        answer = stranger.visitor.post(path, {"name": "Bo", "email": ANNA, "password": PASSWORD})
        assert answer.status_code == 403
        assert attributes(page_of(answer), "input[@id='email']", "value") == [ANNA]
        assert PASSWORD not in answer.text
    with studio.reading() as db:
        assert db.scalars(select(User)).all() == []


def test_signed_in_and_out(studio: Hub, anna: User, stranger: Member) -> None:
    answer = sign_in(stranger, email=" Anna.Ek@SKR.example")
    assert (answer.status_code, answer.headers["location"]) == (303, "/studio")
    assert stored(studio).signed_in_at == NOON
    page = stranger.get("/studio")
    out = stranger.post("/studio/logga-ut", {"csrf": token_in(page)})
    assert out.headers["location"] == "/studio/logga-in?klart=utloggad"
    assert stranger.cookie("studio") is None
    assert stranger.get("/studio").status_code == 303


def test_on_to_the_page_that_was_wanted(anna: User, stranger: Member) -> None:
    asked = stranger.get("/studio/konto?x=1").headers["location"]
    wanted = asked.partition("next=")[2]
    assert sign_in(stranger, wanted=wanted).headers["location"] == "/studio/konto?x=1"
    assert stranger.get(f"{SIGN_IN}?next=/studio/konto").headers["location"] == "/studio/konto"


@pytest.mark.parametrize("wanted", ["https%3A//ond.example/", "//ond.example", "/%5Cond.example"])
def test_never_on_to_another_site(anna: User, stranger: Member, wanted: str) -> None:
    assert sign_in(stranger, wanted=wanted).headers["location"] == "/studio"


def test_whatever_is_wrong_the_answer_is_the_same(studio: Hub, stranger: Member) -> None:
    add(studio)
    add(studio, email="invited@skr.example", password_hash=None)
    add(studio, email="out@skr.example", disabled_at=NOON)
    answers = [
        sign_in(stranger, "fel lösenord här"),
        sign_in(stranger, PASSWORD, "nobody@skr.example"),
        sign_in(stranger, PASSWORD, "invited@skr.example"),
        sign_in(stranger, PASSWORD, "out@skr.example"),
        sign_in(stranger, "", ""),
    ]
    sentences = [said(answer, ".wrong") for answer in answers]
    assert sentences == [["The e-mail address or the password is wrong."]] * 5
    assert [answer.status_code for answer in answers] == [422] * 5
    assert stranger.cookie("studio") is None
    assert 'value="nobody@skr.example"' in answers[1].text
    assert PASSWORD not in answers[1].text


def test_many_failures_wait(anna: User, stranger: Member, clock: Clock) -> None:
    for _ in range(5):
        assert sign_in(stranger, "fel").status_code == 422
    answer = sign_in(stranger)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert said(answer, ".wrong") == ["Many attempts have failed. Wait 1 seconds and try again."]
    clock.advance(timedelta(seconds=1))
    assert sign_in(stranger).status_code == 303


def test_unknown_account_waits_as_long(stranger: Member) -> None:
    answers = [sign_in(stranger, "fel", "nobody@skr.example").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_session_is_never_one_that_was_there_before(studio: Hub, anna: User) -> None:
    with at_work(studio) as member:
        planted = session_token(studio, anna)
        member.visitor.client.cookies.set("studio", planted, domain=HOST)
        page = member.get(SIGN_IN)
        assert page.status_code == 303  # the planted session is alive
        with studio.writing() as db:
            sessions.end(db, planted)
        sign_in(member)
        mine = member.cookie("studio")
        with studio.reading() as db:
            assert sessions.find(db, planted, NOON) is None
            assert sessions.find(db, str(mine), NOON) is not None


def test_earlier_session_of_the_browser_ends(studio: Hub, anna: User, stranger: Member) -> None:
    form = stranger.get(SIGN_IN)
    sign_in(stranger)
    fields = {"csrf": token_in(form), "email": ANNA, "password": PASSWORD}
    assert stranger.visitor.post(SIGN_IN, fields).status_code == 303
    with studio.reading() as db:
        assert len(db.scalars(select(StudioSession)).all()) == 1


def test_hash_of_old_parameters_is_made_anew(studio: Hub, stranger: Member) -> None:
    old = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)).hash(PASSWORD)
    add(studio, password_hash=old)
    sign_in(stranger, "fel")
    assert stored(studio).password_hash == old
    assert sign_in(stranger).status_code == 303
    fresh = stored(studio).password_hash
    assert fresh is not None
    assert not CHEAP.is_outdated(fresh)
    assert CHEAP.is_right(fresh, PASSWORD)


def test_link_chooses_a_password_once(studio: Hub, stranger: Member) -> None:
    user = add(studio, password_hash=None)
    elsewhere = session_token(studio, user)
    path = password_path(studio, user)
    for _ in range(3):  # a mail scanner opens it as well
        assert stranger.get(path).status_code == 200
    answer = stranger.fill_in(path, {"password": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/studio")
    assert stranger.get("/studio").status_code == 200
    assert CHEAP.is_right(stored(studio).password_hash, NEW)
    assert stranger.get(path).status_code == 404
    with studio.reading() as db:
        assert sessions.find(db, elsewhere, NOON) is None


def test_weak_password_leaves_the_link_good(studio: Hub, anna: User, stranger: Member) -> None:
    path = password_path(studio, anna)
    answer = stranger.fill_in(path, {"password": "annaek"})
    assert answer.status_code == 422
    assert said(answer, "#password-error") == [
        "Error: The password has 6 characters; it needs 12 or more. "
        "Four words that do not belong together are easy to remember."
    ]
    assert stranger.fill_in(path, {"password": NEW}).status_code == 303


def test_old_link_says_so(studio: Hub, anna: User, stranger: Member, clock: Clock) -> None:
    path = password_path(studio, anna)
    clock.advance(timedelta(hours=24))
    answer = stranger.get(path)
    assert (answer.status_code, "too old" in answer.text) == (410, True)


def mails(hub: Hub) -> list[tuple[str, str]]:
    with hub.reading() as db:
        return [(mail.template, mail.email) for mail in db.scalars(select(Mail))]


def test_forgotten_password_tells_nothing(studio: Hub, anna: User, stranger: Member) -> None:
    known, unknown = (
        stranger.fill_in("/studio/losenord", {"email": email})
        for email in (ANNA, "nobody@skr.example")
    )
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert known.text == unknown.text.replace("nobody@skr.example", ANNA)
    assert mails(studio) == [("password", ANNA)]


def test_forgotten_password_of_somebody_shut_out(studio: Hub, stranger: Member) -> None:
    add(studio, disabled_at=NOON)
    stranger.fill_in("/studio/losenord", {"email": ANNA})
    assert mails(studio) == []


def test_asking_for_links_is_limited_and_does_not_limit_signing_in(
    studio: Hub, anna: User, stranger: Member
) -> None:
    asked = [stranger.fill_in("/studio/losenord", {"email": ANNA}).status_code for _ in range(6)]
    assert asked == [200] * 5 + [429]
    assert sign_in(stranger).status_code == 303
    assert stranger.fill_in("/studio/losenord", {"email": "anna"}).status_code == 422


def test_first_administrator(studio: Hub, stranger: Member) -> None:
    path = path_of(password_links.setup_link(studio.settings, NOON))
    wrong = stranger.fill_in(path, {"name": "", "email": "x", "password": "y"})
    assert wrong.status_code == 422
    assert len(said(wrong, ".wrong li")) == 3
    form = {"name": "Anna Ek", "email": ANNA, "password": PASSWORD, "role": "staff"}
    assert stranger.fill_in(path, form).headers["location"] == "/studio"
    assert stored(studio).role is Role.ADMINISTRATOR
    assert stranger.get("/studio/anvandare").status_code == 200
    used = stranger.get(path)
    assert (used.status_code, "has been used" in used.text) == (410, True)


@pytest.fixture
def everyone(studio: Hub) -> list[str]:
    """Somebody unknown, with a password, with shows, invited and shut out."""
    add(studio)
    with studio.writing() as db:
        shows = [UserShow(show_id=make_show(db).id)]
        kept: dict[str, Any] = {"password_hash": CHEAP.hash(PASSWORD)}
        make_user(db, email="producer@skr.example", is_limited=True, shows=shows, **kept)
        make_user(db, email="invited@skr.example", password_hash=None)
        make_user(db, email="shut.out@skr.example", disabled_at=NOON, **kept)
    return ["nobody@skr.example", ANNA, *(f"{name}@skr.example" for name in
            ("producer", "invited", "shut.out"))]  # fmt: skip


def test_a_wrong_password_takes_the_same_work(
    studio: Hub, everyone: list[str], stranger: Member
) -> None:
    done: list[list[str]] = []
    right_but_shut_out = ("shut.out@skr.example", PASSWORD)
    for email, password in [*((email, NEW) for email in everyone), right_but_shut_out]:
        with statements(studio.engine) as seen:
            answer = stranger.fill_in(SIGN_IN, {"email": email, "password": password})
        assert answer.status_code == 422
        done.append(seen)
    assert (len(done[0]) > 3, done) == (True, [done[0]] * len(done))


def test_a_forgotten_password_takes_the_same_work(
    studio: Hub, everyone: list[str], stranger: Member
) -> None:
    done: list[list[str]] = []
    jobs = len(studio.queue.pending())
    for email in [*everyone, *everyone]:
        with statements(studio.engine) as seen:
            answer = stranger.fill_in("/studio/losenord", {"email": email})
        assert answer.status_code == 200
        done.append(seen)
        jobs += 1
        assert len(studio.queue.pending()) == jobs
    assert (len(done[0]) > 3, done) == (True, [done[0]] * len(done))
    with studio.reading() as db:
        mailed = sorted(db.scalars(select(Mail.email)))
    assert mailed == [ANNA, "invited@skr.example", "producer@skr.example"]
