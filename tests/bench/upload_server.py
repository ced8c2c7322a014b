"""`python -m tests.bench.upload_server`: the pages of uploads alone, for whoever asks."""

import sys

import uvicorn

from mediahub import worker
from mediahub.hub import build
from mediahub.jobs.queue import connect
from mediahub.settings import load
from tests.mediahub.media.upload_site import create
from tests.servers import listening


def main() -> None:
    """Serve until SIGTERM; links to parts lead here."""
    with listening() as (on, origin):
        hub = build(load().model_copy(update={"base_url": origin}))
        connect(hub, worker.JOBS)
        sys.stderr.write(f"running on {origin}\n")
        sys.stderr.flush()
        config = uvicorn.Config(create(hub), lifespan="off", ws="none", log_config=None)
        uvicorn.Server(config).run(sockets=[on])


if __name__ == "__main__":
    main()
