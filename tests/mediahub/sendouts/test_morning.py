"""The morning after: who registered has one mail whose link plays, whatever worker is killed."""

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete

from mediahub.accounts.audit import Decision
from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.participants.details import Details
from mediahub.participants.models import Source
from mediahub.participants.registration import register
from mediahub.recordings.service import get_recording
from mediahub.recordings.watching.viewers import COOKIE
from mediahub.recordings.window_actions import open_recording
from mediahub.webcasts.decisions import set_actual_end
from mediahub.webcasts.service import get_webcast
from tests.conftest import NOON, Clock
from tests.factories import make_recording, make_webcast
from tests.mail_server import MailServer, mail_server
from tests.mediahub.mail.test_killing import Killer
from tests.mediahub.sendouts.conftest import text_of
from tests.mediahub.visitor import Visitor, visiting

REGISTERED, KILLS = 10, 2
AFTERNOON = parse_instant("2026-03-11T14:00")
MORNING = parse_instant("2026-03-12T09:00")
ROOT = Path(__file__).parent.parent.parent.parent
SUBJECT = "Nu kan du se inspelningen av"
_LINK = re.compile(r"^https://worker-\d+\.example/inspelning/(\w+[\w-]*)$", re.MULTILINE)


def broadcast(hub: Hub, clock: Clock, registered: int) -> None:
    """So many register; then the webcast ends twelve minutes late, and its recording is opened."""
    clock.now = NOON
    with hub.writing() as db:
        webcast = make_webcast(db, slug="dialog", is_form_open=True)
        make_recording(db, webcast, hub.store)
        for number in range(registered):
            details = Details(f"Åsa {number}", f"deltagare.{number}@boras.se", "Borås stad")
            register(db, webcast, details, Source.FORM, clock.now)
        db.execute(delete(Mail))  # what they were told before is not this morning's
    clock.now = AFTERNOON
    with hub.writing() as db:
        webcast = get_webcast(db, "dialog")
        ended_at = webcast.ends_at + timedelta(minutes=12)
        set_actual_end(db, webcast, ended_at, actor="test", now=clock.now)
        open_recording(db, get_recording(db, webcast), Decision("test", clock.now))


def send_over_deaths(hub: Hub, server: MailServer, kills: int) -> Counter[str]:
    """How often the link of each came, at nine the next morning, over so many deaths."""
    server.on_stage = Killer(kills)
    folder, now = hub.settings.data_dir, MORNING.isoformat()
    ran = subprocess.run(
        [sys.executable, "-m", "tests.mediahub.sendouts.morning", server.url, folder, now],
        cwd=ROOT,
        env={**os.environ, "MEDIAHUB_SECRET_KEYS": hub.settings.secret_keys[0]},
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 0  # the last of them may find nothing to do
    came = server.received
    assert {each.message["Subject"].startswith(SUBJECT) for each in came} == {True}
    assert len({each.message["Message-ID"] for each in came}) == len(set(server.recipients))
    return Counter(_LINK.findall(text_of(each.message))[0] for each in came)


def plays(visitor: Visitor, token: str) -> bool:
    """Whether who presses play behind the link is led to the recording's bytes."""
    assert visitor.get(f"/inspelning/{token}").status_code == 200
    entered = visitor.post(f"/inspelning/{token}", {})
    page = entered.headers["location"]
    cookie = f"{COOKIE}={token}"
    played = visitor.post(f"{page}/spela", {}, cookie=cookie, accept="application/json")
    url = str(played.json()["url"])
    return visitor.get(url.removeprefix("https://podd.example")).status_code == 200


def morning(hub: Hub, clock: Clock, registered: int, kills: int) -> int:
    """How many mails came twice; each person has one mail, with a link of their own that plays."""
    broadcast(hub, clock, registered)
    with mail_server() as server:
        came = send_over_deaths(hub, server, kills)
    assert len(came) == registered
    clock.now = MORNING + timedelta(minutes=5)
    with visiting(hub) as visitor:
        assert all(plays(visitor, token) for token in came)
    return came.total() - registered


def test_each_who_registered_has_one_mail_whose_link_plays(hub: Hub, clock: Clock) -> None:
    assert morning(hub, clock, REGISTERED, KILLS) <= KILLS
