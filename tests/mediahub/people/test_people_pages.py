"""Persons and organisations in the studio: found, renamed, made one, and who may."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select as choose

from mediahub.accounts.models import AuditEntry, Role
from mediahub.episodes.models import Episode, EpisodeCredit
from mediahub.hub import Hub
from mediahub.people.models import Organisation, Person
from mediahub.people.people_pages import PER_PAGE
from mediahub.people.service import CreditLine, credit
from mediahub.shows.models import ShowCredit
from mediahub.transcripts.models import TranscriptSpeaker
from mediahub.webcasts.models import WebcastCredit
from tests.conftest import NOON
from tests.factories import make_episode, make_show, make_transcript, make_user, make_webcast
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import attributes, page_of

HOME = "/studio/personer"


@pytest.fixture
def credited(studio: Hub) -> Hub:
    """Anna Ek in an episode and a webcast, Ana Ek in the same episode, and as a speaker."""
    with studio.writing() as db:
        show = make_show(db, slug="resan")
        episode = make_episode(db, show, title="Råd", opens_at=NOON)
        anna = CreditLine("Anna Ek", "redaktör", "SKR", "guest")
        ana = CreditLine("Ana Ek", None, "Skr", "guest")
        episode.credits = [credit(db, EpisodeCredit, anna, 0), credit(db, EpisodeCredit, ana, 1)]
        show.credits = [credit(db, ShowCredit, CreditLine("Ana Ek"), 0)]
        make_webcast(db, title="Dialog").credits = [credit(db, WebcastCredit, anna, 0)]
        db.flush()
        speaker = TranscriptSpeaker(
            transcript_id=make_transcript(db).id, name="ANA", person=episode.credits[1].person
        )
        db.add(speaker)
    return studio


@pytest.fixture
def member(credited: Hub) -> Iterator[Member]:
    with credited.writing() as db:
        producer = make_user(db)
    with at_work(credited, producer) as opened:
        yield opened


def page(hub: Hub, name: str) -> str:
    with hub.reading() as db:
        person = db.scalars(choose(Person).where(Person.name == name)).one()
        return f"{HOME}/{person.id}"


def organisation_page(hub: Hub, name: str) -> str:
    with hub.reading() as db:
        row = db.scalars(choose(Organisation).where(Organisation.name == name)).one()
        return f"{HOME}/organisationer/{row.id}"


def names(hub: Hub) -> list[str]:
    with hub.reading() as db:
        return sorted(db.scalars(choose(Person.name)))


def test_listed_with_their_credits(credited: Hub, member: Member) -> None:
    assert said(member.get(HOME), "tbody th") == ["Ana Ek", "Anna Ek"]
    assert said(member.get(HOME), "tbody td[1]") == ["2", "2"]
    assert said(member.get(HOME, q="ANNA"), "tbody th") == ["Anna Ek"]
    assert said(member.get(HOME, q="x"), ".empty")[0].startswith("Nobody is called that.")
    assert sorted(said(member.get(f"{HOME}/organisationer"), "tbody th")) == ["SKR", "Skr"]
    listed = member.get(page(credited, "Anna Ek"))
    assert said(listed, "tbody th") == ["Råd", "Dialog"]
    assert said(listed, "tbody td[2]") == ["Guestredaktör", "Guestredaktör"]
    assert said(listed, ".near-name") == ["Ana Ek"]
    assert said(member.get(organisation_page(credited, "Skr")), "tbody td[2]") == ["Guest: Ana Ek"]


def test_everyone_is_read_in_pages(credited: Hub, member: Member) -> None:
    with credited.writing() as db:
        db.add_all(Person(name=f"Person {number:02}") for number in range(PER_PAGE))
    first, second = (said(member.get(HOME, sida=number), "tbody th") for number in ("1", "2"))
    assert (len(first), first[:3]) == (PER_PAGE, ["Ana Ek", "Anna Ek", "Person 00"])
    assert second == ["Person 48", "Person 49"]


def test_renamed_and_given_a_page(credited: Hub, member: Member) -> None:
    path = page(credited, "Anna Ek")
    answer = member.fill_in(path, {"name": " Anna  Ek-Berg ", "url": "https://skr.se/anna"})
    assert answer.headers["location"] == f"{path}?klart=sparad"
    assert names(credited) == ["Ana Ek", "Anna Ek-Berg"]
    with credited.reading() as db:
        episode = db.scalars(choose(Episode)).one()
        actions = db.scalars(choose(AuditEntry.action)).all()
        told = str([(one.before, one.after) for one in db.scalars(choose(AuditEntry))])
    assert episode.title == "Råd"
    assert "person.rename" in actions
    assert "Berg" not in told


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"name": "Ana Ek", "url": ""}, "“Ana Ek” is there already. Make the two one instead."),
        ({"name": " ", "url": ""}, "Write the name."),
        (
            {"name": "Ek, Anna", "url": ""},
            "A name holds no comma: after it come title and organisation.",
        ),
        (
            {"name": "Anna", "url": "skr.se"},
            "“skr.se” is not an address: it must begin with https://.",
        ),
    ],
)
def test_not_renamed(credited: Hub, member: Member, form: dict[str, str], wrong: str) -> None:
    answer = member.fill_in(page(credited, "Anna Ek"), form)
    assert (answer.status_code, said(answer, ".wrong li")) == (422, [wrong])
    assert names(credited) == ["Ana Ek", "Anna Ek"]


def test_two_at_one_name(credited: Hub, member: Member) -> None:
    path = page(credited, "Anna Ek")
    began = attributes(page_of(member.get(path)), "input[@name='began']", "value")[0]
    member.fill_in(path, {"name": "Anna Berg", "url": ""})
    answer = member.post(path, {"name": "Anna Alm", "url": "", "began": str(began)})
    assert answer.status_code == 409
    assert names(credited) == ["Ana Ek", "Anna Berg"]


def test_two_spellings_are_made_one(credited: Hub, member: Member) -> None:
    path = page(credited, "Anna Ek")
    asked = member.get(f"{path}/ihop", med="Ana Ek")
    assert said(asked, ".lead") == ["“Ana Ek” becomes “Anna Ek”."]
    assert names(credited) == ["Ana Ek", "Anna Ek"]
    answer = member.fill_in(f"{path}/ihop?med=Ana%20Ek", {})
    assert answer.headers["location"] == f"{path}?klart=ihop"
    assert names(credited) == ["Anna Ek"]
    with credited.reading() as db:
        assert len(db.scalars(choose(EpisodeCredit)).all()) == 1
        assert db.scalars(choose(ShowCredit)).one().person.name == "Anna Ek"
        speaker = db.scalars(choose(TranscriptSpeaker)).one()
        entry = db.scalars(choose(AuditEntry).where(AuditEntry.action == "person.merge")).one()
    assert speaker.person is not None
    assert (speaker.person.name, speaker.is_linked_by_hand) == ("Anna Ek", True)
    assert entry.after is not None
    assert entry.after["credits"] == 2


def test_organisations_are_made_one(credited: Hub, member: Member) -> None:
    path = organisation_page(credited, "SKR")
    assert member.fill_in(f"{path}/ihop?med=Skr", {}).status_code == 303
    assert said(member.get(path), "tbody th") == ["Råd", "Råd", "Dialog"]


def test_not_made_one_with_itself_or_nobody(credited: Hub, member: Member) -> None:
    path = page(credited, "Anna Ek")
    for name in ("Anna Ek", "Ingen"):
        answer = member.get(f"{path}/ihop", med=name)
        assert said(answer, "#med-error") == [f"Error: There is no other called “{name}”."]
    itself = path.rpartition("/")[2]
    assert member.post(f"{path}/ihop", {"other": itself}).status_code == 409
    assert member.post(f"{path}/ihop", {"other": "x"}).status_code == 422
    assert member.get(f"{HOME}/{NOON.year:032}").status_code == 404


def test_staff_only_look(credited: Hub) -> None:
    with credited.writing() as db:
        staff = make_user(db, Role.STAFF)
    path = page(credited, "Anna Ek")
    with at_work(credited, staff) as reader:
        assert said(reader.get(path), "main form") == []
        assert reader.post(path, {"name": "X"}).status_code == 403
        assert reader.post(f"{path}/ihop", {"other": "x"}).status_code == 403
