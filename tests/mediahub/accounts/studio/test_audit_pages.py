"""The audit log in the studio: found, and taken out so that no spreadsheet computes it."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

import mediahub
from mediahub.accounts import audit
from mediahub.accounts.audit import ADDRESS, Decision, Subject, log_audit
from mediahub.accounts.models import Role, User
from mediahub.hub import Hub
from mediahub.participants.notices import Notice
from tests.conftest import NOON
from tests.factories import make_user
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import page_of, select

LOG = "/studio/logg"


@pytest.fixture
def chief(studio: Hub) -> User:
    with studio.writing() as db:
        return make_user(db, Role.ADMINISTRATOR, name="=Anna")


@pytest.fixture
def member(studio: Hub, chief: User) -> Iterator[Member]:
    with at_work(studio, chief) as opened:
        yield opened


def note(hub: Hub, count: int, **fields: str) -> None:
    with hub.writing() as db:
        db.info[ADDRESS] = "192.0.2.1"
        for number in range(count):
            log_audit(
                db,
                Decision(
                    fields.get("actor", "command"),
                    NOON + timedelta(minutes=number),
                    fields.get("reason"),
                ),
                fields.get("action", "show.edit"),
                Subject("show", UUID(int=number + 1)),
                before={"at": None, "count": 1},
                after={"at": NOON, "title": "Ny"},
            )


def test_entry_is_shown(studio: Hub, chief: User, member: Member) -> None:
    note(studio, 1, actor=str(chief.id), reason="Titeln var fel.")
    assert said(member.get(LOG), "tbody td") == [
        "=Anna192.0.2.1",
        "Show: changedshow.editAll of the same: 00000000Reason: Titeln var fel.",
        "at–count1",
        "at2026-03-04 13:00titleNy",
    ]


def actions() -> set[str]:
    """What is noted about people and their seats, as the sources write it."""
    literal = re.compile(r'"((?:user|registration|member|participant)\.[a-z_]+)"')
    sources = (Path(mediahub.__file__).parent).rglob("*.py")
    found = {one for file in sources for one in literal.findall(file.read_text("utf-8"))}
    acts = "ask", "approve", "decline", "withdraw"
    return found - set(Notice) | {f"registration.transfer_{act}" for act in acts}


@pytest.mark.parametrize(
    "action", [*sorted(actions()), "webcast.cancelled_at", "webcast.ended_at", "person.merge"]
)
def test_an_action_is_told_in_words(studio: Hub, member: Member, action: str) -> None:
    note(studio, 1, action=action)
    (told,) = select(page_of(member.get(LOG)), "tbody td[@data-label='Action']/span")
    kind, _, verb = str(told.text).partition(": ")
    assert kind[0].isupper()
    assert verb not in ("", action.partition(".")[2])


def test_who_takes_part_can_be_asked_for(studio: Hub, member: Member) -> None:
    note(studio, 1, actor="participant")
    page = member.get(LOG, aktor="participant")
    assert said(page, "tbody td[@data-label='Who']") == ["The person themselves192.0.2.1"]
    assert "The person themselves" in said(page, "#aktor option[@selected]")


def test_pages(studio: Hub, member: Member) -> None:
    note(studio, 51)
    assert len(said(member.get(LOG, slag="show"), "tbody tr")) == 50
    assert len(said(member.get(LOG, slag="show", sida="2"), "tbody tr")) == 1
    assert member.get(LOG, slag="user", sida="2").status_code == 404


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"aktor": "command"}, 2),
        ({"aktor": "service"}, 0),
        ({"handelse": "show."}, 2),
        ({"id": str(UUID(int=2))}, 1),
        ({"fran": "2026-03-04", "till": "2026-03-04"}, 2),
        ({"fran": "2026-03-05"}, 0),
        ({"till": "2026-03-03"}, 0),
        ({"fran": "0001-01-01", "till": "9999-12-31"}, 2),
    ],
)
def test_filter(studio: Hub, member: Member, asked: dict[str, str], count: int) -> None:
    note(studio, 2)
    answer = member.get(LOG, **asked)
    assert (answer.status_code, len(said(answer, "tbody tr"))) == (200, count)


def test_filter_that_is_wrong(studio: Hub, member: Member) -> None:
    answer = member.get(LOG, fran="igår", id="7")
    assert answer.status_code == 422
    assert said(answer, ".wrong li") == [
        "“igår” is not a date. Write it as 2026-03-04.",
        "“7” is not an id.",
    ]
    assert member.get(f"{LOG}.csv", id="7").status_code == 422


def test_filter_that_ends_before_it_begins(studio: Hub, member: Member) -> None:
    note(studio, 1)
    day = NOON.date().isoformat()
    assert member.get(LOG, fran=day, till=day).status_code == 200
    answer = member.get(LOG, fran=day, till="2026-03-03")
    assert answer.status_code == 422
    assert said(answer, ".wrong li") == ["The end has to be later than the beginning."]
    assert member.get(f"{LOG}.csv", fran=day, till="2026-03-03").status_code == 422


def test_csv(studio: Hub, chief: User, member: Member) -> None:
    note(studio, 1, actor=str(chief.id), reason="=1+1;ä")
    note(studio, 1, action="show.add")
    answer = member.get(f"{LOG}.csv", handelse="show.edit")
    assert answer.headers["content-disposition"] == (
        'attachment; filename="mediahub-logg-2026-03-04.csv"'
    )
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Time;Who;Action;Kind;Id;Before;After;Reason;Address",
        f"2026-03-04 13:00:00;'=Anna;show.edit;show;{UUID(int=1)};"
        '"{""at"": null, ""count"": 1}";'
        '"{""at"": ""2026-03-04T12:00:00+00:00"", ""title"": ""Ny""}";'
        '"\'=1+1;ä";192.0.2.1',
    ]


def test_nothing_yet(member: Member) -> None:
    assert said(member.get(LOG), ".empty")[0].startswith("Nothing has been changed yet.")


def test_lines_for_programs_as_filtered_and_noted(studio: Hub, chief: User, member: Member) -> None:
    note(studio, 2, reason="=1+1")
    answer = member.get(f"{LOG}.jsonl", slag="show")
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["content-disposition"].endswith('mediahub-logg-2026-03-04.jsonl"')
    assert [json.loads(line)["reason"] for line in answer.text.splitlines()] == ["=1+1", "=1+1"]
    member.get(f"{LOG}.csv", slag="show")
    with studio.reading() as db:
        noted = audit.list_entries(db, audit.AuditFilter(action="audit.export"), limit=9)
        assert [entry.actor for entry in noted] == [str(chief.id)] * 2
        assert [entry.after and entry.after["subject_kind"] for entry in noted] == ["show"] * 2
    assert member.get(f"{LOG}.jsonl", id="x").status_code == 422
