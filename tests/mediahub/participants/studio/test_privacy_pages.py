"""Personal data in the studio: looked up without a trace in addresses, given out, erased."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from mediahub.accounts.models import AuditEntry, Role
from mediahub.hub import Hub
from mediahub.participants.models import (
    Participant,
    Registration,
    RegistrationState,
    TransferRequest,
)
from tests.factories import (
    make_member,
    make_network,
    make_participant,
    make_registration,
    make_user,
    make_webcast,
)
from tests.mediahub.studio import Member, at_work, said

HOME = "/studio/personuppgifter"


@pytest.fixture
def chief(studio: Hub) -> Iterator[Member]:
    with studio.writing() as db:
        anna = make_participant(db, name="Anna Ek", email="anna.ek@boras.se")
        make_registration(db, make_webcast(db, title="Dialog"), participant=anna)
        make_member(db, make_network(db, title="Nätet"), participant=anna)
        user = make_user(db, Role.ADMINISTRATOR)
    with at_work(studio, user) as opened:
        yield opened


def find(chief: Member) -> str:
    answer = chief.fill_in(HOME, {"email": " Anna.Ek@Boras.se "})
    assert "boras" not in answer.headers["location"]
    return str(answer.headers["location"])


def test_found_and_given_out(studio: Hub, chief: Member) -> None:
    path = find(chief)
    page = chief.get(path)
    assert said(page, "section[1] strong") == ["Dialog"]
    assert said(page, "section[2] li") == ["Nätet 2026"]
    answer = chief.post(f"{path}/exportera", {})
    given = answer.json()
    assert answer.headers["content-disposition"].startswith("attachment")
    assert given["participant"]["email"] == "anna.ek@boras.se"
    assert [row["title"] for row in given["registrations"]] == ["Dialog"]
    assert given["viewings"] == []
    (told,) = said(chief.get(path), "section[7] li")
    assert told.startswith("Personal data: exportedparticipant.export")
    with studio.reading() as db:
        noted = select(AuditEntry.action).where(AuditEntry.subject_kind == "participant")
        assert list(db.scalars(noted)) == ["participant.export"]


def test_questions_about_seats_are_shown(studio: Hub, chief: Member) -> None:
    with studio.writing() as db:
        for email in ("anna.ek@boras.se", "bo@boras.se"):
            asked = {"name": "Om", "email": email, "asked_at": studio.now()}
            held = make_registration(db, make_webcast(db, title=f"För {email}"))
            db.add(TransferRequest(registration=held, **asked))
    assert said(chief.get(find(chief)), "section[3] strong") == ["För anna.ek@boras.se"]


@pytest.fixture
def asked_about(studio: Hub) -> Registration:
    """Somebody else's seat, which is to go to one who has none; as a third one's to a fourth."""
    with studio.writing() as db:
        held, other = (make_registration(db, make_webcast(db, title=t)) for t in ("Om råd", "Nej"))
        for seat, name, email in ((held, "Bo Alm", "bo@x.se"), (other, "Eva Ek", "eva@x.se")):
            asked = {"name": name, "email": email, "asked_at": studio.now()}
            db.add(TransferRequest(registration=seat, **asked))
    return held


def test_one_whom_only_a_question_names_is_found_and_erased(
    studio: Hub, chief: Member, asked_about: Registration
) -> None:
    path = str(chief.fill_in(HOME, {"email": "Bo@x.se"}).headers["location"])
    page = chief.get(path)
    assert said(page, "h1") == ["Bo Alm"]
    assert said(page, "section[3] strong") == ["Om råd"]
    given = chief.post(f"{path}/exportera", {}).json()
    assert given["participant"]["email"] == "bo@x.se"
    assert [row["to_name"] for row in given["transfer_requests"]] == ["Bo Alm"]
    refused = chief.post(f"{path}/radera", {"reason": "Bo Alm bad om det"})
    assert refused.status_code == 422
    assert chief.post(f"{path}/radera", {}).headers["location"] == f"{HOME}?klart=raderad"
    assert chief.get(path).status_code == 404
    with studio.reading() as db:
        assert list(db.scalars(select(TransferRequest.email))) == ["eva@x.se"]
        assert db.get_one(Registration, asked_about.id).state is RegistrationState.ACTIVE
        noted = select(AuditEntry.action).where(AuditEntry.subject_kind == "participant")
        assert sorted(db.scalars(noted)) == ["participant.erase", "participant.export"]


def test_one_who_has_become_a_participant_is_shown_as_that(
    studio: Hub, chief: Member, asked_about: Registration
) -> None:
    path = str(chief.fill_in(HOME, {"email": "bo@x.se"}).headers["location"])
    with studio.writing() as db:
        make_participant(db, name="Bo Registrerad", email="bo@x.se")
    assert said(chief.get(path), "h1") == ["Bo Registrerad"]


def test_erased_with_reason(studio: Hub, chief: Member) -> None:
    path = find(chief)
    assert "for good" in chief.get(path).text
    answer = chief.post(f"{path}/radera", {"reason": "Begäran"})
    assert answer.headers["location"] == f"{HOME}?klart=raderad"
    with studio.reading() as db:
        assert db.scalars(select(Participant)).all() == []
        entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "participant.erase")).one()
    assert entry.reason == "Begäran"
    assert chief.get(path).status_code == 404
    assert chief.post(f"{path}/radera", {}).status_code == 404


@pytest.mark.parametrize(
    ("email", "wrong"),
    [
        ("bo", "“bo” is not an e-mail address. Write it as namn@kommun.se."),
        ("bo@x.se", "Nobody with the address “bo@x.se” is known here."),
    ],
)
def test_nobody(chief: Member, email: str, wrong: str) -> None:
    answer = chief.fill_in(HOME, {"email": email})
    assert (answer.status_code, said(answer, ".wrong p")) == (422, [wrong])


def test_for_administrators_alone(studio: Hub, chief: Member) -> None:
    path = find(chief)
    with studio.writing() as db:
        producer = make_user(db)
    with at_work(studio, producer) as member:
        assert member.get(HOME).status_code == 403
        assert member.get(path).status_code == 403
        assert member.post(f"{path}/radera", {}).status_code == 403
