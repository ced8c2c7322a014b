"""`python -m tests.mediahub.sendouts.morning URL DATA_DIR NOW`: workers at nine in the morning.

Worker after worker, until there is nothing to do: each is forked from this process and greets the
mail server with its process id, so that the server can kill it, and each lives eleven minutes after
the one before it. Each does in turn what the worker's chore and its job of sending do. The key
to sign links with is in the environment. Prints how many were killed.
"""

import os
import signal
import sys
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from mediahub import worker
from mediahub.hub import Hub, build
from mediahub.i18n import translations
from mediahub.jobs.queue import connect
from mediahub.mail.delivery import deliver_due
from mediahub.sendouts.runner import advance
from mediahub.settings import Settings

LATER = timedelta(minutes=11)


def main(url: str, folder: Path, begin: datetime) -> int:
    """How many workers were killed before one found nothing more to do."""
    translations("sv")  # read once, and not by each of them
    for life in count():
        pid = os.fork()
        if not pid:
            _live(url, folder, begin + life * LATER)
        _, status = os.waitpid(pid, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            return life
        assert os.WTERMSIG(status) == signal.SIGKILL
    raise AssertionError


def _live(url: str, folder: Path, now: datetime) -> None:
    try:
        _work(_open(url, folder, now))
    except BaseException:
        os._exit(1)
    os._exit(0)


def _open(url: str, folder: Path, now: datetime) -> Hub:
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        base_url=f"https://worker-{os.getpid()}.example",  # which is what it greets with
        smtp_url=url,
        mail_from="SKR <podd@example.se>",
        mail_per_minute=1_000_000,
        mail_per_domain=1_000_000,
    )
    hub = build(settings, lambda: now)
    connect(hub, worker.JOBS)
    return hub


def _work(hub: Hub) -> None:
    advance(hub)
    while deliver_due(hub, worker.TEMPLATES):
        pass


if __name__ == "__main__":
    print(main(sys.argv[1], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3])))  # noqa: T201
