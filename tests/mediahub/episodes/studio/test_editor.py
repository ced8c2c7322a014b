"""The editor of an episode: saved as a whole, refused by field, and two people at once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from mediahub.accounts.models import AuditEntry, Role, User
from mediahub.episodes.models import Episode
from mediahub.hub import Hub
from mediahub.people.view import credit_text
from tests.conftest import NOON
from tests.mediahub.episodes.studio_desk import EPISODES, form_of, producer, the_episode
from tests.mediahub.studio import Member, at_work, said
from tests.studio_setup import add_draft, add_show


@pytest.fixture
def user(studio: Hub) -> User:
    add_show(studio)
    return producer(studio)


@pytest.fixture
def draft(studio: Hub, user: User, mp3: Path) -> Episode:
    return add_draft(studio, mp3, title="Ljudfil")


@pytest.fixture
def member(studio: Hub, user: User) -> Iterator[Member]:
    with at_work(studio, user) as opened:
        yield opened


def path_of(episode: Episode) -> str:
    return f"{EPISODES}/{episode.id}"


def test_saved(studio: Hub, user: User, draft: Episode, member: Member) -> None:
    path = path_of(draft)
    typed = {
        "title": "Kommunala  råd",
        "description": "Om **råd**.\r\n\r\nMer.",
        "number": "97",
        "season": "3",
        "topics": "skola, , medborgardialog, skola",
        "chapters": "00:00 Början\n00:01.5 Slutet",
        "credits-name": "Anders Lidström",
        "credits-title": "professor",
        "credits-organisation": "Umeå universitet",
        "credits-role": "guest|cast",
        "links-url": "https://skr.se",
        "links-title": "SKR",
        "soundbites": "00:00+1,5 Hör här",
        "locations": "Umeå",
        "explicit": "1",
    }
    answer = member.post(path, form_of(member, path) | typed)
    assert answer.headers["location"] == f"{path}?klart=sparat"
    saved = the_episode(studio)
    assert (saved.title, saved.number, saved.slug) == ("Kommunala råd", 97, "97-kommunala-rad")
    assert saved.season is not None
    assert (saved.season.number, saved.description) == (3, "Om **råd**.\n\nMer.")
    assert saved.topics == ["skola", "medborgardialog"]
    assert saved.chapters == [{"start": 0, "title": "Början"}, {"start": 1.5, "title": "Slutet"}]
    assert [credit_text(one) for one in saved.credits] == [
        "Anders Lidström, professor, Umeå universitet"
    ]
    assert saved.links == [{"url": "https://skr.se", "title": "SKR"}]
    assert saved.soundbites == [{"start": 0, "duration": 1.5, "title": "Hör här"}]
    assert (saved.locations, saved.explicit) == ([{"text": "Umeå"}], True)
    with studio.reading() as db:
        entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "episode.change")).one()
    assert entry.actor == str(user.id)


def test_what_was_not_touched_is_no_change(studio: Hub, draft: Episode, member: Member) -> None:
    path = path_of(draft)
    assert member.post(path, form_of(member, path)).status_code == 303
    with studio.reading() as db:
        assert (
            db.scalars(select(AuditEntry).where(AuditEntry.action == "episode.change")).all() == []
        )


WRONG = [
    ({"title": " "}, "An episode needs a title."),
    ({"number": "nio"}, "“nio” is not a whole number."),
    ({"type": "x"}, "An episode is full, trailer or bonus, not “x”."),
    ({"chapters": "först"}, "Line 1: “först” is not a chapter. Write “00:12 Title”."),
    ({"links-url": "skr.se"}, "“skr.se” is not an address: it must begin with https://."),
    ({"links-url": "", "links-title": "SKR"}, "The link “SKR” has no address."),
    ({"credits-title": "chef", "credits-name": " "}, "“chef” has no name. Write who it is."),
    (
        {"soundbites": "12"},
        "“12” is not a soundbite. Write where it begins, how many seconds it lasts and what it is"
        " called: “01:12+30 Title”.",
    ),
    ({"number": "12"}, "Number 12 is taken by “Annat”."),
    ({"slug": "12-annat"}, "The address “12-annat” is taken by “Annat”."),
]
ROWS = {
    "credits-name": "Anna Ek",
    "credits-title": "",
    "credits-organisation": "",
    "credits-role": "host|cast",
    "links-url": "https://skr.se",
    "links-title": "",
}


def test_wrong_by_field(studio: Hub, draft: Episode, member: Member, mp3: Path) -> None:
    add_draft(studio, mp3, title="Annat", number=12)
    path = path_of(draft)
    form = form_of(member, path) | ROWS | {"topics": "bevarat"}
    for typed, wrong in WRONG:
        answer = member.post(path, form | typed)
        assert answer.status_code == 422
        assert said(answer, ".wrong li") == [wrong]
        assert 'value="bevarat"' in answer.text
    assert the_episode(studio, "Ljudfil").topics == []


def test_a_number_in_the_title_stands_once_in_the_address(
    studio: Hub, draft: Episode, member: Member
) -> None:
    path = path_of(draft)
    for number in ("98", ""):
        typed = {"title": "#98 - Åäö", "number": number, "slug": ""}
        assert member.post(path, form_of(member, path) | typed).status_code == 303
        assert the_episode(studio, "Åäö").slug == "98-aao"


def test_what_the_service_refuses_is_told_on_top(draft: Episode, member: Member) -> None:
    path = path_of(draft)
    answer = member.post(path, form_of(member, path) | {"slug": "Å"})
    assert answer.status_code == 422
    assert said(answer, ".wrong p") == [
        "“Å” is not an address: use a–z, 0–9 and single hyphens, and a letter."
    ]


def test_rows_without_script(studio: Hub, draft: Episode, member: Member) -> None:
    path = path_of(draft)
    typed = form_of(member, path) | {"links-url": "https://a.se", "links-title": "A"}
    added = member.post(path, typed | {"do": "links-add"})
    assert added.status_code == 200
    assert added.text.count('name="links-url"') == 3  # two rows and the one for scripts
    removed = member.post(path, typed | {"do": "links-remove-0"})
    assert removed.text.count('name="links-url"') == 1
    assert the_episode(studio).links == []


def test_the_second_is_told(studio: Hub, user: User, draft: Episode, member: Member) -> None:
    path = path_of(draft)
    first = second = form_of(member, path)
    assert member.post(path, first | {"title": "Den första"}).status_code == 303
    answer = member.post(path, second | {"title": "Den andra"})
    assert answer.status_code == 409
    assert said(answer, ".wrong tbody td") == ["Den första", "Den andra", "den-forsta", "ljudfil"]
    assert the_episode(studio).title == "Den första"


def test_autosave(studio: Hub, draft: Episode, member: Member) -> None:
    path, script = path_of(draft), {"accept": "application/json"}
    form = form_of(member, path)
    answer = member.post(path, form | {"title": "Ett"}, **script).json()
    assert (answer["saved_at"], answer["values"]) == ("13:00", {"slug": "ett"})
    again = member.post(
        path, form | {"title": "Två", "slug": "ett", "began": answer["began"]}, **script
    )
    assert again.json()["values"] == {"slug": "tva"}
    late = member.post(path, form | {"title": "Tre"}, **script)
    assert (late.status_code, list(late.json())) == (409, ["problem"])
    wrong = member.post(path, form | {"title": "", "began": again.json()["began"]}, **script)
    assert wrong.json() == {
        "problem": "An episode needs a title.",
        "fields": {"title": "An episode needs a title."},
    }


def test_what_is_out_does_not_save_itself(studio: Hub, draft: Episode, member: Member) -> None:
    path, script = path_of(draft), {"accept": "application/json"}
    assert "data-autosave" in member.get(path).text
    with studio.writing() as db:
        db.get_one(Episode, draft.id).opens_at = NOON + timedelta(days=1)
    assert "data-autosave" not in member.get(path).text
    assert member.post(path, form_of(member, path), **script).status_code == 409


def test_others_may_not_change_it(studio: Hub, draft: Episode) -> None:
    add_show(studio, slug="annan")
    path = path_of(draft)
    parts = ["", "/publicera", "/avbryt", "/ta-tillbaka", "/ljud", "/normalisering", "/fran-filen"]
    parts += ["/omslag", "/utan-omslag", "/transkript", "/transkribera", f"/historik/{draft.id}"]
    for user in (producer(studio, only="annan"), producer(studio, Role.STAFF)):
        with at_work(studio, user) as other:
            page = other.get(path)
            assert page.status_code == 200
            assert said(page, "main form") == []
            refused = [other.post(path + part, {"title": "Nej"}).status_code for part in parts]
            assert refused == [403] * len(parts)


def test_no_such_episode(draft: Episode, member: Member) -> None:
    assert member.get(f"{EPISODES}/x").status_code == 404
    assert member.get(f"{EPISODES}/{draft.show_id}").status_code == 404
