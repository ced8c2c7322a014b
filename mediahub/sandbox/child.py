"""The process of a sandbox: `python -m mediahub.sandbox.child`, asked on its standard input."""

import os
import resource
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

from mediahub.errors import MediaHubError
from mediahub.sandbox.messages import TOO_LARGE, as_json, from_json


def main() -> None:
    """Do the work that is asked for within its limits, and tell what comes of it."""
    asked = from_json(sys.stdin.buffer.read())
    warnings.simplefilter("ignore")
    module, _, name = asked["work"].partition(":")
    work = getattr(import_module(module), name)
    _limit(*asked["limits"])
    print("begun", flush=True)  # noqa: T201 - what is printed is what the sandbox reads
    try:
        _work(work, asked["arguments"], many=asked["many"])
    except MediaHubError as refusal:
        _tell("refused", refusal)
    except MemoryError:
        os._exit(TOO_LARGE)
    except OSError as error:
        # One without a number is how libraries say that a file is damaged.
        if error.errno is None:
            raise
        _tell("refused", [error.errno, error.strerror])


def _work(work: Callable[..., Any], arguments: list[Any], *, many: bool) -> None:
    if not many:
        _tell("told", work(*arguments))
        return
    for value in work(*arguments):
        _tell("told", value)


def _tell(kind: str, value: object) -> None:
    try:
        print(kind, as_json(value), flush=True)  # noqa: T201 - as above
    except OSError:  # more than may be told
        os._exit(TOO_LARGE)


def _limit(memory_bytes: int, cpu_seconds: int, told_bytes: int) -> None:
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: told_bytes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
