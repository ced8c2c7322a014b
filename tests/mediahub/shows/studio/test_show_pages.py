"""Shows in the studio: added, changed by two, looked at; and who may do what."""

from collections.abc import Iterator

import pytest

from mediahub.accounts import users
from mediahub.accounts.models import Role, User
from mediahub.hub import Hub
from mediahub.shows.models import Show
from mediahub.shows.service import get_show
from tests.conftest import NOON
from tests.factories import make_show, make_user
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import attributes, page_of, select

LIST = "/studio/serier"
RESAN = "/studio/serier/resan"


@pytest.fixture
def show(studio: Hub) -> Show:
    with studio.writing() as db:
        return make_show(db, slug="resan")


@pytest.fixture
def member(studio: Hub) -> Iterator[Member]:
    with studio.writing() as db:
        producer = make_user(db)
    with at_work(studio, producer) as opened:
        yield opened


def limited_to(hub: Hub, show: Show) -> User:
    with hub.writing() as db:
        return users.add_user(
            db,
            "bo@skr.example",
            "Bo",
            Role.PRODUCER,
            actor="command",
            now=NOON,
            shows=[show.id],
        )


def filled(member: Member, path: str = RESAN) -> dict[str, str]:
    """What the browser would send of the form as it is."""
    page = page_of(member.get(path))
    values: dict[str, str] = {}
    for one in select(page, "#serie input"):
        if one.get("type") != "checkbox" or one.get("checked") is not None:
            values[one.get("name")] = one.get("value")
    for one in select(page, "#serie textarea"):
        values[one.get("name")] = one.text.removeprefix("\n") if one.text else ""
    for one in select(page, "#serie option[@selected]"):
        values.setdefault(one.getparent().get("name"), one.get("value"))
    return values


def read(hub: Hub, slug: str = "resan") -> Show:
    with hub.reading() as db:
        show = get_show(db, slug)
        assert (show.credits, show.seasons) is not None
        return show


def test_added(studio: Hub, member: Member) -> None:
    assert said(member.get(LIST), ".empty a") == ["Add the first show"]
    answer = member.post(
        "/studio/ny-serie", {"title": "Kommunala råd", "category": "Government", "block": "1"}
    )
    assert answer.headers["location"] == f"{LIST}/kommunala-rad?klart=tillagd"
    show = read(studio, "kommunala-rad")
    assert (show.author, show.categories, show.block) == ("Kommunala råd", ["Government"], False)
    assert said(member.get(LIST), "tbody th a") == ["Kommunala råd"]


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"title": ""}, "A show needs a title."),
        ({"title": "Å", "slug": "studio"}, "“studio” is used by the site itself."),
        ({"title": "Å", "slug": "resan"}, "There is already a show at “resan”."),
        ({"title": "Å", "category": "Odling"}, "“Odling” is not a category of Apple Podcasts."),
    ],
)
def test_not_added(member: Member, show: Show, form: dict[str, str], wrong: str) -> None:
    answer = member.post("/studio/ny-serie", form)
    assert answer.status_code == 422
    assert wrong in " ".join(said(answer, ".wrong"))
    assert attributes(page_of(answer), "#title", "value") == [form["title"]]
    assert said(member.get(LIST), "tbody th a") == ["Demokratiresan"]


def test_everything_is_changed_and_comes_back(studio: Hub, member: Member, show: Show) -> None:
    form = filled(member) | {
        "title": "Resan",
        "host": "Nils Munthe, redaktör, SKR\r\nAnna Ek",
        "season": "1 Första året\r\n2",
        "platform": "https://podcasts.apple.com/x Apple Podcasts",
        "funding": "https://skr.se/stod Stöd oss",
        "location": "geo:59.3,18.1 Stockholm",
        "license": "cc-by-4.0",
        "txt": "verify=abc",
        "publisher": "917393e3-1b1e-5cef-ace4-edaa54e1f810 https://skr.se/feed.xml",
        "podroll": "917393e3-1b1e-5cef-ace4-edaa54e1f811 https://andra.se/feed.xml",
        "update_frequency": "FREQ=WEEKLY;DTSTART=2026-03-04 Varje vecka",
        "block_service": "spotify=yes\r\ngoogle=no",
        "owner_email": "podd@skr.se",
        "explicit": "1",
        "feed_limit": "50",
        "new_feed_url": "https://stulen.se/feed.xml",
    }
    del form["locked"]
    assert member.post(RESAN, form).headers["location"] == f"{RESAN}?klart=sparad"
    kept = read(studio)
    assert (kept.title, kept.explicit, kept.locked, kept.feed_limit) == ("Resan", True, False, 50)
    assert [one.person.name for one in kept.credits] == ["Nils Munthe", "Anna Ek"]
    assert [(one.number, one.name) for one in kept.seasons] == [(1, "Första året"), (2, "")]
    assert kept.platform_links == [
        {"url": "https://podcasts.apple.com/x", "name": "Apple Podcasts"}
    ]
    assert kept.new_feed_url is None
    again = filled(member)
    assert {name: again[name] for name in ("txt", "podroll", "publisher", "location")} == {
        name: form[name] for name in ("txt", "podroll", "publisher", "location")
    }
    assert again["update_frequency"] == form["update_frequency"]
    assert again["block_service"].splitlines() == ["spotify=yes", "google=no"]
    member.post(RESAN, again)
    assert read(studio).changed_at == kept.changed_at


def test_wrong_fields_are_told_and_nothing_is_kept(studio: Hub, member: Member, show: Show) -> None:
    wrong = {
        "title": "",
        "author": "Någon annan",
        "host": ", redaktör",
        "season": "ett Första",
        "platform": "apple.com Apple",
        "feed_limit": "många",
        "update_frequency": "FREQ=WEEKLY;COUNT=3 Tre",
    }
    answer = member.post(RESAN, filled(member) | wrong)
    assert answer.status_code == 422
    assert sorted(map(str, attributes(page_of(answer), ".wrong li a", "href"))) == sorted(
        f"#{name}" for name in wrong if name != "author"
    )
    assert attributes(page_of(answer), "#author", "value") == ["Någon annan"]
    assert attributes(page_of(answer), "#fler", "open") == [""]
    assert (read(studio).author, read(studio).title) == (show.author, "Demokratiresan")


def test_a_rule_of_directories_is_told_above(studio: Hub, member: Member, show: Show) -> None:
    answer = member.post(RESAN, filled(member) | {"medium": "radio"})
    assert answer.status_code == 422
    assert "podcast:medium" in said(answer, ".wrong p")[0]
    assert read(studio).medium == "podcast"


def test_two_at_one_form(studio: Hub, member: Member, show: Show) -> None:
    mine = filled(member) | {"title": "Min titel"}
    member.post(RESAN, filled(member) | {"author": "Kollegan"})
    answer = member.post(RESAN, mine)
    assert answer.status_code == 409
    assert said(answer, ".wrong tbody th") == ["Title", "Who makes it"]
    assert read(studio).title == "Demokratiresan"
    began = attributes(page_of(answer), "#serie input[@name='began']", "value")[0]
    assert member.post(RESAN, mine | {"began": str(began)}).status_code == 303
    assert read(studio).title == "Min titel"


def test_who_may_do_what(studio: Hub, show: Show) -> None:
    with studio.writing() as db:
        other, staff = make_show(db, slug="annan"), make_user(db, Role.STAFF)
    with at_work(studio, limited_to(studio, show)) as bo:
        assert bo.post("/studio/ny-serie", {"title": "Ny"}).status_code == 403
        assert bo.post(f"{LIST}/{other.slug}", {"title": "Kapad"}).status_code == 403
        assert bo.post(f"{LIST}/{other.slug}/omslag", {}).status_code == 403
        assert bo.post(f"{LIST}/{other.slug}/flytt/lage", {"block": "1"}).status_code == 403
        assert bo.post(f"{RESAN}/flytt/adress", {}).status_code == 403
        assert bo.get(f"{LIST}/{other.slug}").status_code == 200
        assert bo.post(RESAN, filled(bo) | {"title": "Vår"}).status_code == 303
    with at_work(studio, staff) as reader:
        page = reader.get(RESAN)
        assert select(page_of(page), "#serie") == []
        assert "Vår" in said(page, ".stands dd")
        assert reader.post(RESAN, {"title": "Kapad"}).status_code == 403
        assert reader.get(f"{LIST}/okand").status_code == 404
