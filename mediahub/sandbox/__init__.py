"""Looks at what strangers sent, each in a process of its own: no file costs more than its limits.

The process has none of our secrets in its environment. What it is told and what it tells is JSON,
with bytes in base64, so nothing that a file does to it runs in ours.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar, cast

from mediahub.errors import Invalid
from mediahub.sandbox.messages import TOO_LARGE, as_json, from_json, refusal_of

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may take; `clock_seconds` is for one that waits instead of computing."""

    memory_bytes: int = 256 << 20
    cpu_seconds: int = 2
    clock_seconds: float = 60.0
    told_bytes: int = 64 << 20


LOOK = Limits()
"""For a look at what a file is. Any honest file of any size is looked at in a tenth of it."""

# So many processes together are what a small machine has memory for.
_AT_ONCE = threading.BoundedSemaphore(4)

_PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH")


class Stopped(Exception):
    """A process ended before its work did; `is_too_much` when that was because of its limits."""

    def __init__(self, reason: str, *, is_too_much: bool) -> None:
        super().__init__(reason)
        self.is_too_much = is_too_much


def look(work: Callable[..., T], *arguments: object, name: str, limits: Limits = LOOK) -> T:
    """What a function of a module says of a file that its sender called `name`.

    Arguments and answer are plain: texts, numbers, bytes, and lists and dicts of them. Raises the
    function's own refusal, the OSError of a file that cannot be had, and Invalid for whatever else
    comes of looking: the file is then damaged, or takes more than an honest one does.
    """
    try:
        (told,) = _told(work, arguments, limits, many=False)
    except Stopped as stopped:
        log.warning("%s was not looked at to its end: %s", name, stopped)
        raise _refusal(name, stopped) from stopped
    return cast(T, told)


def lines(
    work: Callable[..., Iterable[T]], *arguments: object, name: str, limits: Limits = LOOK
) -> tuple[Sequence[T], Invalid | Stopped | None]:
    """The same of a function that yields: what it has yielded, and why there is no more of it."""
    told: list[T] = []
    try:
        told.extend(_told(work, arguments, limits, many=True))
    except (Invalid, Stopped) as fault:
        log.warning("%s was not read to its end: %s", name, fault)
        return told, fault
    return told, None


def environment() -> dict[str, str]:
    """What a process that looks at foreign files knows of ours: where programs are, no secrets."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


def limited(command: Sequence[str], *, memory_bytes: int, cpu_seconds: int) -> list[str]:
    """The command that runs another with no more memory and computing than this."""
    starter = str(Path(__file__).with_name("limited.py"))
    limits = [str(memory_bytes), str(cpu_seconds)]
    return [sys.executable, "-I", "-S", starter, *limits, *command]


def _refusal(name: str, stopped: Stopped) -> Invalid:
    if stopped.is_too_much:
        return Invalid(
            "The file “{name}” takes more time or memory than an ordinary file does."
            " Export it anew.",
            name=name,
        )
    return Invalid("The file “{name}” is damaged and cannot be read.", name=name)


def _told(
    work: Callable[..., Any], arguments: Sequence[object], limits: Limits, *, many: bool
) -> Iterable[Any]:
    """What the process tells, a line of JSON each; then Stopped, or its refusal, if any."""
    asked = {"work": f"{work.__module__}:{work.__qualname__}", "arguments": arguments, "many": many}
    asked["limits"] = [limits.memory_bytes, limits.cpu_seconds, limits.told_bytes]
    # A file, not a pipe: what has been told is there whatever ended the process, and has a limit.
    with TemporaryFile() as told, TemporaryFile() as said:
        status = _run(as_json(asked).encode(), told, said, limits.clock_seconds)
        told.seek(0)
        if told.readline() != b"begun\n":
            raise RuntimeError(f"the sandbox did not start: {_last(said)}")
        for line in told:
            kind, _, value = line.partition(b" ")
            if kind == b"told" and line.endswith(b"\n"):
                yield from_json(value)
            elif kind == b"refused" and line.endswith(b"\n"):
                raise refusal_of(from_json(value))
        if status != 0:
            raise Stopped(_last(said) or f"status {status}", is_too_much=_is_too_much(status))


def _run(asked: bytes, told: IO[bytes], said: IO[bytes], clock_seconds: float) -> int:
    command = [sys.executable, "-P", "-m", "mediahub.sandbox.child"]
    with (
        _AT_ONCE,
        subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=told, stderr=said, env=environment()
        ) as process,
    ):
        try:
            process.communicate(asked, timeout=clock_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        except BaseException:
            process.kill()
            raise
    return process.returncode


def _is_too_much(status: int) -> bool:
    return status == TOO_LARGE or -status in (signal.SIGXCPU, signal.SIGKILL, signal.SIGXFSZ)


def _last(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read()[-2000:].decode(errors="replace").strip().rpartition("\n")[2]
