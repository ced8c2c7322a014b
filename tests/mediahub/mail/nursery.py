"""`python -m tests.mediahub.mail.nursery URL DATA_DIR`: worker after worker, until all is sent.

Each is forked from this process, so that none has to import anything, and greets the server with
its process id, so that the server can kill it. Each lives eleven minutes after the one before it.
Prints how many were killed.
"""

import os
import signal
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path

from mediahub.clock import utc_now
from mediahub.hub import build
from mediahub.mail.delivery import deliver_due
from mediahub.settings import Settings
from tests.mediahub.mail.conftest import SENDER, TEMPLATES

LATER = timedelta(minutes=11)


def main(url: str, folder: Path) -> int:
    """How many workers were killed before one found nothing more to do."""
    for life in count():
        pid = os.fork()
        if not pid:
            _live(url, folder, life)
        _, status = os.waitpid(pid, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            return life
        assert os.WTERMSIG(status) == signal.SIGKILL
    raise AssertionError


def _live(url: str, folder: Path, life: int) -> None:
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        base_url=f"https://worker-{os.getpid()}.example",
        secret_keys=("a key that is only good for tests",),
        smtp_url=url,
        mail_from=SENDER,
        mail_per_minute=1_000_000,
        mail_per_domain=1_000_000,
    )
    # A worker that starts late enough finds what the dead had in hand, and sends the rest as well.
    with_time = build(settings, lambda: utc_now() + life * LATER)
    try:
        while deliver_due(with_time, TEMPLATES):
            pass
    except BaseException:
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    print(main(sys.argv[1], Path(sys.argv[2])))  # noqa: T201 - it is what is asked for
