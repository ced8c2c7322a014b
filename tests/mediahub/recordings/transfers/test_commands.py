"""`mediahub participant transfers|approve|decline`."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from uuid import uuid4

import pytest

from mediahub.clock import utc_now
from mediahub.hub import Hub, build
from mediahub.participants.details import Details
from mediahub.participants.models import Registration, RegistrationState
from mediahub.recordings.transfers.requests import ask
from mediahub.settings import Settings
from tests.cli_runner import CommandLine
from tests.factories import make_participant, make_registration, make_webcast


@pytest.fixture
def hub(mediahub: CommandLine) -> Iterator[Hub]:
    """The hub of the installation that the commands work on, by the real clock."""
    settings = Settings(_env_file=None, data_dir=mediahub.data_dir, secret_keys=("a" * 32,))
    with closing(build(settings)) as hub:
        yield hub


def asked(hub: Hub, number: int) -> Registration:
    with hub.writing() as db:
        now = utc_now() + timedelta(seconds=number)
        webcast = make_webcast(
            db, title=f"Om råd {number}", starts_at=now, ends_at=now + timedelta(hours=1)
        )
        anna = make_participant(db, name=f"Anna {number}", email=f"anna.{number}@boras.se")
        held = make_registration(db, webcast, participant=anna)
        ask(db, held, Details(f"Bo {number}", f"bo.{number}@goteborg.se", None), now)
        return held


def state(hub: Hub, held: Registration) -> RegistrationState:
    with hub.reading() as db:
        return db.get_one(Registration, held.id).state


def test_they_are_listed_and_answered(mediahub: CommandLine, hub: Hub) -> None:
    held = [asked(hub, number) for number in (1, 2, 3)]
    rows = mediahub.json("participant", "transfers")
    assert [(row["title"], row["email"], row["to_email"]) for row in rows] == [
        (f"Om råd {number}", f"anna.{number}@boras.se", f"bo.{number}@goteborg.se")
        for number in (1, 2, 3)
    ]
    yes = mediahub("participant", "approve", rows[0]["id"])
    assert yes.out == "Bo 1 has taken over at “Om råd 1”.\n"
    no = mediahub("participant", "decline", rows[1]["id"])
    assert no.out == "Anna 2 keeps the seat at “Om råd 2”.\n"
    assert [state(hub, one) for one in held] == [
        RegistrationState.TRANSFERRED,
        RegistrationState.ACTIVE,
        RegistrationState.ACTIVE,
    ]
    assert [row["id"] for row in mediahub.json("participant", "transfers")] == [rows[2]["id"]]
    again = mediahub("participant", "approve", rows[1]["id"])
    assert (again.code, again.err) == (
        1,
        "The question has been answered already, or has come to nothing.\n",
    )


def test_one_that_nobody_asked(mediahub: CommandLine) -> None:
    assert mediahub("participant", "decline", str(uuid4())).code == 1
    assert mediahub("participant", "decline", "x").code == 2
