"""Newsletters in the studio: made, edited, put in order, looked at and published."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from mediahub.accounts.models import AuditEntry, Role
from mediahub.episodes.models import Episode
from mediahub.hub import Hub
from mediahub.newsletter.models import Newsletter
from tests.factories import make_episode, make_user, make_webcast
from tests.mediahub.newsletter.letters import make_97, make_coming
from tests.mediahub.studio import Member, at_work, said

HOME = "/studio/nyhetsbrev"
LETTER = f"{HOME}/2026-1"
WORDS = {"number": "1", "title": "Vår", "greeting": "Hej *alla*", "language": "sv"}


@pytest.fixture
def member(studio: Hub) -> Iterator[Member]:
    with studio.writing() as db:
        episode = make_97(db)
        make_episode(db, episode.show, number=98, title="Utkast")
        make_coming(db, title="Dialog")
        user = make_user(db)
    with at_work(studio, user) as opened:
        yield opened


def make(member: Member) -> None:
    """A draft of the last month."""
    period = {"since": "2026-02-01", "until": "2026-03-04", "language": "sv"}
    answer = member.fill_in(f"{HOME}/nytt", period)
    assert answer.headers["location"] == f"{LETTER}?klart=utkast"


def headings(member: Member) -> list[str]:
    return said(member.get(LETTER), "ol h3")


def item_paths(member: Member) -> list[str]:
    page = member.visitor.read(LETTER)
    return [form.get("action") for form in page.xpath("//ol//details//form")]


def letter(hub: Hub) -> Newsletter:
    with hub.reading() as db:
        wanted = select(Newsletter).options(selectinload(Newsletter.items))
        return db.scalars(wanted).one()


def test_made_edited_and_published(studio: Hub, member: Member) -> None:
    assert said(member.get(HOME), ".empty")[0].startswith("No letter yet.")
    make(member)
    assert headings(member) == ["#97 - Kommunala råd", "Dialog"]
    _, second = item_paths(member)
    member.post(f"{second}/flytta", {"at": "upp"})
    assert headings(member) == ["Dialog", "#97 - Kommunala råd"]
    member.post(f"{second}/ta-bort", {})
    member.post(f"{LETTER}/punkter", {"kind": "text", "heading": "Kort", "text": "En *text*."})
    assert headings(member) == ["#97 - Kommunala råd", "Kort"]
    whole = member.get(f"{LETTER}/hela")
    assert "KORT" in said(whole, "pre")[0].upper()
    assert said(whole, "pre")[1].startswith("# Nyhetsbrev nr 1 år 2026")
    assert "<em" in member.get(f"{LETTER}/brev.html").text
    assert member.get(f"{LETTER}/brev.html", hamta="1").headers["content-disposition"] == (
        'attachment; filename="nyhetsbrev-2026-1.html"'
    )
    assert member.get("/nyhetsbrev/2026-1").status_code == 404
    answer = member.post(f"{LETTER}/publicera", WORDS | {"began": began(member)})
    assert answer.headers["location"].endswith("publicerat")
    assert letter(studio).greeting == WORDS["greeting"]
    assert member.get("/nyhetsbrev/2026-1").status_code == 200
    for act in ("publicera", "kasta"):
        answer = member.post(f"{LETTER}/{act}", {})
        assert said(answer, ".wrong p") == [
            "Newsletter 2026-1 is published. It can be corrected or withdrawn."
        ]
    with studio.reading() as db:
        noted = db.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "newsletter"))
        assert {*noted} == {"newsletter.add", "newsletter.change", "newsletter.published_at"}


def publish(member: Member) -> None:
    make(member)
    member.post(f"{LETTER}/publicera", WORDS | {"began": began(member)})


def test_a_published_letter_is_corrected(studio: Hub, member: Member) -> None:
    publish(member)
    words = {"title": "Sommar", "greeting": "Hej igen"}
    answer = member.post(LETTER, words | {"began": began(member)})
    assert answer.status_code == 303
    assert letter(studio).corrected_at is not None
    assert member.post(LETTER, words | {"began": "x"}).status_code == 409  # from another tab
    path = item_paths(member)[0]
    assert path.startswith(f"{LETTER}/punkter/")
    opened = member.visitor.read(LETTER).xpath(f"//form[@action='{path}']//input[@name='began']")
    form = {"heading": "Rätt rubrik", "text": "", "began": opened[0].get("value")}
    assert member.post(path, form).status_code == 303
    with studio.writing() as db:
        db.execute(update(Episode).values(title="Nytt namn"))
    assert headings(member)[0] == "Rätt rubrik"
    assert member.post(f"{path}/hamta", {}).headers["location"].endswith("hamtad")
    public = member.get("/nyhetsbrev/2026-1").text
    assert "Rätt rubrik" in public
    assert "Hej igen" in public
    assert said(member.get("/nyhetsbrev/2026-1", lang="en"), ".meta strong")[0].startswith(
        "Corrected 4 March 2026"
    )


def test_withdrawn_put_back_and_copied(studio: Hub, member: Member) -> None:
    publish(member)
    assert member.post(f"{LETTER}/lagg-tillbaka", {}).status_code == 409
    answer = member.post(f"{LETTER}/dra-tillbaka", {})
    assert answer.headers["location"] == f"{LETTER}?klart=tillbakadraget"
    assert member.get("/nyhetsbrev/2026-1").status_code == 410
    assert "Withdrawn" in said(member.get(HOME), "td[@data-label='State']")
    assert member.post(f"{LETTER}/dra-tillbaka", {}).status_code == 409
    member.post(f"{LETTER}/lagg-tillbaka", {})
    assert member.get("/nyhetsbrev/2026-1").status_code == 200
    answer = member.post(f"{LETTER}/kopiera", {})
    assert answer.headers["location"] == f"{HOME}/2026-2?klart=kopia"
    assert member.get("/nyhetsbrev/2026-2").status_code == 404


def test_the_next_letter_leaves_out_what_this_one_told(studio: Hub, member: Member) -> None:
    publish(member)
    period = {"since": "2026-02-01", "until": "2026-03-04", "language": "sv"}
    member.fill_in(f"{HOME}/nytt", period)
    assert said(member.get(f"{HOME}/2026-2"), "ol h3") == []


def test_words_of_the_letter(studio: Hub, member: Member) -> None:
    make(member)
    opened = began(member)
    assert member.post(LETTER, WORDS | {"began": opened}).status_code == 303
    assert (letter(studio).title, letter(studio).greeting) == ("Vår", "Hej *alla*")
    answer = member.post(LETTER, WORDS | {"title": "Min", "began": opened})
    assert answer.status_code == 409
    assert said(answer, ".wrong tbody tr") == ["TitleVårMin"]
    answer = member.post(LETTER, WORDS | {"number": "0", "began": began(member)})
    assert said(answer, ".wrong p")[0].startswith("A newsletter's number is between 1 and")
    answer = member.post(LETTER, WORDS | {"title": "a" * 1000, "began": began(member)})
    assert "1000" in said(answer, ".wrong p")[0]
    assert letter(studio).title == "Vår"


def test_publishing_saves_what_was_typed_last_or_nothing(studio: Hub, member: Member) -> None:
    make(member)
    wrong = WORDS | {"number": "0", "began": began(member)}
    answer = member.post(f"{LETTER}/publicera", wrong)
    assert (answer.status_code, said(answer, "textarea[@name='greeting']")) == (422, ["Hej *alla*"])
    stale = WORDS | {"began": "x"}
    assert member.post(f"{LETTER}/publicera", stale).status_code == 409
    assert letter(studio).published_at is None


def began(member: Member) -> str:
    """What the form of the letter was filled from."""
    page = member.visitor.read(LETTER)
    return str(page.xpath(f"//form[@action='{LETTER}']//input[@name='began']")[0].get("value"))


def test_other_words_for_an_item(studio: Hub, member: Member) -> None:
    make(member)
    path = item_paths(member)[0]
    page = member.visitor.read(LETTER)
    opened = page.xpath(f"//form[@action='{path}']//input[@name='began']")[0].get("value")
    words = {"heading": "Om råd", "text": "", "began": opened}
    assert member.post(path, words).status_code == 303
    assert headings(member)[0] == "Om råd"
    assert said(member.post(path, words), ".wrong p") == [
        "Somebody else has changed the item meanwhile. Look at it, and again."
    ]
    assert member.post(f"{LETTER}/punkter/{letter(studio).id}", words).status_code == 404


def test_added_from_what_is_there(studio: Hub, member: Member) -> None:
    make(member)
    with studio.writing() as db:
        one = make_webcast(db, title="Ny dialog")
    assert "Utkast" not in member.get(LETTER).text
    form = {"kind": "webcast", "about": str(one.id)}
    assert member.post(f"{LETTER}/punkter", form).status_code == 303
    assert headings(member)[2] == "Ny dialog"
    for about in ("", str(letter(studio).id)):
        answer = member.post(f"{LETTER}/punkter", {"kind": "episode", "about": about})
        assert said(answer, ".wrong p") == ["Choose what to add to the letter."]
    assert len(letter(studio).items) == 3


def test_period_is_checked_and_draft_thrown_away(studio: Hub, member: Member) -> None:
    wrong = {"since": "2026-03-05", "until": "2026-03-01", "language": "sv"}
    answer = member.fill_in(f"{HOME}/nytt", wrong)
    assert said(answer, ".wrong p")[0].startswith("The period ends before it begins.")
    make(member)
    assert member.post(f"{LETTER}/kasta", {}).headers["location"] == f"{HOME}?klart=kastat"
    with studio.reading() as db:
        assert db.scalars(select(Newsletter)).all() == []


def test_what_has_passed_is_not_published(studio: Hub, member: Member) -> None:
    make(member)
    with studio.writing() as db:
        db.execute(update(Episode).values(opens_at=None))
    form = WORDS | {"began": began(member)}
    (refusal,) = said(member.post(f"{LETTER}/publicera", form), ".wrong p")
    assert refusal.startswith("Item 1, “Kommunala råd”, is not public.")


def test_staff_look(studio: Hub, member: Member) -> None:
    make(member)
    with studio.writing() as db:
        staff = make_user(db, Role.STAFF)
    with at_work(studio, staff) as reader:
        assert said(reader.get(LETTER), "main form") == []
        assert reader.get(f"{LETTER}/hela").status_code == 200
        assert reader.get(f"{HOME}/nytt").status_code == 403
        acts = ("/dra-tillbaka", "/lagg-tillbaka", "/kopiera")
        for act in ("", "/punkter", "/publicera", "/kasta", *acts):
            assert reader.post(f"{LETTER}{act}", WORDS).status_code == 403
