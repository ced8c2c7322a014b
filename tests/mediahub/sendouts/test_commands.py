"""`mediahub sendout` and `mediahub mail text`, as staff use them."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mediahub import worker
from mediahub.clock import local, utc_now
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.mail.models import Mail
from mediahub.participants.links import token
from mediahub.participants.models import Registration
from mediahub.recordings.models import Viewing
from mediahub.settings import Settings
from tests.cli_runner import CommandLine
from tests.factories import make_participant, make_recording, make_registration, make_webcast


@pytest.fixture
def inside(mediahub: CommandLine) -> Iterator[Hub]:
    """The same installation from within, with a recording that has been open since yesterday."""
    settings = Settings(
        _env_file=None,
        data_dir=mediahub.data_dir,
        base_url="https://podd.example",
        secret_keys=("a key that is only good for tests",),
    )
    hub = build(settings, utc_now)
    connect(hub, worker.JOBS)
    now = utc_now().replace(microsecond=0)
    with closing(hub), closing(hub.queue.storage):
        with hub.writing() as db:
            webcast = make_webcast(db, slug="dialog", starts_at=now - timedelta(days=2))
            window: dict[str, Any] = {
                "opens_at": now - timedelta(days=1),
                "closes_at": now + timedelta(days=9),
            }
            recording = make_recording(db, webcast, **window)
            person = make_participant(db, name="Åsa Öberg", email="asa@boras.se")
            held = make_registration(db, webcast, participant=person, language="sv")
            make_registration(db, webcast)
            db.add(
                Viewing(
                    recording=recording,
                    registration_id=held.id,
                    opened_at=now + timedelta(hours=1),
                    watched_seconds=0,
                )
            )
        yield hub


def sendout(mediahub: CommandLine, what: str, *arguments: object) -> Any:
    return mediahub.json("sendout", what, "--webcast", "dialog", *arguments)


def test_a_plan_shows_whom_when_and_what_but_no_link_that_works(
    mediahub: CommandLine, inside: Hub
) -> None:
    shown = sendout(mediahub, "plan")
    assert (shown["recipients"], shown["by_webcast"], shown["state"]) == (2, 2, "planned")
    assert shown["by_organisation"] == [{"organisation": "Borås stad", "recipients": 2}]
    assert "addresses" not in shown
    assert "Hej Åsa Öberg!" in shown["text"]
    assert "https://podd.example/inspelning/provlank" in shown["text"]
    assert sendout(mediahub, "plan", "--addresses")["addresses"][0] == {
        "email": "asa@boras.se",
        "name": "Åsa Öberg",
    }
    read = mediahub("sendout", "plan", "--webcast", "dialog").out
    assert "asa@boras.se" not in read


def test_it_can_be_given_another_time(mediahub: CommandLine, inside: Hub) -> None:
    day = (local(utc_now()) + timedelta(days=3)).date()
    shown = sendout(mediahub, "plan", "--at", f"{day}T06:30")
    assert shown["begins_at"].startswith(str(day))


def test_a_test_goes_to_oneself_and_opens_nothing(mediahub: CommandLine, inside: Hub) -> None:
    sendout(mediahub, "test", "--to", "jag@skr.se")
    mediahub.json("mail", "send")
    (row,) = mediahub.json("mail", "list")
    shown = mediahub.json("mail", "show", row["id"])
    assert (row["email"], row["state"]) == ("jag@skr.se", "sent")
    assert shown["subject"].startswith("[TEST] The recording of “")
    assert "/inspelning/provlank\n" in shown["text"]


def test_a_send_out_by_hand_and_its_report(mediahub: CommandLine, inside: Hub) -> None:
    assert sendout(mediahub, "start")["waiting"] == 2
    assert sendout(mediahub, "pause")["withheld"] == 2
    assert sendout(mediahub, "report")["reasons"] == [
        {"state": "withheld", "mails": 2, "reason": "The send-out is paused."}
    ]
    assert sendout(mediahub, "start")["waiting"] == 2
    mediahub.json("mail", "send")
    told = sendout(mediahub, "report")
    assert (told["state"], told["sent"], told["failed"], told["withheld"]) == ("running", 2, 0, 0)
    assert (told["opened"], told["waiting"], told["reasons"]) == (1, 0, [])
    sendout(mediahub, "cancel")
    ran = mediahub("sendout", "pause", "--webcast", "dialog")
    assert (ran.code, ran.err) == (
        1,
        "The send-out has ended or is cancelled: nothing more goes out.\n",
    )


def test_nothing_is_sent_by_hand_that_nobody_can_watch(mediahub: CommandLine, inside: Hub) -> None:
    mediahub.json("recording", "pause", "dialog", "--reason", "Fel fil")
    ran = mediahub("sendout", "start", "--webcast", "dialog")
    assert (ran.code, ran.err) == (1, "The recording is paused.\n")


def test_words_are_changed_for_one_webcast_and_previewed(
    mediahub: CommandLine, inside: Hub
) -> None:
    about = ("--webcast", "dialog", "--kind", "recording_available")
    usual = mediahub.json("mail", "text", "show", *about)
    assert (usual["is_own"], usual["fields"]) == (False, "{name}, {title}, {date}, {closes_at}")
    mediahub.json("mail", "text", "set", *about, "--subject", "Se {title} igen")
    assert mediahub.json("mail", "text", "show", *about)["is_own"]
    assert sendout(mediahub, "plan")["subject"] == (
        "Se Medborgardialog som ett systematiskt arbetssätt igen"
    )
    ran = mediahub("mail", "text", "set", *about, "--intro", "Hej {namn}")
    assert ran.err == (
        "Nothing fills in “{namn}”. Choose among {name}, {title}, {date}, {closes_at}.\n"
    )
    mediahub.json("mail", "text", "reset", *about)
    assert mediahub.json("mail", "text", "show", *about) == usual


def test_a_mail_that_goes_out_has_the_link_that_works(mediahub: CommandLine, inside: Hub) -> None:
    sendout(mediahub, "start")
    with inside.reading() as db:
        mails = db.scalars(select(Mail)).all()
    for mail in mails:
        shown = mediahub.json("mail", "show", mail.id)
        with inside.reading() as db:
            held = db.get_one(Registration, mail.about_id)
            assert token(inside.settings.secret_keys, held) in shown["text"]
