"""`mediahub serve`: uvicorn in this process, the worker in a child."""

import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from mediahub.app import create
from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.settings import Settings
from mediahub.web.connections import Limits
from mediahub.web.http_protocol import LimitedConfig
from mediahub.web.redaction import without_tokens
from mediahub.web.sockets import allow_connections

log = logging.getLogger("uvicorn.error")  # so that all lines of the server look the same

GRACE_SECONDS = 30
RESTART_SECONDS = 1.0


def serve(hub: Hub, *, with_worker: bool, greet: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish the requests in flight and the job in hand.

    `greet` says what whoever starts it needs to know, once the port is ours.
    Conflict when the port cannot be had, before anything is started.
    """
    with listen(hub.settings) as on, ExitStack() as beside:
        server = web_server(create(hub), hub.settings)
        # What is there now stays: looking it over each time would hold everyone up for a while.
        gc.freeze()
        log.info("MediaHub is running on %s", _address(on))
        greet()
        # uvicorn stops gracefully and raises the signal again, which must not kill us half-way.
        signal.signal(signal.SIGTERM, _leave)
        if with_worker:
            beside.enter_context(_worker())
        server.run(sockets=[on])


def listen(settings: Settings) -> socket.socket:
    """A socket that accepts on the host and port of the settings; Conflict if it cannot."""
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise Conflict(
            "Port {port} of {host} cannot be used: {reason}. Choose another with PORT.",
            port=str(port),
            host=host,
            reason=os.strerror(code) if (code := error.errno or 0) > 0 else error,
        ) from error


def _address(on: socket.socket) -> str:
    host, port = on.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def web_server(app: ASGIApp, settings: Settings) -> uvicorn.Server:
    """uvicorn as we run it, with any application."""
    return uvicorn.Server(
        LimitedConfig(
            app,
            Limits(connections=allow_connections(settings.connections)),
            host=settings.host,
            port=settings.port,
            timeout_graceful_shutdown=GRACE_SECONDS,
            server_header=False,
            forwarded_allow_ips=settings.forwarded_allow_ips,
            log_config=_log_config(),
        )
    )


def _log_config() -> dict[str, Any]:
    """uvicorn's own, but signatures and the tokens of personal links are not logged."""
    config = deepcopy(uvicorn.config.LOGGING_CONFIG)
    config["filters"] = {"without_secrets": {"()": WithoutSecrets}}
    config["handlers"]["access"]["filters"] = ["without_secrets"]
    return config


class WithoutSecrets(logging.Filter):
    """Takes queries and tokens out of access lines: (client, method, path, version, status)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line, shorten its path."""
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            record.args = (client, method, without_tokens(_path(path)), version, status)
        return True


def _path(address: object) -> str:
    # What follows a question mark may be a signature.
    return str(address).partition("?")[0]


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


@contextmanager
def _worker() -> Iterator[None]:
    """A worker beside this process, started anew if it dies and ended with it."""
    ending = threading.Event()
    child: list[subprocess.Popen[bytes]] = []

    def keep_alive() -> None:
        while not ending.is_set():
            child[:] = [_start_worker()]
            if ending.is_set():  # while it was being started, so nobody else has told it
                child[0].terminate()
            code = child[0].wait()
            if not ending.wait(RESTART_SECONDS):
                log.error("the worker ended with %s and is started again", code)

    keeper = threading.Thread(target=keep_alive)
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        for process in child:
            process.terminate()
        keeper.join()


def _start_worker() -> subprocess.Popen[bytes]:
    # It reads this pipe to its end, which comes when this process is gone, however it went.
    command = [sys.executable, "-m", "mediahub", "worker", "--with-parent"]
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - our own words.
