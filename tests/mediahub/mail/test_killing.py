"""A worker that is killed again and again: every mail comes, and hardly one comes twice."""

import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from mediahub.hub import Hub
from mediahub.mail.models import MailState
from tests.mail_server import MailServer, Stage, mail_server
from tests.mediahub.mail.conftest import all_mails, new_mail, put

MAILS, KILLS = 100, 10
ROOT = Path(__file__).parent.parent.parent.parent


@dataclass
class Killer:
    """Kills the worker that is at it, after every few stages, where it hurts.

    Either when its mail has come and it cannot know, so that it must come again, or when it begins
    with the next and may not have written down yet what came of the last.
    """

    kills: int
    chance: random.Random = field(default_factory=lambda: random.Random(97))  # noqa: S311
    left: int = 5

    def __call__(self, stage: Stage, greeting: str) -> None:
        self.left -= 1
        found = re.fullmatch(r"worker-(\d+)\.example", greeting)
        if self.left > 0 or not self.kills or found is None:
            return
        self.kills -= 1
        self.left = self.chance.randint(1, 25)
        os.kill(int(found[1]), signal.SIGKILL)


def run(hub: Hub, server: MailServer) -> int:
    """Workers until all is sent; how many were killed."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.mediahub.mail.nursery", server.url, hub.settings.data_dir],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


def kill(hub: Hub, mails: int, kills: int) -> Counter[str]:
    """How often each mail came, by its bytes, over so many deaths; nothing is lost or wrong."""
    put(hub, *(new_mail(number) for number in range(mails)))
    with mail_server() as server:
        server.on_stage = Killer(kills)
        assert abs(run(hub, server) - kills) <= kills // 10  # the last ones may find nothing to do
    assert {mail.state for mail in all_mails(hub)} == {MailState.SENT}
    assert len(set(server.recipients)) == mails
    came = Counter(f"{mail.recipient} {mail.message['Message-ID']}" for mail in server.received)
    assert len(came) == mails  # every double has the Message-ID of the first
    return came


def test_a_worker_killed_many_times_loses_nothing_and_doubles_one_mail_each_time(hub: Hub) -> None:
    came = kill(hub, MAILS, KILLS)
    assert 0 < sum(came.values()) - MAILS <= KILLS
