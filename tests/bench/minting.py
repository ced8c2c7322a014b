"""Links to a recording on S3, beside the same number of bare boto3 presigned links."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from mediahub.clock import utc_now
from mediahub.media.models import MediaFile
from mediahub.recordings.watching.signed_links import sign_link
from mediahub.storage.s3 import S3Store
from mediahub.storage.s3_client import open_client
from tests.bench.result import Promise, Result
from tests.bench.rounds import seconds
from tests.servers import s3_server

LINKS, ROUNDS = 2_000, 7
BUCKET = "mediahub"


def measure(folder: Path, *, quick: bool) -> Iterator[Result]:
    """Links a second."""
    (folder / BUCKET).mkdir()
    with s3_server(folder) as server:
        os.environ.update(server.environment())
        store = S3Store(BUCKET, endpoint=server.endpoint, now=utc_now)
        client, _ = open_client(server.endpoint, None)
        file = MediaFile(
            key="webcasts/0/sandning.mp4", filename="sandning.mp4", content_type="video/mp4"
        )
        where = {"Bucket": BUCKET, "Key": file.key}

        def ours() -> None:
            closes_at = utc_now() + timedelta(days=3)
            for _ in range(LINKS):
                sign_link(store, file, closes_at, utc_now)

        def bare() -> None:
            for _ in range(LINKS):
                client.generate_presigned_url("get_object", where, 1_800)

        taken, yardstick = seconds(3 if quick else ROUNDS, ours, bare)
    yield Result("minting", "links/s", LINKS / taken, LINKS / yardstick, Promise("≥", 0.5))
